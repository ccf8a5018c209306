"""Processes that need one login at an identity provider, and the picker beside a terminal: T17."""

import os
from collections.abc import Iterator
from contextlib import closing

import pytest

from rolecall.core.files.locks import Claim
from rolecall.demo.world.clock import SettableClock
from rolecall.demo.world.federation import demo_world
from rolecall.demo.world.world import World
from rolecall.signin.desk import open_desk
from rolecall.ui.dialogs.mfa import MfaDialog
from tests.drivers.picker import WorldAround
from tests.drivers.program import Program, exported
from tests.torture.figure import Figure
from tests.torture.sts.terminals import Terminals

EIGHT = 8
WAITS = "is already asking for the login at demo-idp"


@pytest.fixture
def organisation(clock: SettableClock) -> World:
    return demo_world(clock)


@pytest.fixture
def terminals() -> Iterator[Terminals]:
    running = Terminals()
    yield running
    running.close()


def test_T17_one_password(terminals: Terminals, program: Program, figure: Figure) -> None:
    command = program.command("export", "partner-portal", "read")
    programs = [terminals.start(command, program.env) for _ in range(EIGHT)]
    terminals.wait(lambda: sum(WAITS in one.shown for one in programs) == EIGHT - 1)
    terminals.wait(lambda: [one for one in programs if "User name: " in one.shown])
    (first,) = (one for one in programs if "User name: " in one.shown)
    idp = program.aws.idp
    first.type(f"{idp.user}\n")
    terminals.wait(lambda: "Password: " in first.shown)
    first.type(f"{idp.password}\n")
    keys = set()
    for one in programs:
        status, told = one.end()
        assert status == 0, one.shown
        keys.add(exported(told)["AWS_ACCESS_KEY_ID"])
    assert len(keys) == 1
    assert len(program.aws.logins) == program.aws.times_called("AssumeRoleWithSAML") == 1
    assert [one for one in programs if "Password: " in one.shown] == [first]
    figure(f"{EIGHT} processes: 1 password, 1 AssumeRoleWithSAML")


def elsewhere(world: WorldAround) -> Claim:
    """The turn of the question, as a process on another terminal would have it."""
    desk = open_desk(world.env, world.now)
    target = next(t for t in desk.catalog.targets if (t.alias, t.role) == ("sandbox", "developer"))
    claim = desk.turns.claim("question", repr(tuple(desk.plan(target).base)), "pts/99")
    assert claim is not None and claim.take()
    return claim


LINE = f"Rolecall on pts/99 (process {os.getpid()}) is already asking for the MFA code."


async def test_T17_the_picker_says_who_asks(world: WorldAround) -> None:
    """It asks once the other has left; Escape stops the wait."""
    with closing(elsewhere(world)):
        async with world.picker() as walk:
            await walk.search("sandbox developer")
            await walk.press("enter")
            await walk.see(LINE)
            assert "press Enter to answer here" in walk.words
            await walk.press("escape")
            await walk.until(lambda: walk.at_rest, "the picker is free")
            assert LINE not in walk.text
    claim = elsewhere(world)
    async with world.picker() as walk:
        await walk.search("sandbox developer")
        await walk.press("enter")
        await walk.see(LINE)
        claim.close()
        await walk.until(lambda: isinstance(walk.app.screen, MfaDialog), "the dialog is open")
        await walk.paste(world.code())
        await walk.see("sandbox · developer until")


async def test_T17_enter_in_the_picker_asks_here(world: WorldAround, figure: Figure) -> None:
    with closing(elsewhere(world)):
        async with world.picker() as walk:
            await walk.search("sandbox developer")
            await walk.press("enter")
            await walk.see(LINE)
            await walk.press("enter")
            await walk.until(lambda: isinstance(walk.app.screen, MfaDialog), "the dialog is open")
            await walk.paste(world.code())
            await walk.see("sandbox · developer until")
    figure("the picker says who asks; Enter asks here")


async def test_T17_a_dialog_left_alone_closes_once_it_is_answered_elsewhere(
    world: WorldAround,
) -> None:
    async with world.picker() as walk:
        await walk.search("sandbox developer")
        await walk.press("enter")
        await walk.until(lambda: isinstance(walk.app.screen, MfaDialog), "the dialog is open")
        world.aws.calls.clear()
        world.hold("sandbox", "admin", device=1)  # as by `--mfa-code` on a terminal
        await walk.see("sandbox · developer until")
        assert not isinstance(walk.app.screen, MfaDialog)
        assert world.aws.times_called("GetSessionToken") == 1
