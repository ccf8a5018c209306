"""The animated picture: a few letters, a code, and the time left."""

from collections.abc import Iterator
from pathlib import Path

from rolecall.core.state.state import update_state
from tests.drivers.tmux import Tmux
from tests.make_screenshots.moving_picture import Frame, moving_svg
from tests.make_screenshots.staged import Staged, settled, staged
from tests.make_screenshots.stills import DARK_GROUND

SIZE = (120, 32)
QUERY = "stag dev"
KEY, DIGIT, LOOK, SECOND = 0.18, 0.3, 1.4, 1.0  # seconds per frame
TICKS = 3


def film(folder: Path) -> Iterator[Path]:
    """From a few letters to the session board."""
    with staged() as world:
        _earlier(world)
        with world.terminal(SIZE, ROLECALL_DEMO="") as terminal:
            frames, still = _take(world, terminal)
    path = folder / "rolecall.svg"
    path.write_text(moving_svg(frames, SIZE, DARK_GROUND, still))
    yield path


def _earlier(world: Staged) -> None:
    """Roles held since this morning and an expired MFA session, so that a code is asked for."""
    world.run(
        "profile", "production", "read", "--mfa-code", world.code(1), "--mfa-device", "alice-backup"
    )
    world.run("export", "data-lake", "engineer")
    world.left("production", "read", 2535)
    world.left("data-lake", "engineer", 700)
    desk = world.desk()
    for session in desk.store.logins():
        desk.store.forget(session)
    update_state(world.stage.paths.state_file, lambda state: state._replace(last_device={}))


def _take(world: Staged, terminal: Tmux) -> tuple[list[Frame], int]:
    """The frames, and the index of the still one."""
    frames: list[Frame] = []

    def keep(seconds: float) -> None:
        frames.append(Frame(settled(terminal), seconds))

    terminal.wait_for("Held now")
    terminal.wait_for("esc leave")
    keep(LOOK)
    for length, letter in enumerate(QUERY, 1):
        terminal.type(letter)
        if letter != " ":
            terminal.wait_for(f"› {QUERY[:length]}")
        keep(KEY)
    terminal.wait_for("2 of 32")
    frames[-1] = Frame(settled(terminal), LOOK)
    terminal.press("Enter")
    terminal.wait_for(", as alice")
    keep(LOOK)
    code = world.code()
    for digit in code[:-1]:
        before = terminal.text()
        terminal.type(digit)
        _wait_for_another(terminal, before)
        keep(DIGIT)
    terminal.type(code[-1])
    terminal.wait_for("until")
    still = _ticks(terminal, frames)
    terminal.press("C-t")
    terminal.wait_for("handed to")
    _ticks(terminal, frames)
    return frames, still


def _ticks(terminal: Tmux, frames: list[Frame]) -> int:
    """Some seconds of the countdown in real time; returns the index of the last frame."""
    for _ in range(TICKS):
        shown = terminal.text()
        frames.append(Frame(settled(terminal), SECOND))
        _wait_for_another(terminal, shown)
    return len(frames) - 1


def _wait_for_another(terminal: Tmux, before: str) -> None:
    terminal.wait(lambda screen: screen != before, "something else")
