"""ctrl+y: copies export lines and says which clipboard was used."""

import base64
import re
from pathlib import Path

import pytest

from rolecall.core.state.state import update_state
from rolecall.handover.clipboard.clearing import SETTING
from tests.drivers.picker import WorldAround

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
        assert "It cannot be cleared from here." in walk.message
    assert OSC52.search(capfd.readouterr().err)


async def test_a_target_not_held_is_signed_in_first(
    world: WorldAround, capfd: pytest.CaptureFixture[str]
) -> None:
    world.env["SSH_TTY"] = "/dev/pts/7"
    async with world.picker() as walk:
        await walk.search("sandbox developer")
        await walk.press("ctrl+y")
        await walk.see(", as alice")
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
        await walk.see(", as alice")
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
        twin = "fish syntax. ^l copies a command without secrets."
        await walk.until(lambda: twin in walk.message, "which shell they are for, and the twin")
    sent = OSC52.search(capfd.readouterr().err)
    assert sent is not None
    assert "set -gx AWS_ACCESS_KEY_ID" in base64.b64decode(sent[1]).decode()


async def test_the_command_is_copied_without_asking_aws_and_holds_no_secret(
    world: WorldAround, capfd: pytest.CaptureFixture[str]
) -> None:
    session = world.hold("sandbox", "developer")
    world.aws.calls.clear()
    world.env |= {"SSH_TTY": "/dev/pts/7", "SHELL": "/bin/zsh"}
    async with world.picker() as walk:
        await walk.search("staging deploy")
        alias, role = walk.target.split("/", 1)
        await walk.press("ctrl+l")
        await walk.until(lambda: "zsh syntax, no secrets." in walk.message, "what was copied")
        assert "cannot be cleared" not in walk.message
        assert not walk.app.screen.query("#dialog")
    sent = OSC52.search(capfd.readouterr().err)
    assert sent is not None
    command = base64.b64decode(sent[1]).decode()
    assert command == f'out="$(rolecall export {alias} {role})" && eval "$out"'
    assert session.credentials.session_token.reveal() not in command
    assert not world.aws.calls


async def test_the_command_of_a_session_is_copied_on_the_board(
    world: WorldAround, capfd: pytest.CaptureFixture[str]
) -> None:
    world.hold("sandbox", "developer")
    world.env |= {"SSH_TTY": "/dev/pts/7", "SHELL": "/bin/bash"}
    async with world.picker() as walk:
        await walk.press("ctrl+t")
        await walk.search("sandbox")
        await walk.press("ctrl+l")
        await walk.until(lambda: "bash syntax, no secrets." in walk.message, "what was copied")
    sent = OSC52.search(capfd.readouterr().err)
    assert sent is not None
    assert "rolecall export sandbox developer" in base64.b64decode(sent[1]).decode()


@pytest.mark.parametrize(("chosen", "said"), [("20", "cleared in 20 s"), ("0", "")])
async def test_when_it_is_cleared_is_a_setting(
    world: WorldAround, tmp_path: Path, chosen: str, said: str
) -> None:
    tool = tmp_path / "bin" / "xclip"
    tool.parent.mkdir()
    kept = tmp_path / "kept"
    tool.write_text(f'#!/bin/sh\ncase "$*" in *-o*) cat {kept} ;; *) cat > {kept} ;; esac\n')
    tool.chmod(0o755)
    world.env |= {"PATH": f"{tool.parent}:/usr/bin:/bin", "DISPLAY": ":0"}
    world.hold("sandbox", "developer")
    update_state(
        world.home.paths.state_file, lambda state: state._replace(settings={SETTING: chosen})
    )
    async with world.picker() as walk:
        await walk.search("sandbox developer")
        await walk.press("ctrl+y")
        await walk.until(lambda: "Copied to the clipboard." in walk.message, "copied")
        assert ("cleared" in walk.message) == bool(said)
        assert said in walk.message
