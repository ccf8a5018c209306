"""ctrl+y: the export lines on a clipboard, and an honest word about which."""

import base64
import re

import pytest

from tests.ui.harness import WorldAround

OSC52 = re.compile(r"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07")


async def test_without_a_display_the_terminal_is_asked_and_nothing_is_promised(
    world: WorldAround, capfd: pytest.CaptureFixture[str]
) -> None:
    session = world.hold("sandbox", "developer")
    world.env["SHELL"] = "/bin/bash"
    async with world.picker() as walk:
        await walk.search("sandbox developer")
        await walk.press("ctrl+y")
        await walk.see("OSC 52")
        assert "There is no display" in walk.text or "No clipboard tool" in walk.text
        assert "it may not arrive" in walk.text
        assert "Copied" not in walk.text
        assert walk.message.startswith("▲"), "no success is claimed"
        assert walk.app.is_running
    sent = OSC52.search(capfd.readouterr().err)
    assert sent is not None
    lines = base64.b64decode(sent[1]).decode()
    assert f'export AWS_ACCESS_KEY_ID="{session.credentials.access_key_id}";' in lines


async def test_over_ssh_the_terminal_is_asked_first(
    world: WorldAround, capfd: pytest.CaptureFixture[str]
) -> None:
    world.hold("sandbox", "developer")
    world.env["SSH_TTY"] = "/dev/pts/7"
    async with world.picker() as walk:
        await walk.search("sandbox developer")
        await walk.press("ctrl+y")
        await walk.see("Sent to the terminal's clipboard (OSC 52); it may not arrive.")
    assert OSC52.search(capfd.readouterr().err)


async def test_a_target_not_held_is_signed_in_first(
    world: WorldAround, capfd: pytest.CaptureFixture[str]
) -> None:
    world.env["SSH_TTY"] = "/dev/pts/7"
    async with world.picker() as walk:
        await walk.search("sandbox developer")
        await walk.press("ctrl+y")
        await walk.see("MFA code")
        await walk.paste(world.code())
        await walk.see("OSC 52")
        assert len(world.sessions()) == 1
    assert OSC52.search(capfd.readouterr().err)


async def test_a_cancelled_sign_in_copies_nothing(
    world: WorldAround, capfd: pytest.CaptureFixture[str]
) -> None:
    world.env["SSH_TTY"] = "/dev/pts/7"
    async with world.picker() as walk:
        await walk.search("sandbox developer")
        await walk.press("ctrl+y")
        await walk.see("MFA code")
        await walk.press("escape")
        await walk.until(lambda: walk.at_rest, "the picker is back")
        assert "OSC 52" not in walk.text
    assert not OSC52.search(capfd.readouterr().err)


async def test_the_lines_are_in_the_users_shell(
    world: WorldAround, capfd: pytest.CaptureFixture[str]
) -> None:
    world.hold("sandbox", "developer")
    world.env["SSH_TTY"] = "/dev/pts/7"
    world.env["SHELL"] = "/usr/bin/fish"
    async with world.picker() as walk:
        await walk.search("sandbox developer")
        await walk.press("ctrl+y")
        await walk.see("for fish")
    sent = OSC52.search(capfd.readouterr().err)
    assert sent is not None
    assert "set -gx AWS_ACCESS_KEY_ID" in base64.b64decode(sent[1]).decode()
