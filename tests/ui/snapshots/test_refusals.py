"""Snapshots of what AWS refuses: cause, remedy and request id, in every size."""

import pytest

from rolecall.demo.faults import known
from tests.drivers.picker import Size, Walk, WorldAround
from tests.ui.snapshots.pictures import SIZES, Same


@pytest.mark.parametrize("size", SIZES)
def test_a_role_that_is_denied(same: Same, world: WorldAround, size: Size) -> None:
    async def denied(walk: Walk) -> None:
        await walk.assume("payments-prod break-glass")
        await walk.see("AWS denied")

    world.hold("staging", "read")
    assert same(size, denied)


@pytest.mark.parametrize("size", SIZES)
def test_the_longest_refusal(same: Same, world: WorldAround, size: Size) -> None:
    async def denied(walk: Walk) -> None:
        world.aws.faults.add("AssumeRole", known("deny: service control policy"))
        await walk.assume("sandbox developer")
        await walk.see("AWS denied")

    world.hold("staging", "read")
    assert same(size, denied)
