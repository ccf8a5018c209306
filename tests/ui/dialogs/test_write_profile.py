"""The write-profile dialog, from ctrl+s to a tool that reads the profile."""

from pathlib import Path

import boto3
import pytest
from textual.widgets import Input

from rolecall.ui.dialogs.write_profile import WriteProfileDialog
from rolecall.ui.widgets.key_button import KeyButton
from tests.drivers.picker import Walk, WorldAround


def _file(world: WorldAround) -> bytes:
    return Path(world.home.paths.aws_credentials).read_bytes()


async def _open(walk: Walk, query: str = "sandbox developer") -> WriteProfileDialog:
    await walk.search(query)
    await walk.press("ctrl+s")
    await walk.see("Write profile")
    await walk.see("x_security_token_expires")
    return walk.dialog(WriteProfileDialog)


async def _name(walk: Walk, name: str) -> None:
    await walk.press("ctrl+u")
    await walk.paste(name)


async def test_a_target_not_held_is_signed_in_first(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.search("sandbox developer")
        await walk.press("ctrl+s")
        await walk.see(", as alice")
        await walk.paste(world.code())
        await walk.until(lambda: isinstance(walk.app.screen, WriteProfileDialog), "the dialog")
        await walk.see("sandbox · developer, until")
        assert len(world.sessions()) == 1


async def test_the_dialog_shows_name_file_and_what_changes(world: WorldAround) -> None:
    session = world.hold("sandbox", "developer")
    async with world.picker() as walk:
        dialog = await _open(walk)
        assert dialog.query_one(Input).value == "sandbox-developer"
        assert "~/.aws/credentials" in walk.line("  line 5")
        assert "[sandbox-developer]" in walk.text
        key_id = session.credentials.access_key_id
        assert "+" in walk.line("aws_access_key_id").partition("aws_")[0]
        assert f"{key_id[:4]}····{key_id[-4:]}" in walk.line("aws_access_key_id")
        assert "········" in walk.line("aws_secret_access_key")
        assert "stay, byte for byte" in walk.text
        assert "region = eu-central-1 in [profile sandbox-developer]" in walk.words
        before = _file(world)
        assert b"sandbox-developer" not in before, "nothing is written yet"


async def test_enter_writes_a_profile_that_boto3_reads(world: WorldAround) -> None:
    world.hold("sandbox", "developer")
    before = _file(world)
    async with world.picker() as walk:
        await _open(walk)
        await walk.press("enter")
        await walk.see("Wrote profile sandbox-developer, valid until")
        assert "aws --profile sandbox-developer sts get-caller-identity" in walk.text
        await walk.see("profile  sandbox-developer")
    assert _file(world).startswith(before)
    session = boto3.Session(profile_name="sandbox-developer")
    identity = session.client("sts").get_caller_identity()
    assert identity["Arn"] == "arn:aws:sts::444455556666:assumed-role/developer/alice"


async def test_another_name_is_written_instead(world: WorldAround) -> None:
    world.hold("sandbox", "developer")
    async with world.picker() as walk:
        await _open(walk)
        await _name(walk, "mine")
        await walk.see("[mine]")
        await walk.press("enter")
        await walk.see("Wrote profile mine, valid until")
    assert "mine" in boto3.Session().available_profiles
    assert "sandbox-developer" not in boto3.Session().available_profiles


async def test_a_second_time_the_dialog_says_what_stays_and_what_changes(
    world: WorldAround,
) -> None:
    world.hold("sandbox", "developer")
    async with world.picker() as walk:
        await _open(walk)
        await walk.press("enter")
        await walk.see("Wrote profile")
        await _open(walk)
        assert "Nothing changes" in walk.text
        assert "+ " not in walk.line("aws_access_key_id")


async def test_a_foreign_section_is_refused_with_the_reason(world: WorldAround) -> None:
    with open(world.home.paths.aws_credentials, "a") as file:
        file.write("\n[work]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = x\n")
    before = _file(world)
    world.hold("sandbox", "developer")
    async with world.picker() as walk:
        dialog = await _open(walk)
        assert not dialog.query_one("#confirm", KeyButton).disabled
        await _name(walk, "work")
        await walk.until(lambda: "holds long-term keys" in walk.words, "the reason")
        assert dialog.query_one("#confirm", KeyButton).disabled
        await walk.press("enter")
        assert walk.app.screen is dialog
        await walk.pilot.click("#confirm")
        assert walk.app.screen is dialog

        await _name(walk, "work-too")
        await walk.see("[work-too]")
        assert not dialog.query_one("#confirm", KeyButton).disabled
        await walk.press("escape")
        await walk.until(lambda: walk.at_rest, "the picker is back")
    assert _file(world) == before


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("default", "default is a base profile"),
        ("auditor", "auditor is a profile of ~/.aws/config with role_arn"),
    ],
)
async def test_a_name_that_other_credentials_go_by_is_refused(
    world: WorldAround, name: str, why: str
) -> None:
    before = _file(world)
    world.hold("sandbox", "developer")
    async with world.picker() as walk:
        dialog = await _open(walk)
        await _name(walk, name)
        await walk.until(lambda: why in walk.words, "the reason")
        assert dialog.query_one("#confirm", KeyButton).disabled
        await walk.press("enter")
        assert walk.app.screen is dialog
    assert _file(world) == before


async def test_a_name_no_profile_can_have_is_refused(world: WorldAround) -> None:
    world.hold("sandbox", "developer")
    async with world.picker() as walk:
        dialog = await _open(walk)
        for name in ("", "a b", "a]b", "[/]", "ü"):
            await _name(walk, name)
            await walk.until(lambda: "cannot be the name of a profile" in walk.words, name)
            assert dialog.query_one("#confirm", KeyButton).disabled


async def test_escape_writes_nothing_and_keeps_the_session(world: WorldAround) -> None:
    before = _file(world)
    async with world.picker() as walk:
        await walk.search("sandbox developer")
        await walk.press("ctrl+s")
        await walk.see(", as alice")
        await walk.paste(world.code())
        await walk.until(lambda: isinstance(walk.app.screen, WriteProfileDialog), "the dialog")
        await walk.press("escape")
        await walk.until(lambda: walk.at_rest, "the picker is back")
        assert walk.app.is_running
    assert _file(world) == before
    assert len(world.sessions()) == 1


async def test_the_buttons_do_as_their_keys(world: WorldAround) -> None:
    world.hold("sandbox", "developer")
    async with world.picker() as walk:
        dialog = await _open(walk)
        cancel = next(b for b in dialog.query(KeyButton) if b.command.label == "Cancel")
        await walk.pilot.click(cancel)
        await walk.until(lambda: walk.at_rest, "the picker is back")
        assert b"sandbox-developer" not in _file(world)

        await _open(walk)
        await walk.pilot.click("#confirm")
        await walk.see("Wrote profile sandbox-developer, valid until")


async def test_a_file_that_cannot_be_written_is_said_in_the_picker(world: WorldAround) -> None:
    world.hold("sandbox", "developer")
    async with world.picker() as walk:
        dialog = await _open(walk)
        with open(world.home.paths.aws_credentials, "a") as file:
            file.write("\nno ini line\n[sandbox-developer\n")
        await walk.press("enter")
        await walk.until(lambda: walk.app.screen is not dialog, "the picker is back")
        await walk.until(lambda: walk.at_rest, "the work ends")
        assert walk.message.startswith("× ")
        assert ", line " in walk.message


async def test_a_profile_that_keeps_no_secret_on_disk(world: WorldAround) -> None:
    session = world.hold("sandbox", "developer")
    before = _file(world)
    async with world.picker() as walk:
        await _open(walk)
        assert "Keep no secret on disk ^d" in walk.text
        await walk.press("ctrl+d")
        await walk.see("[profile sandbox-developer]")
        assert "~/.aws/config" in walk.text
        assert "credential_process" in walk.text
        assert "aws_secret_access_key" not in walk.text
        await walk.press("ctrl+d")
        await walk.see("aws_secret_access_key")
        await walk.press("ctrl+d")
        await walk.see("credential_process")
        await walk.press("enter")
        await walk.see("Wrote profile sandbox-developer, which asks Rolecall each time.")
    assert _file(world) == before
    written = Path(world.home.paths.aws_config).read_text()
    assert "[profile sandbox-developer]\n" in written
    assert "credential-process arn:aws:iam::444455556666:role/developer" in written
    assert session.credentials.secret_access_key.reveal() not in written


async def test_the_button_without_a_secret_names_what_it_does_next(world: WorldAround) -> None:
    world.hold("sandbox", "developer")
    async with world.picker() as walk:
        await _open(walk)
        await walk.pilot.click("#dynamic")
        await walk.see("Write the keys ^d")
        await walk.pilot.pause()
        await walk.pilot.click("#dynamic")
        await walk.see("Keep no secret on disk ^d")
