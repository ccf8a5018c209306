"""However the picker ends, the terminal is restored."""

import os
import re
import signal
import time
from pathlib import Path

import pytest

from tests.drivers.tmux import DEADLINE, Tmux
from tests.fixtures.windows import Window


def _start(window: Window, folder: Path, before: str = "") -> Tmux:
    shell = window("bash", "--norc", "--noprofile")
    shell.type('PS1="ready> "; clear\n')
    # Not the echo of what was typed, which `clear` is still to take away.
    shell.wait(lambda screen: screen.startswith("ready>"), "the prompt on an empty screen")
    run = f"{before} sh -c 'echo $$ > {folder}/pid; exec rolecall'; echo status $?; stty -a"
    shell.type(f"ulimit -c 0; {run}\n")
    return shell


def _pid(folder: Path) -> int:
    return int((folder / "pid").read_text())


def _is_whole(screen: str) -> bool:
    return all(re.search(rf"(^|\s){flag}\b", screen) for flag in ("icanon", "echo", "isig"))


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT"])
def test_a_signal_leaves_the_terminal_whole(window: Window, tmp_path: Path, name: str) -> None:
    shell = _start(window, tmp_path)
    shell.wait_for("29 targets")
    number = signal.Signals[name]
    os.kill(_pid(tmp_path), number)
    shell.wait_for(f"status {128 + number}")
    screen = shell.wait_for("iexten")
    assert _is_whole(screen)
    assert "targets" not in screen


def test_a_signal_while_the_picker_starts_leaves_the_terminal_whole(
    window: Window, tmp_path: Path
) -> None:
    for _ in range(5):
        shell = _start(window, tmp_path)
        # Textual first queries the terminal's size and modes, and draws later.
        shell.wait(lambda screen: "ready>" not in screen, "the alternate screen")
        os.kill(_pid(tmp_path), signal.SIGTERM)
        shell.wait_for("status 143")
        assert _is_whole(shell.wait_for("iexten"))
        (tmp_path / "pid").unlink()


def test_sizes_in_the_environment_do_not_fix_the_windows(window: Window, tmp_path: Path) -> None:
    shell = _start(window, tmp_path, before="COLUMNS=80 LINES=20")
    screen = shell.wait_for("29 targets")
    assert "tab mark   ^t sessions" in screen.splitlines()[39]


def test_a_terminal_that_goes_away_leaves_no_process_behind(window: Window, tmp_path: Path) -> None:
    shell = _start(window, tmp_path)
    shell.wait_for("29 targets")
    pid = _pid(tmp_path)
    shell.close()
    end = time.monotonic() + DEADLINE
    while Path(f"/proc/{pid}").exists():
        assert time.monotonic() < end, "the picker outlives its terminal"
        time.sleep(0.05)
