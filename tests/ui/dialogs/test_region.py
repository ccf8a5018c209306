"""An account's own region: chosen, shown, remembered, exported."""

from rolecall.core.model import Target
from rolecall.handover.shell.exports import export_lines
from rolecall.ui.dialogs.questions.region import RegionDialog
from tests.drivers.picker import Walk, WorldAround

SANDBOX = "444455556666"


async def _ask(walk: Walk, query: str = "sandbox developer") -> RegionDialog:
    await walk.search(query)
    walk.picker.action_run("region")
    await walk.see("Region of ")
    return walk.dialog(RegionDialog)


async def test_a_region_is_found_chosen_shown_and_remembered(world: WorldAround) -> None:
    async with world.picker() as walk:
        await _ask(walk)
        assert "no region of its own uses eu-central-1" in walk.words
        await walk.type("west")
        await walk.gone("us-east-1")
        assert "▐ ca-west-1 eu-west-1 eu-west-2" in walk.words
        await walk.press("down", "down", "enter")
        await walk.see("sandbox now uses eu-west-2.")
        assert walk.line("region").split()[-2] == "eu-west-2"
    assert world.state.regions == {SANDBOX: "eu-west-2"}
    session = world.hold("sandbox", "developer")
    assert 'export AWS_REGION="eu-west-2"' in export_lines(session, "bash")
    other = world.hold("sandbox", "read")
    assert other.region == "eu-west-2", "it is the account's"


async def test_none_of_its_own_takes_the_choice_back(world: WorldAround) -> None:
    async with world.picker() as walk:
        await _ask(walk)
        await walk.paste("eu-north-1")
        await walk.press("enter")
        await walk.see("now uses eu-north-1")
        await _ask(walk)
        assert "● eu-north-1" in walk.words
        await walk.press("pageup", *["up"] * 40, "enter")
        await walk.see("no longer has a region of its own")
    assert world.state.regions == {}


async def test_a_region_that_is_new_can_be_typed_and_a_word_cannot(world: WorldAround) -> None:
    async with world.picker() as walk:
        await _ask(walk)
        await walk.paste("hello")
        await walk.press("enter")
        await walk.until(lambda: '"hello" is not an AWS region.' in walk.words, "the reason")
        await walk.press("ctrl+u")
        await walk.paste("eu-moon-1")
        await walk.press("enter")
        await walk.see("now uses eu-moon-1")
    assert world.state.regions == {SANDBOX: "eu-moon-1"}


async def test_a_region_of_another_partition_is_refused(world: WorldAround) -> None:
    async with world.picker() as walk:
        await _ask(walk)
        await walk.paste("us-gov-west-1")
        await walk.press("enter")
        await walk.until(lambda: "is in the partition aws-us-gov" in walk.words, "the reason")
        await walk.press("escape")
        await walk.until(lambda: walk.at_rest, "the dialog is closed")
    assert world.state.regions == {}


async def test_a_variable_that_wins_is_told(world: WorldAround) -> None:
    world.env["AWS_REGION"] = "ap-south-1"
    async with world.picker() as walk:
        await _ask(walk)
        told = "AWS_REGION is set in this shell and overrides this."
        await walk.until(lambda: told in walk.words, "the warning")


async def test_a_partition_has_its_own_regions(world: WorldAround) -> None:
    async with world.picker() as walk:
        target = Target("444455556666", ("beijing",), "read", partition="aws-cn")
        walk.app.push_screen(RegionDialog(target, "", ""))
        await walk.see("Region of beijing")
        assert "cn-north-1" in walk.words
        assert "us-east-1" not in walk.words
        assert "no region of its own uses none" in walk.words


async def test_on_the_board_no_account_is_under_the_cursor(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.search("§§§ §")
        walk.picker.action_run("region")
        await walk.see("No account is selected.")
