"""The ticket that a session's name holds, asked for in the picker."""

from pathlib import Path

import pytest

from rolecall.ui.dialogs.questions.ticket import TicketDialog
from tests.drivers.picker import WorldAround


@pytest.fixture
def tickets(world: WorldAround) -> WorldAround:
    settings = Path(world.home.paths.config_file)
    name = "[defaults]\nsession_name = '{user}-{ticket}'\n"
    settings.write_text(name + settings.read_text())
    world.hold("sandbox", "read")
    return world


def sent(world: WorldAround) -> str:
    call = next(call for call in reversed(world.aws.calls) if call.action == "AssumeRole")
    return call.parameters["RoleSessionName"]


async def test_a_role_is_assumed_for_a_ticket(tickets: WorldAround) -> None:
    async with tickets.picker() as walk:
        await walk.search("staging developer")
        await walk.press("enter")
        await walk.see("Which ticket is it for?")
        await walk.press("enter")
        assert isinstance(walk.app.screen, TicketDialog)
        await walk.type("OPS 1")
        await walk.press("enter")
        await walk.see("OPS-1234")
        await walk.press("backspace", "backspace")
        await walk.type("-7")
        await walk.press("enter")
        await walk.until(lambda: walk.at_rest, "the sign-in ends")
        assert sent(tickets) == "alice-OPS-7"
        await walk.see("until")
        await walk.press("enter")  # held: nothing is asked
        assert walk.at_rest
        await walk.search("staging admin")
        await walk.press("enter")
        await walk.see("Which ticket is it for?")
        await walk.press("enter")  # that of the last time
        await walk.until(lambda: walk.at_rest, "the sign-in ends")
        assert sent(tickets) == "alice-OPS-7"


async def test_escape_assumes_nothing(tickets: WorldAround) -> None:
    before = tickets.aws.times_called("AssumeRole")
    async with tickets.picker() as walk:
        await walk.search("staging developer")
        await walk.press("enter")
        await walk.see("Which ticket is it for?")
        await walk.press("escape")
        await walk.see("Stopped.")
        assert walk.at_rest
    assert tickets.aws.times_called("AssumeRole") == before
