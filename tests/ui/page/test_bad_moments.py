"""Events while the picker waits, is suspended, or cannot write."""

from configparser import RawConfigParser
from pathlib import Path

from rolecall.core.files.locks import locked
from rolecall.ui.dialogs.write_profile import WriteProfileDialog
from tests.drivers.picker import WorldAround


async def test_a_session_that_ended_in_the_open_dialog_is_renewed_before_it_is_written(
    world: WorldAround,
) -> None:
    old = world.hold("sandbox", "developer")
    async with world.picker() as walk:
        await walk.search("sand dev")
        await walk.press("ctrl+s")
        await walk.until(lambda: isinstance(walk.app.screen, WriteProfileDialog), "the dialog")
        world.clock.advance(7200)
        await walk.press("enter")
        await walk.see("Wrote profile")
    written = RawConfigParser()
    written.read(world.home.paths.aws_credentials)
    key_id = written["sandbox-developer"]["aws_access_key_id"]
    assert key_id != old.credentials.access_key_id
    assert world.aws.times_called("AssumeRole") == 2


async def test_escape_does_not_claim_to_stop_a_write_that_waits_for_its_lock(
    world: WorldAround,
) -> None:
    world.hold("sandbox", "developer")
    path = world.home.paths.aws_credentials
    async with world.picker() as walk:
        await walk.search("sand dev")
        await walk.press("ctrl+s")
        await walk.until(lambda: isinstance(walk.app.screen, WriteProfileDialog), "the dialog")
        with locked(path):
            await walk.press("enter")
            await walk.see("Waiting for process")
            await walk.press("escape")
            await walk.see("Can't stop now")
            assert b"sandbox-developer" not in Path(path).read_bytes()
        await walk.see("Wrote profile")
        assert b"sandbox-developer" in Path(path).read_bytes()


async def test_a_theme_that_cannot_be_remembered_is_used_all_the_same(world: WorldAround) -> None:
    state = Path(world.home.paths.state_file)
    async with world.picker() as walk:
        state.parent.parent.mkdir(parents=True, exist_ok=True)
        if state.parent.exists():
            for file in state.parent.iterdir():
                file.unlink()
            state.parent.rmdir()
        state.parent.write_text("not a folder")
        walk.app.theme = "nord"
        await walk.see("Not saved")
        assert walk.app.theme == "nord"
        await walk.search("sand")
        await walk.see("3 of ")


async def test_what_a_plan_refuses_is_told_without_its_control_characters(
    world: WorldAround,
) -> None:
    with open(world.home.paths.aws_config, "a") as config:
        config.write(
            "\n[profile zz\x1b[2Jy]\nrole_arn = arn:aws:iam::909090909090:role/zz\n"
            "source_profile = default\nregion = bogus\x1b[2J\n"
        )
    async with world.picker() as walk:
        await walk.search("909090909090")
        await walk.see("not an AWS region")
        assert "\x1b" not in walk.text
        await walk.press("enter")
        await walk.see("× ")
        assert "\x1b" not in walk.text
