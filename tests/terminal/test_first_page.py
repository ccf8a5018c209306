"""The cached first page in a real terminal: shown before the picker runs, then replaced."""

import os
import signal as signals
import sys
from pathlib import Path

import pytest

from rolecall.demo.stage import Stage
from rolecall.ui.startup.first_page import SWITCH
from tests.drivers.person import PLACEHOLDER
from tests.drivers.tmux import Tmux
from tests.fixtures.windows import Window
from tests.full import FULL

# A start that stops after the first page.
START = """
import os, sys, time
from rolecall.ui.startup.first_page import first_page
from rolecall.ui.terminal.signals import terminal_kept_whole

with terminal_kept_whole(), first_page(os.environ, captured=False) as page:
    print("pid", os.getpid(), file=open(sys.argv[1], "w"))
    {}
"""
WAITS, FAILS = "time.sleep(60)", "raise SystemExit('no catalog')"
AROUND = 'stty -a > "$0/before"; "$@"; stty -a > "$0/after"; echo "ended with $?"; sleep 60'


def _opened_once(window: Window, stage: Stage, size: tuple[int, int] = (120, 40)) -> None:
    stage.env.pop(SWITCH)
    picker = window("rolecall", size=size)
    folder = Path(stage.paths.cache_folder, "first-pages")
    picker.until(lambda: any(folder.glob("*.json")), "the page is kept")
    picker.close()


def _started(window: Window, folder: Path, then: str) -> Tmux:
    command = (sys.executable, "-c", START.format(then), str(folder / "pid"))
    return window("sh", "-c", AROUND, str(folder), *command)


def _is_whole(terminal: Tmux, folder: Path) -> None:
    """Whether the terminal's modes and screen are as before."""
    terminal.wait_for("ended with")
    assert "audit" not in terminal.text()
    assert (folder / "before").read_text() == (folder / "after").read_text()


def test_it_is_there_before_the_picker_and_takes_keys_unseen(
    window: Window, stage: Stage, tmp_path: Path
) -> None:
    _opened_once(window, stage)
    terminal = _started(window, tmp_path, WAITS)
    terminal.wait_for("esc leave")
    shown = terminal.text()
    assert " targets" in shown
    assert "starting …" in shown, "it does not look ready"
    assert "›" not in shown
    assert PLACEHOLDER not in shown
    assert "payments-prod" in shown
    assert "MFA" not in shown
    terminal.type("prod")
    terminal.press("C-c", "C-s", "C-z", "C-d", "Enter")
    assert terminal.still() == shown


@pytest.mark.parametrize("signal", ["TERM", "HUP", "INT", "QUIT"])
def test_a_signal_meanwhile_leaves_the_terminal_whole(
    window: Window, stage: Stage, tmp_path: Path, signal: str
) -> None:
    _opened_once(window, stage)
    terminal = _started(window, tmp_path, WAITS)
    terminal.wait_for("esc leave")
    pid = int((tmp_path / "pid").read_text().split()[1])
    os.kill(pid, getattr(signals, f"SIG{signal}"))
    _is_whole(terminal, tmp_path)


def test_a_start_that_fails_leaves_the_terminal_whole_and_says_why(
    window: Window, stage: Stage, tmp_path: Path
) -> None:
    _opened_once(window, stage)
    terminal = _started(window, tmp_path, FAILS)
    _is_whole(terminal, tmp_path)
    assert "no catalog" in terminal.text()


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 12)])
def test_what_is_typed_over_it_is_what_the_picker_searches(
    window: Window, stage: Stage, size: tuple[int, int]
) -> None:
    _opened_once(window, stage, size)
    picker = window("rolecall", size=size)
    picker.wait_for("audit")
    picker.type("stag dev")
    picker.wait(lambda seen: "audit" not in seen and "staging" in seen, "the search")
    picker.press("Escape", "Escape")
    picker.wait(lambda seen: "staging" not in seen, "it is left")


def test_every_key_from_the_first_millisecond_arrives_in_order(
    window: Window, stage: Stage
) -> None:
    _opened_once(window, stage)
    stage.env["PS1"] = "own> "
    shell = window("bash", "--norc", "--noprofile", "-i")
    shell.wait_for("own>")
    for _ in range(20 if FULL else 3):
        # The letters of two queries, ^u between them, ^n and Enter: the second row is assumed.
        shell.type("clear; rolecall\r")
        shell.type("prod\x15sand\x0e\r")
        shell.wait_for("sandbox · developer, as alice")
        shell.press("Escape")
        shell.wait(
            lambda screen: "esc clear" in screen and ", as alice" not in screen, "the picker"
        )
        shell.press("C-c")
        shell.wait(lambda screen: "own>" in screen and "sandbox" not in screen, "the shell")
