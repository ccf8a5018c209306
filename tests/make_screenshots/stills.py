"""The still pictures."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from rolecall.core.model import utc_now
from rolecall.core.state.state import update_state
from rolecall.sessions.handed import CLIPBOARD, note_handed
from tests.drivers.person import search
from tests.drivers.tmux import Tmux
from tests.make_screenshots.picture import svg
from tests.make_screenshots.staged import Staged, settled, staged

DARK_GROUND, LIGHT_GROUND = (18, 18, 18), (239, 241, 245)
FOUR = ("staging admin", "sandbox developer", "payments-prod break-glass", "data-lake analyst")


def picker(folder: Path) -> Iterator[Path]:
    """The targets, the dialogs on the way to them, every size, and the light theme."""
    with staged() as world:
        yield from _first_run(world, folder)
        yield from _login(world, folder)
        yield from _later(world, folder)


def _first_run(world: Staged, folder: Path) -> Iterator[Path]:
    with world.terminal() as terminal:
        terminal.wait_for("targets")
        terminal.type("prod")
        terminal.wait_for("8 of ")
        terminal.press("Enter")
        terminal.wait_for("to assume it.")
        before = terminal.coloured()  # the name is there before it is typed, but in grey
        terminal.type("produc")
        terminal.until(lambda: terminal.coloured() != before, "the half of the name")
        yield _kept(terminal, folder / "protected.svg")
        terminal.type("tion\r")
        terminal.wait_for(", as alice")
        terminal.type("000000")
        terminal.wait_for("AWS refused that code")
        terminal.type("49")
        terminal.wait(lambda screen: "╹ ╹" in screen or "┗━┫" in screen, "the digits typed")
        yield _kept(terminal, folder / "mfa.svg")


def _login(world: Staged, folder: Path) -> Iterator[Path]:
    config = Path(world.stage.paths.config_file)
    as_laid = config.read_text()
    # A realistic address. It is never contacted: the picture is of the prompt.
    config.write_text(as_laid.replace(world.aws.idp_url, "https://idp.example.com/login"))
    with world.terminal(ROLECALL_DEMO="") as terminal:  # outside the demo, prompts show no login
        terminal.wait_for("targets")
        terminal.type("portal")
        terminal.wait_for("2 of ")
        terminal.press("Enter")
        terminal.wait_for("Sign in to demo-idp")
        terminal.type("alice@example.com\thunter2hunt")
        terminal.wait_for("•" * 11)
        yield _kept(terminal, folder / "saml.svg")
    config.write_text(as_laid)


def _later(world: Staged, folder: Path) -> Iterator[Path]:
    world.run("export", "sandbox", "developer", "--mfa-code", world.code())
    world.run("export", "data-lake", "engineer")
    world.left("data-lake", "engineer", 811)
    with world.terminal() as terminal:
        terminal.wait_for("Held now")
        terminal.wait_for("esc leave")
        terminal.wait_for("ends soon")  # in the header, soon after the first rows
        yield _kept(terminal, folder / "at-rest.svg")
        terminal.type("prod")
        terminal.wait_for("8 of ")
        terminal.press("Enter")
        terminal.wait_for("to assume it.")
        terminal.type("production\r")
        terminal.wait_for("until")
        yield _kept(terminal, folder / "picker.svg")
        terminal.press("C-s")
        terminal.wait_for("x_security_token_expires")
        yield _kept(terminal, folder / "write-profile.svg")
        terminal.press("Enter")
        terminal.wait_for("Wrote profile")
    for size, name in (((80, 24), "picker-80x24.svg"), ((40, 12), "picker-40x12.svg")):
        with world.terminal(size) as terminal:
            terminal.wait_for("sandbox" if size[0] > 60 else "data-lake")
            terminal.type("prod")
            terminal.wait_for("8 of ")
            terminal.wait(lambda screen: "5" in screen and ":" in screen, "the countdown")
            yield _kept(terminal, folder / name)
    state_file = world.stage.paths.state_file
    update_state(state_file, lambda state: state._replace(theme="catppuccin-latte"))
    with world.terminal() as terminal:
        terminal.wait_for("Held now")
        terminal.wait_for("ends soon")
        terminal.type("prod")
        terminal.wait_for("8 of ")
        yield _kept(terminal, folder / "picker-light.svg", LIGHT_GROUND)


def board(folder: Path) -> Iterator[Path]:
    """Sessions in every state, their hand-overs, and one held by the AWS CLI."""
    with staged() as world:
        paths = world.stage.paths
        world.run("profile", "production", "read", "--mfa-code", world.code())
        world.run("profile", "sandbox", "developer")
        world.run("export", "staging", "admin")
        world.run("export", "data-lake", "engineer")
        world.left("production", "read", 2530)
        world.left("staging", "admin", 761)
        world.left("data-lake", "engineer", 187)
        desk = world.desk()
        staging = world.target(desk, "staging", "admin").arn
        (copied,) = (each for each in desk.store.role_sessions() if each.arn == staging)
        note_handed(paths, copied, CLIPBOARD, utc_now())
        _hold_by_the_cli(Path(world.stage.env["HOME"], ".aws/cli/cache/one.json"))
        with world.terminal() as terminal:
            terminal.wait_for("Held now")
            terminal.press("C-t")
            terminal.wait_for("Held by other tools")
            terminal.wait_for("clipboard")
            yield _kept(terminal, folder / "board.svg")


def _hold_by_the_cli(path: Path) -> None:
    """A session in the AWS CLI's cache; its keys are made up."""
    path.parent.mkdir(parents=True)
    cached = {
        "Credentials": {
            "AccessKeyId": "ASIAQQQQQQQQQQQQQQQ1",
            "SecretAccessKey": "secret+of/the0CLI1234567890123456789012=",
            "SessionToken": "token//" + "x" * 300 + "==",
            "Expiration": (utc_now() + timedelta(minutes=38, seconds=55)).isoformat(),
        },
        "AssumedRoleUser": {
            "AssumedRoleId": "AROA:alice",
            "Arn": "arn:aws:sts::888899990000:assumed-role/auditor/alice",
        },
    }
    path.write_text(json.dumps(cached))


def many(folder: Path) -> Iterator[Path]:
    """Four roles taken with one code, one of them refused."""
    with staged() as world, world.terminal() as terminal:
        terminal.wait_for("targets")
        for place, query in enumerate(FOUR, 1):
            search(terminal, query, "1 of ")
            terminal.press("Tab")
            terminal.wait_for(f"{place} marked")
        terminal.press("C-u")
        terminal.wait_for("32 targets")
        terminal.press("Enter")
        terminal.wait_for("next code in")
        terminal.type(world.code())
        terminal.wait_for("Assumed 3 of 4 roles")
        yield _kept(terminal, folder / "many.svg")


def _kept(terminal: Tmux, path: Path, ground: tuple[int, int, int] = DARK_GROUND) -> Path:
    path.write_text(svg(settled(terminal), terminal.size, ground))
    return path
