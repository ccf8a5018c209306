"""The message line says what the tables of refusals say, whole in 80 columns, and can be copied."""

from pathlib import Path

import pytest

from rolecall.demo.faults import known
from tests.drivers.picker import Walk, WorldAround
from tests.samples.refusal_texts import REFUSAL_TEXTS, REQUEST_ID

TEXTS = {text.name: text for text in REFUSAL_TEXTS}
LONG = "deny: service control policy"
SHOWN = [LONG, "no allow: identity-based policy", "malformed policy", "bad session name"]


async def _refused(walk: Walk, name: str) -> str:
    """Assume a role that AWS refuses; what the message line should say."""
    walk.world.aws.new_request_id = lambda: REQUEST_ID
    walk.world.aws.faults.add("AssumeRole", known(name))
    await walk.assume("sandbox developer")
    case = TEXTS[name]
    return f"{case.message} {case.shown_hint}"


@pytest.mark.parametrize("name", SHOWN)
async def test_the_message_is_whole_in_80_columns(world: WorldAround, name: str) -> None:
    world.hold("staging", "read")
    async with world.picker(size=(80, 24)) as walk:
        wanted = await _refused(walk, name)
        assert walk.message.replace(" ", "") == f"×{wanted}".replace(" ", ""), walk.text


async def test_the_request_id_stands_in_one_row(world: WorldAround) -> None:
    """So that a double click takes it whole."""
    world.hold("staging", "read")
    async with world.picker(size=(80, 24)) as walk:
        await _refused(walk, LONG)
        assert any(REQUEST_ID in line for line in walk.lines), walk.text


async def test_the_last_message_can_be_copied_whole(
    world: WorldAround, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tool, kept = tmp_path / "xclip", tmp_path / "clipboard"
    tool.write_text(f'#!/bin/sh\ncase "$*" in *-o*) cat {kept};; *) cat > {kept};; esac\n')
    tool.chmod(0o700)
    for name, value in (("PATH", f"{tmp_path}:/usr/bin:/bin"), ("DISPLAY", ":9")):
        monkeypatch.setenv(name, value)
        world.env[name] = value
    world.hold("staging", "read")
    async with world.picker(size=(40, 12)) as walk:  # too small to show all of it
        wanted = await _refused(walk, LONG)
        for _ in range(2):  # what copying itself says is not the last message
            await walk.press("ctrl+p")
            await walk.type("copy the last message")
            await walk.press("enter")
            await walk.until(kept.exists, "it is copied")
            assert kept.read_text() == wanted
            kept.unlink()
            await walk.until(lambda: "opied" in walk.message, "it says so")


async def test_without_a_message_there_is_nothing_to_copy(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.press("ctrl+p")
        await walk.type("copy the last message")
        await walk.press("enter")
        await walk.see("There is no message to copy yet.")
