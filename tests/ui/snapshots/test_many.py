"""Snapshots of marked rows, and of many roles taken with one code."""

import pytest

from tests.drivers.picker import Size, Walk, WorldAround
from tests.ui.snapshots.pictures import SIZES, WIDE, Same, in_light, without_colours

FOUR = ("staging admin", "sandbox developer", "payments-prod break-glass", "data-lake analyst")


async def _mark(walk: Walk) -> None:
    for query in FOUR:
        await walk.search(query)
        await walk.press("tab")
    await walk.search("")
    await walk.see("4 marked")


async def _mark_where_they_are_seen(walk: Walk) -> None:
    await walk.search("sandbox")
    await walk.press("tab", "tab")
    await walk.see("2 marked")


async def _ask(walk: Walk) -> None:
    await _mark(walk)
    await walk.press("enter")
    await walk.see(", as alice")


async def _one_refused(walk: Walk) -> None:
    await _ask(walk)
    await walk.paste(walk.world.code())
    await walk.until(lambda: walk.at_rest, "the round ends")
    await walk.see("Assumed 3 of 4 roles")


@pytest.mark.parametrize("size", SIZES)
def test_marked_rows(same: Same, size: Size) -> None:
    assert same(size, _mark_where_they_are_seen)


@pytest.mark.parametrize("size", SIZES)
def test_one_code_for_four(same: Same, size: Size) -> None:
    assert same(size, _ask)


@pytest.mark.parametrize("size", SIZES)
def test_one_of_four_refused(same: Same, size: Size) -> None:
    assert same(size, _one_refused)


def test_one_of_four_refused_in_light(same: Same, world: WorldAround) -> None:
    in_light(world)
    assert same(WIDE, _one_refused)


def test_one_of_four_refused_without_colours(
    same: Same, world: WorldAround, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_colours(world, monkeypatch)
    assert same(WIDE, _one_refused)


@pytest.mark.parametrize("size", SIZES)
def test_profiles_of_many_are_written(same: Same, size: Size) -> None:
    async def write(walk: Walk) -> None:
        await _one_refused(walk)
        await walk.press("ctrl+s")
        await walk.see("Wrote 3 profiles")

    assert same(size, write)
