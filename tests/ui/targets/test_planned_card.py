"""The card tells the plan that `rolecall explain` tells: what is asked, for how long, and why."""

from pathlib import Path

import pytest

from rolecall.core.state.state import update_state
from rolecall.demo.world.bastion import alice
from rolecall.demo.world.world import Caller
from tests.drivers.picker import Size, WorldAround

QUERY = "sandbox developer"


def _with_temporary_keys(world: WorldAround) -> None:
    user = alice(world.aws.world)
    now = world.clock()
    caller = Caller(user.account_id, user.arn, user.user_id, user, temporary=True, mfa_at=now)
    key = world.aws.world.issue(caller, 36_000)
    Path(world.home.paths.aws_credentials).write_text(
        f"[default]\naws_access_key_id = {key.access_key_id}\n"
        f"aws_secret_access_key = {key.secret}\naws_session_token = {key.token}\n"
    )


async def _shown(world: WorldAround, size: Size, *parts: str) -> None:
    async with world.picker(size=size) as walk:
        await walk.search(QUERY)
        for part in parts:
            assert part in walk.text
        assert "…" not in walk.line("Enter gives"), "nothing is cut"
    assert not world.aws.calls, "nothing is asked"


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_temporary_keys_need_no_code_and_give_no_more_than_an_hour(
    world: WorldAround, size: Size
) -> None:
    _with_temporary_keys(world)
    world.env["AWS_ROLE_SESSION_TIMEOUT"] = "12h"
    await _shown(world, size, "Enter gives 1 h, no", "the keys are temporary.", "AWS", "more.")


async def test_temporary_keys_for_an_hour_are_no_less_than_was_wanted(world: WorldAround) -> None:
    _with_temporary_keys(world)
    async with world.picker() as walk:
        await walk.search(QUERY)
        assert "the keys are temporary." in walk.text
        assert "allows no more" not in walk.words


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_a_role_that_is_known_to_allow_less_says_so(world: WorldAround, size: Size) -> None:
    world.env["AWS_ROLE_SESSION_TIMEOUT"] = "12h"
    arn = world.aws.world.role("sandbox", "developer").arn
    update_state(world.home.paths.state_file, lambda state: state._replace(longest={arn: "3600"}))
    await _shown(world, size, "Enter gives 1 h,", "after an MFA code.", "The role")


async def test_twelve_hours_name_the_code_for_this_role_alone(world: WorldAround) -> None:
    world.env["AWS_ROLE_SESSION_TIMEOUT"] = "12h"
    said = "No session yet. Enter gives 12 h, after an MFA code, for this role alone."
    await _shown(world, (82, 24), said)


async def test_the_device_used_last_is_named(world: WorldAround) -> None:
    world.hold("sandbox", "developer", device=1)
    world.clock.advance(13 * 3600)
    async with world.picker() as walk:
        await walk.search(QUERY)
        assert "after a code of alice-backup." in walk.text


@pytest.mark.parametrize(
    ("query", "line"),
    [
        ("sandbox developer", "444455556666               1 h, a code"),
        ("production read", "222233334444  1 h, a code  protected ◆"),
        ("log-archive archivist", "012345678901  us-east-1    1 h, a code"),
    ],
)
async def test_a_narrow_window_says_it_in_three_words(
    world: WorldAround, query: str, line: str
) -> None:
    async with world.picker(size=(40, 12)) as walk:
        await walk.search(query)
        assert line in walk.text


async def test_a_chain_asks_for_the_code_of_its_first_role(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.search("log-archive archivist")
        assert "after a code of alice-phone." in walk.text
        await walk.assume("sandbox developer", world.code())
        await walk.search("log-archive archivist")
        assert "code: the MFA session lasts 12 h." in walk.text


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_a_ticket_that_will_be_asked_for_is_told(world: WorldAround, size: Size) -> None:
    with Path(world.home.paths.config_file).open("a") as file:
        file.write('\n[accounts.sandbox.role.developer]\nsession_name = "{ticket}"\n')
    await _shown(world, size, "Enter gives 1 h,", "after a ticket")
    world.hold("staging", "read")
    world.aws.calls.clear()
    await _shown(world, size, "Enter gives 1 h,", "after a ticket; no code.")
