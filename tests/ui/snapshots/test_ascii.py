"""Snapshots for terminals without UTF-8 (LANG=C)."""

import pytest

from tests.drivers.picker import Size, Walk, WorldAround
from tests.ui.snapshots.pictures import SIZES, WIDE, Same


@pytest.mark.parametrize("size", SIZES)
def test_a_held_protected_target(same: Same, world: WorldAround, size: Size) -> None:
    world.env["LC_ALL"] = "C"
    world.hold("production", "read")
    world.clock.advance(1070)

    async def search(walk: Walk) -> None:
        await walk.search("prod re")
        await walk.see("42:10")

    assert same(size, search)


def test_the_code(same: Same, world: WorldAround) -> None:
    world.env["LC_ALL"] = "C"

    async def ask(walk: Walk) -> None:
        await walk.search("sandbox developer")
        await walk.press("enter")
        await walk.see(", as alice")
        await walk.type("492")

    assert same(WIDE, ask)
