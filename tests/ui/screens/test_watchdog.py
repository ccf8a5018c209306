"""The event loop is never blocked for long: not by AWS, a file or a search."""

import asyncio
import gc
import json
from pathlib import Path

import pytest

from rolecall.core.files.locks import locked
from rolecall.core.process.garbage_collection import pause
from rolecall.ui.dialogs.mfa import MfaDialog
from rolecall.ui.dialogs.palette import Palette
from rolecall.ui.dialogs.write_profile import WriteProfileDialog
from rolecall.ui.page.picker import Picker
from tests.drivers.picker import Walk, WorldAround
from tests.samples.made_targets import made
from tests.ui.screens.watchdog import watched_loop

MOST = 100.0  # milliseconds of processor time for one callback
MANY = 10_000
TURNS = 25  # turns of the loop, as a sign that it runs


@pytest.fixture
def many(world: WorldAround) -> WorldAround:
    """The world with thousands of additional accounts."""
    path = Path(world.home.paths.accounts_file)
    accounts = {target.alias: target.account_id for target in made(MANY, 1)}
    path.write_text(json.dumps({**accounts, **json.loads(path.read_text())}))
    return world


async def goes_on(walk: Walk) -> None:
    """The loop runs, and typed characters are drawn."""
    for _ in range(TURNS):
        await asyncio.sleep(0)
    await walk.pilot.resize_terminal(100, 35)
    await walk.until(lambda: len(walk.lines) == 35, "the page is drawn again")
    await walk.pilot.resize_terminal(120, 40)


async def test_no_callback_keeps_the_loop_for_a_tenth_of_a_second(many: WorldAround) -> None:
    by_itself = gc.get_threshold()
    with watched_loop() as dog:
        pause()  # as the command does
        try:
            async with many.picker() as walk:
                await _work_at(walk, many)
        finally:
            gc.set_threshold(*by_itself)
    assert dog.count > 1_000
    assert dog.longest.took < MOST, dog.longest.who


async def _work_at(walk: Walk, world: WorldAround) -> None:
    await walk.see("targets")
    await _search(walk)
    await _look_around(walk)
    await _sign_in_and_write(walk, world)
    for size in ((80, 24), (40, 12), (1, 1), (200, 60), (120, 40)):
        await walk.pilot.resize_terminal(*size)
        await walk.pilot.pause()
    await walk.until(lambda: walk.at_rest, "the work is done")


async def _search(walk: Walk) -> None:
    for query in ("prod re", "admin eu-central", "123456"):
        await walk.press("ctrl+u")
        await walk.type(query)
    await walk.search("paymnets-prod")
    await walk.see("Did you mean:")
    await walk.search("")
    await walk.press("down", "down", "pagedown", "pageup", "up")


async def _look_around(walk: Walk) -> None:
    await walk.press("ctrl+t")
    await walk.see("No sessions yet.")
    await walk.press("ctrl+t")
    await walk.press("ctrl+p")
    await walk.until(lambda: isinstance(walk.app.screen, Palette), "the palette")
    await walk.type("theme")
    await walk.press("escape")
    await walk.press("f1")
    await walk.until(lambda: not isinstance(walk.app.screen, Picker), "help")
    await walk.press("escape")


async def _sign_in_and_write(walk: Walk, world: WorldAround) -> None:
    await walk.search("sandbox developer 4444")
    await walk.press("ctrl+s")
    await walk.until(lambda: isinstance(walk.app.screen, MfaDialog), "the code is asked for")
    await walk.type(world.code())
    await walk.until(lambda: isinstance(walk.app.screen, WriteProfileDialog), "the dialog")
    await walk.see("x_security_token_expires")
    await walk.press("enter")
    await walk.see("Wrote profile")
    await walk.press("ctrl+t")
    await walk.see("Role sessions")
    await walk.press("ctrl+t")
    await walk.search("")


async def test_the_loop_goes_on_while_aws_is_silent(world: WorldAround) -> None:
    async with world.picker() as walk:
        with world.silence("GetSessionToken") as answers:
            await walk.search("sandbox developer")
            await walk.press("enter")
            await walk.see(", as alice")
            await walk.paste(world.code())
            await walk.until(lambda: world.aws.times_called("GetSessionToken"), "AWS is asked")
            await goes_on(walk)
            assert not walk.at_rest, "it waits for AWS, and the page for nobody"
            assert not answers.is_set()
        await walk.until(lambda: walk.at_rest, "the sign-in ends")
    assert world.sessions()


async def test_the_loop_goes_on_while_another_program_has_the_credentials_file(
    world: WorldAround,
) -> None:
    world.hold("sandbox", "developer")
    path = world.home.paths.aws_credentials
    async with world.picker() as walk:
        await walk.search("sandbox developer")
        await walk.press("ctrl+s")
        await walk.see("x_security_token_expires")
        with locked(path):
            await walk.press("enter")
            await walk.until(lambda: isinstance(walk.app.screen, Picker), "it writes")
            await goes_on(walk)
            assert "[sandbox-developer]" not in Path(path).read_text()
        await walk.until(lambda: walk.at_rest, "the profile is written")
    assert "[sandbox-developer]" in Path(path).read_text()


@pytest.mark.parametrize("folder", ["sessions_folder", "state_file"])
async def test_what_others_write_meanwhile_does_not_stop_it(
    world: WorldAround, folder: str
) -> None:
    """Locks of other pickers matter for writes only: reading needs none."""
    async with world.picker() as walk:
        with locked(getattr(world.home.paths, folder)):
            await walk.tick(1)
            await walk.search("sandbox")
            await walk.press("ctrl+t", "ctrl+t")
            await goes_on(walk)
