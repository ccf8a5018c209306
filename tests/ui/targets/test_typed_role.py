"""The row `assume ROLE in ACCOUNT`, for a role that no file names."""

from pathlib import Path

from tests.drivers.picker import WorldAround

ACCOUNT = "444455556666"


def _let_there_be(world: WorldAround, role: str) -> None:
    known = world.aws.world.role("sandbox", "read")
    world.aws.world.add_role(
        type(known)(ACCOUNT, role, trusts=set(known.trusts), external_id=known.external_id)
    )


async def test_a_role_in_no_list_is_offered_as_the_last_row(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.search("sandbox dev")
        assert walk.target == "sandbox/developer", "the known role is first"
        assert "assume dev in sandbox" in walk.line("new role")
        await walk.press("ctrl+end")
        assert walk.target == "sandbox/dev"


async def test_a_role_typed_by_hand_is_assumed_and_remembered(world: WorldAround) -> None:
    _let_there_be(world, "dev")
    async with world.picker() as walk:
        await walk.search("sandbox dev")
        await walk.press("down", "enter")
        await walk.see(", as alice")
        await walk.paste(world.code())
        await walk.until(lambda: walk.at_rest, "the sign-in ends")
        (row,) = (line for line in walk.lines if line.split()[2:4] == ["dev", ACCOUNT])
        assert "1:00:00" in row
    assert [session.role for session in world.sessions()] == ["dev"]
    assert world.state.typed_roles == {ACCOUNT: ("dev",)}

    world.clock.advance(4000)
    async with world.picker() as walk:
        assert "30 targets" in walk.text
        await walk.search("sandbox dev")
        assert walk.target == "sandbox/dev"
        assert "new role" not in walk.text


async def test_a_typed_role_is_a_target_of_this_run_too(world: WorldAround) -> None:
    _let_there_be(world, "dev")
    world.hold("staging", "read")
    async with world.picker() as walk:
        await walk.search("sandbox dev")
        await walk.press("down", "enter")
        await walk.until(lambda: walk.at_rest and len(world.sessions()) == 2, "it is held")
        await walk.search("")
        await walk.see("30 targets")


async def test_a_refused_typed_role_is_not_remembered(world: WorldAround) -> None:
    world.hold("staging", "read")
    async with world.picker() as walk:
        await walk.search("sandbox nobody")
        assert walk.target == "sandbox/nobody", "the only row"
        await walk.press("enter")
        await walk.see("AWS denied nobody in sandbox")
        await walk.search("")
        assert "29 targets" in walk.text
    assert not world.state.typed_roles


async def test_a_name_that_no_role_can_have_is_not_offered(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.search("sandbox d!v")
        assert "0 of 29" in walk.text
        assert walk.target == ""
        await walk.press("enter")
        assert walk.at_rest
        assert not world.aws.calls


async def test_a_typed_role_is_held_to_its_accounts_settings(world: WorldAround) -> None:
    settings = Path(world.home.paths.config_file)
    text = settings.read_text()
    settings.write_text(
        text.replace(
            "[accounts.sandbox]\n", '[accounts.sandbox]\npolicy = "/nowhere/policy.json"\n'
        )
    )
    async with world.picker() as walk:
        await walk.search("sandbox newrole")
        await walk.see("assume newrole in sandbox")
        await walk.press("enter")
        await walk.see("cannot be assumed yet")
        assert world.aws.times_called("AssumeRole") == 0
        assert world.aws.times_called("GetUser") == 0


async def test_a_pasted_arn_of_an_account_in_no_list_is_offered_and_how_to_add_it(
    world: WorldAround,
) -> None:
    async with world.picker() as walk:
        await walk.search("arn:aws-us-gov:iam::909090909090:role/ops/read")
        await walk.see("909090909090 is in no list yet")
        assert walk.target == "909090909090/ops/read"
        row = walk.targets.row
        assert row and row.target and row.target.partition == "aws-us-gov"


async def test_a_pasted_id_in_no_list_waits_for_the_cursor(world: WorldAround) -> None:
    """Nobody has named the role, so a plain Enter must not take one."""
    async with world.picker() as walk:
        await walk.search("9090-9090-9090")
        await walk.see("assume read in 909090909090")
        assert walk.target == ""
        await walk.press("enter")
        assert walk.at_rest
        await walk.press("down")
        assert walk.target == "909090909090/read"
