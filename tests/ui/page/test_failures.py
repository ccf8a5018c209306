"""A failure is one line with a hint, and the picker stays usable."""

from pathlib import Path

import pytest

from rolecall.demo.faults import wrong_body
from rolecall.demo.world.bastion import alice
from tests.drivers.picker import Walk, WorldAround


async def _told(walk: Walk, what: str, hint: str) -> None:
    """The message line shows this, and the picker keeps running."""
    await walk.until(lambda: walk.at_rest, "the work ends")
    assert walk.message.startswith("× "), walk.text
    assert what in walk.message, walk.text
    assert hint in walk.message, walk.text
    assert "asking AWS" not in walk.text
    await walk.search("staging")
    await walk.see("5 of ")


async def _try(walk: Walk) -> None:
    await walk.search("sandbox developer")
    await walk.press("enter")


async def test_aws_unreachable(world: WorldAround) -> None:
    world.aws.close()
    async with world.picker() as walk:
        await _try(walk)
        await walk.see("cannot be reached")
        await _told(walk, "AWS cannot be reached (", "Check the network")


async def test_an_answer_that_is_not_from_aws(world: WorldAround) -> None:
    world.aws.faults.add("*", wrong_body(b"<html>Welcome to our hotel</html>"))
    async with world.picker() as walk:
        await _try(walk)
        await _told(walk, "did not come from AWS", "Is it the")


async def test_no_keys_in_the_base_profile(world: WorldAround) -> None:
    Path(world.home.paths.aws_credentials).write_text("")
    async with world.picker() as walk:
        await _try(walk)
        await _told(walk, "Base profile default has no credentials.", "aws configure")


async def test_no_base_profile_of_that_name(
    world: WorldAround, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.env["AWS_PROFILE_ASSUME_ROLE"] = "nobody"
    monkeypatch.setenv("AWS_PROFILE_ASSUME_ROLE", "nobody")
    async with world.picker() as walk:
        await _try(walk)
        await _told(walk, "nobody", "AWS_PROFILE_ASSUME_ROLE")


async def test_no_mfa_device(world: WorldAround) -> None:
    alice(world.aws.world).devices.clear()
    async with world.picker() as walk:
        await _try(walk)
        await _told(walk, "alice has no MFA device.", "Register one")


async def test_devices_that_may_not_be_listed(world: WorldAround) -> None:
    user = alice(world.aws.world)
    world.aws.world.deny(user.arn, "iam:ListMFADevices")
    async with world.picker() as walk:
        await _try(walk)
        await _told(walk, "AWS denied alice the list", "mfa_serial")


async def test_a_key_that_aws_does_not_know(world: WorldAround) -> None:
    alice(world.aws.world).access_key_id = "AKIAANOTHER000000000"
    async with world.picker() as walk:
        await _try(walk)
        await _told(walk, "AWS does not know the access key", "aws configure")


async def test_a_role_refused(world: WorldAround) -> None:
    world.hold("sandbox", "developer")
    async with world.picker() as walk:
        await walk.assume("payments-prod break-glass")
        await _told(walk, "AWS denied break-glass in payments-prod (666677778888).", "Request id")
    assert len(world.sessions()) == 1


async def test_a_broken_accounts_file_names_the_line(world: WorldAround) -> None:
    path = Path(world.home.paths.accounts_file)
    lines = path.read_text().splitlines()
    lines[2] = '  "production-us": "12 digits",'
    path.write_text("\n".join(lines))
    async with world.picker() as walk:
        assert "~/.aws/accounts, line 3: an account id has 12 digits" in walk.message
        assert "29 targets" in walk.text, "the rest is there"
        await walk.assume("sandbox developer", world.code())
        assert len(world.sessions()) == 1


async def test_the_next_try_takes_the_message_away(world: WorldAround) -> None:
    devices = alice(world.aws.world).devices
    kept = list(devices)
    devices.clear()
    async with world.picker() as walk:
        await _try(walk)
        await walk.see("has no MFA device")
        await walk.until(lambda: walk.at_rest, "the work ends")
        devices[:] = kept
        await walk.press("enter")
        await walk.see(", as alice")
        assert "has no MFA device" not in walk.text


async def test_nothing_configured_is_said_and_no_key_crashes(world: WorldAround) -> None:
    paths = world.home.paths
    for path in (paths.accounts_file, paths.aws_config, paths.aws_credentials, paths.config_file):
        Path(path).unlink()
    async with world.picker() as walk:
        assert "no accounts yet" in walk.text
        assert "No accounts yet." in walk.text
        await walk.press("down", "pagedown", "ctrl+end", "ctrl+s", "ctrl+y", "tab", "f4", "up")
        assert walk.at_rest
        await walk.type("x")
        assert walk.app.is_running
