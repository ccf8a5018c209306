"""The page reports profiles that cannot be rewritten when their session is renewed."""

import re
from pathlib import Path

import pytest

from rolecall.demo.faults import Proceed, Refuse
from rolecall.demo.protocol.http_messages import HttpResponse
from tests.drivers.board import done, keep, key_id, write
from tests.drivers.picker import Walk, WorldAround

TOLD = "this section appears above already"


def spoil(world: WorldAround) -> None:
    """Make the credentials file unreadable while AWS responds to the next AssumeRole."""
    path = Path(world.home.paths.aws_credentials)

    def fault(proceed: Proceed, refuse_with: Refuse) -> HttpResponse:
        path.write_text(path.read_text() + "[default]\n")
        return proceed()

    world.aws.faults.add("AssumeRole", fault)


def words_of(walk: Walk) -> str:
    """The message's words, without the frame between its lines."""
    return " ".join(re.findall(r"[\w.,:/-]+", walk.message))


def file_text(world: WorldAround) -> str:
    return Path(world.home.paths.aws_credentials).read_text()


@pytest.mark.parametrize("place", ["targets", "sessions"])
async def test_a_renewed_session_is_no_success_where_its_profile_keeps_the_old_one(
    world: WorldAround, place: str
) -> None:
    old = world.hold("sandbox", "developer")
    write(world, old, "one")
    spoil(world)
    async with world.picker() as walk:
        if place == "sessions":
            await walk.press("ctrl+t")
        else:
            await walk.search("sandbox developer")
        await walk.press("ctrl+r")
        await done(walk, "but its profiles still have the old session.")
        assert TOLD in words_of(walk)
        assert walk.message.startswith("×")
    (new,) = world.sessions()
    assert key_id(new) != key_id(old)
    assert key_id(new) not in file_text(world) and key_id(old) in file_text(world)


async def test_a_profile_kept_fresh_that_cannot_be_rewritten_is_told(world: WorldAround) -> None:
    session = world.hold("sandbox", "developer")
    write(world, session, "one")
    keep(world, "one")
    spoil(world)
    async with world.picker() as walk:
        await walk.until(lambda: walk.picker.surroundings.snapshot.profiles, "a first look")
        await walk.tick(2750)
        await done(walk, "Auto-renew failed for sandbox · developer.")
        assert TOLD in words_of(walk)
    assert key_id(session) in file_text(world)
