"""Alerts before a session expires: once each, in the picker and by the terminal."""

import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

from rolecall.core.model import RoleSession
from rolecall.core.state.state import update_state
from rolecall.handover.profile.credentials_file import write_profiles
from rolecall.ui.flows.expiry_alerts import notification
from tests.drivers.picker import Walk, WorldAround

OSC9 = re.compile(r"\x1b\]9;([^\x07\x1b]*)\x07")
OSC777 = re.compile(r"\x1b\]777;notify;rolecall;([^\x07\x1b]*)\x07")


class Terminal:
    """What was written to the terminal besides the frames, since the last read."""

    def __init__(self, capfd: pytest.CaptureFixture[str]) -> None:
        self._capfd = capfd

    def told(self) -> tuple[int, list[str], list[str]]:
        """Bells, and the notifications of either kind."""
        sent = self._capfd.readouterr().err
        rest = OSC777.sub("", OSC9.sub("", sent))
        return rest.count("\x07"), OSC9.findall(sent), OSC777.findall(sent)


@pytest.fixture
def terminal(capfd: pytest.CaptureFixture[str]) -> Iterator[Terminal]:
    yield Terminal(capfd)


async def with_left(walk: Walk, session: RoleSession, seconds: float) -> None:
    walk.picker.say_nothing()
    walk.world.clock.now = session.credentials.expiration.timestamp() - seconds
    await walk.tick()


async def test_fifteen_minutes_five_and_the_end_are_told_once_each(
    world: WorldAround, terminal: Terminal
) -> None:
    session = world.hold("sandbox", "developer")
    async with world.picker() as walk:
        terminal.told()
        for left, sign, words in (
            (899, "▲", "sandbox · developer expires in 14:59."),
            (299, "!", "sandbox · developer expires in 4:59."),
            (0, "×", "sandbox · developer has expired."),
        ):
            await with_left(walk, session, left + 2)
            await with_left(walk, session, left + 1)
            assert walk.message == ""
            assert terminal.told() == (0, [], [])
            await with_left(walk, session, left)
            assert words in walk.message
            assert walk.message.startswith("▲" if sign == "▲" else "×")
            said = words.rstrip(".")
            assert terminal.told() == (1, [f"rolecall: {said}"], [said])
            await with_left(walk, session, left - 1)
            await with_left(walk, session, left - 2)
            assert walk.message == ""
            assert terminal.told() == (0, [], [])


async def test_after_a_sleep_only_the_end_is_told(world: WorldAround, terminal: Terminal) -> None:
    world.hold("sandbox", "developer")
    async with world.picker() as walk:
        terminal.told()
        await walk.tick(8 * 3600)
        assert "sandbox · developer has expired." in walk.message
        assert terminal.told()[1] == ["rolecall: sandbox · developer has expired"]


async def test_several_at_once_are_one_message_and_one_bell(
    world: WorldAround, terminal: Terminal
) -> None:
    world.hold("sandbox", "developer")
    world.hold("staging", "read")
    async with world.picker() as walk:
        terminal.told()
        await walk.tick(3600)
        assert "has expired" in walk.message
        assert "sandbox · developer" in walk.message
        assert "staging · read" in walk.message
        bells, osc9, osc777 = terminal.told()
        assert (bells, len(osc9), len(osc777)) == (1, 2, 2)


async def test_what_ended_before_the_picker_came_is_old_news(
    world: WorldAround, terminal: Terminal
) -> None:
    world.hold("sandbox", "developer")
    world.clock.advance(3310)
    async with world.picker() as walk:
        await walk.tick(1)
        assert walk.message == ""
        assert terminal.told()[1:] == ([], [])


async def test_the_mfa_session_is_told_of_too(world: WorldAround, terminal: Terminal) -> None:
    world.hold("sandbox", "developer")
    async with world.picker() as walk:
        await walk.tick(5000)
        terminal.told()
        await walk.tick(12 * 3600 - 5000 - 890)
        assert "MFA session of default expires in 14:50." in walk.message
        assert terminal.told()[1] == ["rolecall: MFA session of default expires in 14:50"]


@pytest.mark.parametrize(
    ("settings", "bells", "notifications"),
    [
        ({}, 1, 1),
        ({"bell": False}, 0, 1),
        ({"notifications": False}, 1, 0),
        ({"bell": False, "notifications": False}, 0, 0),
    ],
)
async def test_bell_and_notification_can_be_switched_off(
    world: WorldAround,
    terminal: Terminal,
    settings: dict[str, bool | str],
    bells: int,
    notifications: int,
) -> None:
    update_state(world.home.paths.state_file, lambda state: state._replace(settings=settings))
    session = world.hold("sandbox", "developer")
    async with world.picker() as walk:
        await walk.until(
            lambda: walk.picker.surroundings.snapshot.state.settings == settings,
            "the settings are read",
        )
        terminal.told()
        await with_left(walk, session, 100)
        assert "expires in 1:40" in walk.message
        rung, osc9, osc777 = terminal.told()
        assert (rung, len(osc9), len(osc777)) == (bells, notifications, notifications)


async def test_the_message_stays_when_the_cursor_moves(world: WorldAround) -> None:
    session = world.hold("sandbox", "developer")
    async with world.picker() as walk:
        await with_left(walk, session, 100)
        await walk.press("down", "down")
        assert "expires in 1:40" in walk.message


async def test_it_is_told_on_the_board_too(world: WorldAround) -> None:
    session = world.hold("sandbox", "developer")
    async with world.picker(size=(80, 24)) as walk:
        await walk.press("ctrl+t")
        await with_left(walk, session, 100)
        assert "expires in 1:40. Press ^r on its row to renew it." in walk.message


async def test_the_end_of_what_is_kept_fresh_is_told(world: WorldAround) -> None:
    session = world.hold("sandbox", "developer")
    write_profiles(world.home.paths.aws_credentials, {"one": session}, {})
    keep = ("one",)
    update_state(world.home.paths.state_file, lambda state: state._replace(keep_fresh=keep))
    async with world.picker() as walk:
        await walk.until(lambda: walk.picker.surroundings.snapshot.profiles, "a first look")
        await walk.tick(13 * 3600)
        assert "has expired" in walk.message, "nobody can renew it: the MFA session is over too"


def test_no_name_ends_or_starts_a_sequence() -> None:
    hostile = "a\x07b\x1b]0;owned\x1b\\c\u202ed\x9ce · r expires in 5:00"
    sent = notification(hostile, {})
    assert sent.count("\x07") == 2
    assert sent.count("\x1b") == 2
    assert not {"\x9c", "\u202e"} & set(sent)


def test_a_terminal_that_knows_both_kinds_gets_one() -> None:
    for env in ({"TERM_PROGRAM": "ghostty"}, {"TERM_PROGRAM": "WezTerm"}, {"TERM": "foot"}):
        assert OSC9.search(notification("words", env))
        assert not OSC777.search(notification("words", env))


def test_tmux_is_asked_to_pass_it_on() -> None:
    sent = notification("words", {"TMUX": "/tmp/tmux,1,0"})
    assert sent.startswith("\x1bPtmux;\x1b\x1b]9;")
    assert sent.endswith("\x1b\\")


# Changes the thresholds in their module, before any other module has imported them.
OTHER_THRESHOLDS = """
from datetime import timedelta
from types import SimpleNamespace
from rolecall.core import countdown
countdown.SOON, countdown.ENDING = 600, 120
from rolecall.ui.flows.expiry_alerts import ExpiryAlerts
from tests.samples.mfa_sessions import NOW, role_session

session, now = role_session(lasts=timedelta(hours=1)), [NOW]
desk = SimpleNamespace(clock=lambda: now[0], env={})
held = SimpleNamespace(role_sessions=[session], logins=[])
alerts = ExpiryAlerts(
    desk, held, lambda kind, message, hint: print(kind, message), lambda text: None, lambda: "^r"
)
for left in (3600, 899, 600, 599, 299, 120, 119, 1, 0):
    now[0] = session.credentials.expiration - timedelta(seconds=left)
    alerts.tick((), {})
"""


def test_the_alerts_come_at_the_thresholds_of_the_countdown() -> None:
    done = subprocess.run(
        [sys.executable, "-c", OTHER_THRESHOLDS], capture_output=True, text=True, timeout=60
    )
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        "warning production · ops/deploy expires in 9:59.",
        "error production · ops/deploy expires in 1:59.",
        "error production · ops/deploy has expired.",
    ]
