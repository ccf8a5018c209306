"""665 accounts at the portal's pace: what one looks for comes first, and nothing waits for all."""

import time

from tests.demo.portal.center import assigned
from tests.drivers.picker import WorldAround

ACCOUNTS = 665


def asked(world: WorldAround, action: str) -> int:
    return [request.action for request in list(world.aws.portal.requests)].count(action)


async def test_the_row_one_searches_for_is_taken_before_the_rest_has_come(
    company: WorldAround,
) -> None:
    assigned(company.aws, ACCOUNTS, ("Read", "Admin", "Billing"))
    center = company.aws.identity_center
    center.page_size, center.requests_a_second, center.clock = 100, 20, time.time
    async with company.picker(size=(80, 24)) as walk:
        await walk.press("f2")
        await walk.search("team-612")
        await walk.until(lambda: "team-612" in walk.lines[4], "its account is there")
        assert asked(company, "ListAccounts") == 7
        before = asked(company, "ListAccountRoles")
        await walk.search("team-612 admin")
        await walk.until(lambda: "Admin" in walk.lines[4], "its roles are there")
        assert asked(company, "ListAccountRoles") - before < 60  # 20 a second, and a slow machine
        await walk.press("enter")
        await walk.until(lambda: "team-612 · Admin until" in walk.message, "it is taken")
        assert asked(company, "ListAccountRoles") < ACCOUNTS
        assert "not all" not in walk.message
