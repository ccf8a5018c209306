"""The state survives a killed picker and a second one running at the same time."""

import os
import signal
import time
from pathlib import Path

from rolecall.core.state.state import load_state
from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import Stage
from rolecall.sessions.store import SessionStore
from tests.drivers.person import NARROW, WIDE, Size, below, by_palette, code, cursor, search
from tests.drivers.tmux import DEADLINE, Tmux
from tests.fixtures.windows import Window


def _kill(pid: int) -> None:
    """Kill it with SIGKILL, which runs no handler."""
    os.kill(pid, signal.SIGKILL)
    end = time.monotonic() + DEADLINE
    while Path(f"/proc/{pid}/cmdline").exists() and Path(f"/proc/{pid}/cmdline").read_bytes():
        assert time.monotonic() < end, "it is still there"
        time.sleep(0.05)


def _let_there_be_a_role(aws: EmbeddedAws) -> None:
    known = aws.world.role("sandbox", "read")
    aws.world.add_role(
        type(known)(
            known.account_id, "dba", trusts=set(known.trusts), external_id=known.external_id
        )
    )


def _forget_all(stage: Stage) -> None:
    store = SessionStore(stage.paths.sessions_folder)
    for session in store.role_sessions():
        store.forget(session)


def _background(picker: Tmux) -> str:
    """The background colour of the page, at its top left corner."""
    return picker.coloured().partition("48;2;")[2].partition("m")[0]


@WIDE
def test_pins_recents_typed_roles_and_theme_survive_a_kill(
    window: Window, stage: Stage, live_aws: EmbeddedAws, tmp_path: Path, size: Size
) -> None:
    _let_there_be_a_role(live_aws)
    picker = window("sh", "-c", f"echo $$ > {tmp_path}/pid; exec rolecall", size=size)
    picker.wait_for("29 targets")
    dark = _background(picker)
    search(picker, "staging admin", "1 of 29")
    picker.press("F4")
    picker.wait_for("Pinned staging · admin.")

    search(picker, "sandbox dba", "assume dba in sandbox")
    picker.press("Enter")
    picker.wait_for(", as alice")
    picker.type(code(live_aws))
    picker.wait_for("until ")

    by_palette(picker, "theme", "Colors: dark")
    picker.wait_for("ansi-light")
    picker.type("latte")
    picker.wait_for("Theme: catppuccin-latte")
    picker.press("Enter")
    picker.until(lambda: _background(picker) != dark, "another theme")
    picker.until(lambda: load_state(stage.paths.state_file).theme, "it is kept")
    light = _background(picker)
    _kill(int((tmp_path / "pid").read_text()))
    _forget_all(stage)

    again = window("rolecall", size=size)
    again.wait_for("30 targets")
    again.wait_for("Recent")
    screen = again.still()
    rows = [line[1:].strip("▐ ").split("  ")[0].strip() for line in below(screen).splitlines()]
    place = rows.index("Pinned")
    assert rows[place + 1] == "★ staging"
    assert rows[rows.index("Recent") + 1] == "sandbox"
    assert place < rows.index("Recent") < rows.index("All, a to z")
    again.until(lambda: _background(again) == light, "the theme")
    search(again, "sandbox dba", "1 of 30")
    again.wait(lambda screen: "dba" in cursor(screen), "the role typed by hand is a target")


@NARROW
def test_two_pickers_open_at_once_lose_no_pin(window: Window, stage: Stage, size: Size) -> None:
    pickers = [window("rolecall", size=size), window("rolecall", size=size)]
    roles = ("staging admin", "audit read", "sandbox admin", "data-lake analyst")
    for picker in pickers:
        picker.wait_for("29 targets")
    for place, query in enumerate(roles[:2]):
        search(pickers[place], query, "1 of 29")
    for picker in pickers:  # both at the same time
        picker.press("F4")
    for picker, query in zip(pickers, roles, strict=False):
        picker.wait_for(f"Pinned {' · '.join(query.split())}.")
    for picker, query in zip(pickers, roles[2:], strict=True):
        search(picker, query, "1 of 29")
        picker.press("F4")
        picker.wait_for(f"Pinned {' · '.join(query.split())}.")
    kept = load_state(stage.paths.state_file).pins
    assert sorted(key.split("/")[1] for key in kept) == ["admin", "admin", "analyst", "read"]
    third = window("rolecall", size=size)
    third.wait_for("Pinned")
    third.wait(lambda screen: screen.count("★") == 4, "all four")
