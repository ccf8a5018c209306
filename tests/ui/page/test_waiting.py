"""Waiting for another process and problems with our files are shown in the message line."""

from pathlib import Path

import pytest

from rolecall.core.notices import take_pending
from rolecall.core.state.state import update_state
from tests.drivers.picker import WorldAround
from tests.processes.lock_holder import holder


async def test_a_held_lock_is_told_and_escape_stops_the_wait(world: WorldAround) -> None:
    path = Path(world.home.paths.state_file)
    update_state(str(path), lambda state: state._replace(keep_fresh=("a",)))
    async with world.picker() as walk:
        with holder(path) as process:
            await walk.search("staging developer")
            await walk.press("f4")
            await walk.see(f"Waiting for process {process.pid}")
            await walk.press("escape")
            await walk.see("Stopped waiting; nothing was changed.")
            assert walk.app.is_running
            process.communicate()
        assert not world.state.pins


async def test_a_sign_in_that_waits_for_the_used_codes_sends_none_once_it_is_stopped(
    world: WorldAround,
) -> None:
    path = Path(world.home.paths.used_codes)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    async with world.picker() as walk:
        with holder(path) as process:
            await walk.search("staging developer")
            await walk.press("enter")
            await walk.see(", as alice")
            await walk.paste(world.code())
            await walk.until(lambda: "Waiting for process" in walk.text, "it is told")
            await walk.press("escape")
            await walk.until(lambda: walk.at_rest, "it is stopped")
            process.communicate()
            await world.sign_in_threads_end(walk)
    assert world.aws.times_called("GetSessionToken") == 0
    assert world.kept_nothing


async def test_a_lock_that_is_free_again_ends_the_wait(world: WorldAround) -> None:
    path = Path(world.home.paths.state_file)
    update_state(str(path), lambda state: state._replace(keep_fresh=("a",)))
    async with world.picker() as walk:
        with holder(path) as process:
            await walk.search("staging developer")
            await walk.press("f4")
            await walk.see(f"Waiting for process {process.pid}")
            process.communicate()
            await walk.until(lambda: world.state.pins, "it is pinned")
            await walk.see("Pinned ")


async def test_a_cache_that_is_not_ours_is_told_when_the_picker_opens(world: WorldAround) -> None:
    folder = Path(world.home.paths.cache_folder)
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o777)
    async with world.picker() as walk:
        await walk.until(lambda: "others: it is not used" in walk.message, "it is told")
    assert not take_pending()


@pytest.mark.parametrize("rotten", [b"rotten = ", b"\xff"])
async def test_a_state_that_rots_while_the_picker_is_open_is_told(
    world: WorldAround, rotten: bytes
) -> None:
    path = Path(world.home.paths.state_file)
    update_state(str(path), lambda state: state._replace(theme="nord"))
    async with world.picker() as walk:
        path.write_bytes(rotten)
        await walk.until(lambda: "state.toml" in walk.message, "it is told")
