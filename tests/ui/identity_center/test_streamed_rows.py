"""Rows that come from an Identity Center while somebody searches and moves."""

from rolecall.catalog.identity_center.assigned_targets import UNLISTED
from rolecall.core.model import IDENTITY_CENTER, Target
from rolecall.ui.actions.streamed_rows import StreamedRows
from tests.drivers.picker import WorldAround


def row(account: int, role: str = UNLISTED, name: str = "") -> Target:
    return Target(
        f"{account:012}",
        (name or f"team-{account}",),
        role,
        scheme=IDENTITY_CENTER,
        idp="corp",
        why_not="its roles are still to be listed" if role == UNLISTED else "",
    )


async def test_accounts_come_at_once_and_their_roles_take_their_place(world: WorldAround) -> None:
    async with world.picker() as walk:
        rows = StreamedRows(walk.picker.targets)
        rows.show([row(900000000002), row(900000000001)])
        await walk.search("team")
        await walk.see("2 of")
        assert rows.awaited() == ("900000000001", "900000000002")
        rows.show([row(900000000002, role) for role in ("Admin", "ReadOnly")])
        await walk.see("3 of")
        assert rows.awaited() == ("900000000001",)
        assert "Admin" in walk.text and "ReadOnly" in walk.text
        places = [walk.text.index(f"team-90000000000{place}") for place in (1, 2)]
        assert places == sorted(places)


async def test_the_cursor_stays_on_its_row(world: WorldAround) -> None:
    async with world.picker() as walk:
        rows = StreamedRows(walk.picker.targets)
        rows.show([row(900000000001, "Admin"), row(900000000003, "Admin")])
        await walk.search("team")
        await walk.press("down")
        here = walk.picker.targets.target
        rows.show([row(900000000002, role) for role in ("A", "B", "C")])
        assert walk.picker.targets.target == here


async def test_an_account_that_two_doors_lead_to_says_which(world: WorldAround) -> None:
    async with world.picker() as walk:
        sandbox = next(t for t in walk.picker.desk.catalog.targets if t.alias == "sandbox")
        StreamedRows(walk.picker.targets).show(
            [row(int(sandbox.account_id), "Admin", name="sandbox")]
        )
        await walk.search("sandbox admin")
        await walk.see("via corp")


async def test_a_role_typed_before_it_is_listed_goes_through_the_center(world: WorldAround) -> None:
    async with world.picker() as walk:
        rows = StreamedRows(walk.picker.targets)
        rows.show([row(900000000001), row(900000000002)])
        await walk.search("team-900000000002 Billing")
        await walk.see("new role")
        target = walk.picker.targets.target
        assert target is not None and (target.scheme, target.idp) == (IDENTITY_CENTER, "corp")
        assert rows.awaited() == ("900000000002",)
