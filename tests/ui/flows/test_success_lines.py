"""Success is said in one line: what is held until when, and what comes next."""

import re
from pathlib import Path

import pytest

from tests.drivers.board import write
from tests.drivers.picker import WorldAround

NEXT = "^y copies export lines, ^s writes a profile."


async def test_assuming_says_until_when_and_what_comes_next(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.assume("sandbox developer", world.code())
        assert re.fullmatch(
            rf"● sandbox · developer until \d\d:\d\d\. {re.escape(NEXT)}", walk.message
        )


async def test_a_profile_is_named_with_the_time_it_serves(world: WorldAround) -> None:
    world.hold("sandbox", "developer")
    async with world.picker() as walk:
        await walk.search("sandbox developer")
        await walk.press("ctrl+s")
        await walk.see("Write profile")
        await walk.press("enter")
        await walk.until(lambda: "Wrote profile" in walk.message, "it is written")
        assert re.search(
            r"Wrote profile sandbox-developer, valid until \d\d:\d\d\. "
            r"aws --profile sandbox-developer sts get-caller-identity$",
            walk.message,
        )
    assert "[sandbox-developer]" in Path(world.home.paths.aws_credentials).read_text()


async def test_the_profiles_of_a_round_are_named(world: WorldAround) -> None:
    world.hold("sandbox", "developer")
    async with world.picker() as walk:
        for query in ("sandbox developer", "staging read"):
            await walk.search(query)
            await walk.press("tab")
        await walk.press("ctrl+s")
        await walk.until(lambda: "Wrote" in walk.message, "they are written")
        assert "Wrote 2 profiles: sandbox-developer, staging-read." in walk.message


async def test_copying_says_whose_lines_they_are(
    world: WorldAround, capfd: pytest.CaptureFixture[str]
) -> None:
    world.hold("sandbox", "developer")
    world.env |= {"SSH_TTY": "/dev/pts/7", "SHELL": "/bin/bash"}
    async with world.picker() as walk:
        await walk.search("sandbox developer")
        await walk.press("ctrl+y")
        await walk.until(lambda: "bash syntax" in walk.message, "it is copied")
        assert "bash syntax. ^l copies a command without secrets." in walk.message
    capfd.readouterr()


async def test_forgetting_says_that_copies_stay_valid(world: WorldAround) -> None:
    session = world.hold("sandbox", "developer")
    write(world, session, "one")
    async with world.picker() as walk:
        await walk.press("ctrl+t", "ctrl+d")
        await walk.see("Forget sandbox · developer?")
        await walk.press("enter")
        await walk.until(lambda: "Forgot sandbox · developer." in walk.message, "it is forgotten")
        assert "Removed profile one too." in walk.message
        assert "Copies already handed out stay valid until they expire." in walk.message
