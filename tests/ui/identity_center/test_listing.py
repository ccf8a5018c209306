"""Listing an Identity Center from the picker: the sign-in, rows as they come, roles taken."""

from rolecall.catalog.identity_center.assignments import load_assignments
from rolecall.demo.faults import unavailable
from tests.drivers.picker import WorldAround


async def test_rows_appear_and_a_role_is_taken_without_a_question(company: WorldAround) -> None:
    async with company.picker() as walk:
        await walk.press("f2")
        await walk.until(
            lambda: "Listed 5 accounts with 10 roles of corp." in walk.message, "it is listed"
        )
        await walk.search("team-3 admin")
        await walk.press("enter")
        await walk.until(lambda: "team-3 · Admin until" in walk.message, "it is taken")
    kept = load_assignments(company.home.paths.assignments)["corp"]
    assert kept.listed and len(kept.accounts) == 5
    async with company.picker() as walk:  # no network: what was listed is kept
        company.aws.portal.requests.clear()
        await walk.search("team-4")
        await walk.see("listed")
        assert not company.aws.portal.requests


async def test_what_ends_the_listing_is_said_and_nothing_is_lost(company: WorldAround) -> None:
    company.aws.faults.add("ListAccountRoles", unavailable())
    async with company.picker() as walk:
        await walk.press("f2")
        await walk.until(lambda: "not all" in walk.message, "it says why")
        await walk.search("team")
        await walk.see("5 of")
    assert len(load_assignments(company.home.paths.assignments)["corp"].accounts) == 5


async def test_many_roles_take_one_sign_in(company: WorldAround) -> None:
    async with company.picker() as walk:
        await walk.press("f2")
        await walk.until(lambda: "Listed 5 accounts" in walk.message, "it is listed")
    center = company.aws.identity_center
    assert center.session is not None
    center.log_out(center.session)  # and nobody here knows
    async with company.picker() as walk:
        await walk.search("team admin")
        await walk.press("tab", "tab", "tab", "enter")
        await walk.until(lambda: len(company.sessions()) == 3, "all three are held")
    asked = [request.action for request in company.aws.portal.requests]
    assert asked.count("StartDeviceAuthorization") == 2  # at the listing, and once for all three
