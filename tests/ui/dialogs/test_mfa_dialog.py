"""The MFA dialog: the choice of a device, and the six digits."""

from pathlib import Path

import pytest
from textual.widgets import Digits

from rolecall.demo.world.bastion import alice
from rolecall.demo.world.totp import TotpDevice
from rolecall.ui.dialogs.mfa import MfaDialog
from rolecall.ui.widgets.key_button import KeyButton
from tests.drivers.picker import Size, Walk, WorldAround

PHONE = "arn:aws:iam::111122223333:mfa/alice-phone"
BACKUP = "arn:aws:iam::111122223333:mfa/alice-backup"
YUBIKEY = "arn:aws:iam::111122223333:u2f/user/alice/yubikey"


async def _asked(walk: Walk, query: str = "sandbox developer") -> MfaDialog:
    await walk.search(query)
    await walk.press("enter")
    await walk.see(", as alice")
    return walk.dialog(MfaDialog)


def _digits(dialog: MfaDialog) -> str:
    return "".join(flap.value for flap in dialog.query(Digits))


def _serials(world: WorldAround) -> list[str]:
    return [
        asked.parameters["SerialNumber"]
        for asked in list(world.aws.calls)
        if asked.action == "GetSessionToken"
    ]


def _chosen(walk: Walk) -> str:
    return walk.line("● alice").partition("● ")[2].split()[0]


async def test_the_dialog_says_what_it_is_about(world: WorldAround) -> None:
    async with world.picker() as walk:
        await _asked(walk)
        assert "sandbox · developer, as alice" in walk.text


async def test_the_sixth_digit_sends_the_code(world: WorldAround) -> None:
    async with world.picker() as walk:
        dialog = await _asked(walk)
        code = world.code()
        await walk.type(code[:5])
        assert _digits(dialog) == code[:5]
        assert world.aws.times_called("GetSessionToken") == 0
        await walk.type(code[5])
        await walk.until(lambda: walk.at_rest, "the sign-in ends")
        assert "1:00:00" in walk.line("sandbox")
    assert world.aws.times_called("GetSessionToken") == 1
    assert world.aws.times_called("AssumeRole") == 1


async def test_a_second_role_asks_for_no_code(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.assume("sandbox developer", world.code())
        await walk.search("staging read")
        assert "the MFA session lasts" in walk.text
        await walk.press("enter")
        await walk.until(lambda: walk.at_rest and len(world.sessions()) == 2, "it is held")
        assert "1:00:00" in walk.line("staging")
    assert world.aws.times_called("GetSessionToken") == 1


async def test_what_is_no_digit_is_left_out(world: WorldAround) -> None:
    async with world.picker() as walk:
        dialog = await _asked(walk)
        await walk.press("1", "a", "2", "-", "²", "space", "3", "tab")
        assert _digits(dialog) == "123"


async def test_backspace_takes_a_digit_away_and_ctrl_u_all(world: WorldAround) -> None:
    async with world.picker() as walk:
        dialog = await _asked(walk)
        await walk.press("1", "2", "3", "backspace", "4")
        assert _digits(dialog) == "124"
        await walk.press("ctrl+u")
        assert _digits(dialog) == ""
        await walk.press("backspace")
        assert _digits(dialog) == ""


async def test_a_pasted_code_with_a_blank_in_it_is_sent(world: WorldAround) -> None:
    async with world.picker() as walk:
        await _asked(walk)
        code = world.code()
        await walk.paste(f"{code[:3]} {code[3:]}\n")
        await walk.until(lambda: walk.at_rest and len(world.sessions()) == 1, "it is held")


async def test_full_width_digits_are_digits(world: WorldAround) -> None:
    async with world.picker() as walk:
        dialog = await _asked(walk)
        await walk.press("１", "２", "３")
        assert _digits(dialog) == "123"
        await walk.press("ctrl+u")
        await walk.paste("４５")
        await walk.until(lambda: _digits(dialog) == "45", "pasted ones too")


async def test_a_code_pasted_in_full_width_with_a_wide_blank_is_sent(world: WorldAround) -> None:
    async with world.picker() as walk:
        await _asked(walk)
        wide = world.code().translate({ord(str(digit)): 0xFF10 + digit for digit in range(10)})
        await walk.paste(f"\u200e{wide[:3]}\u3000{wide[3:]}")
        await walk.until(lambda: walk.at_rest and len(world.sessions()) == 1, "it is held")


async def test_pasted_words_and_controls_leave_nothing(world: WorldAround) -> None:
    async with world.picker() as walk:
        dialog = await _asked(walk)
        await walk.paste("\x1b[~secret\x1b]c;x\x07")
        await walk.press("7")
        await walk.until(lambda: _digits(dialog).endswith("7"), "the key after it")
        assert "secret" not in walk.text
        assert world.aws.times_called("GetSessionToken") == 0


async def test_the_first_device_is_preset_at_first(world: WorldAround) -> None:
    async with world.picker() as walk:
        await _asked(walk)
        assert _chosen(walk) == "alice-phone"
        assert "used last" not in walk.text


async def test_the_device_used_last_is_preset(world: WorldAround) -> None:
    world.hold("sandbox", "developer", device=1)
    world.clock.advance(13 * 3600)
    async with world.picker() as walk:
        await _asked(walk)
        assert _chosen(walk) == "alice-backup"
        assert "last used" in walk.line("alice-backup")
        await walk.type(world.code(1))
        await walk.until(lambda: walk.at_rest and walk.line("1:00:00") != "", "it is held")
    assert _serials(world) == [BACKUP, BACKUP]


async def test_another_device_is_an_arrow_away_and_is_remembered(world: WorldAround) -> None:
    async with world.picker() as walk:
        await _asked(walk)
        await walk.press("down")
        assert _chosen(walk) == "alice-backup"
        await walk.press("up")
        assert _chosen(walk) == "alice-phone"
        await walk.press("up")
        assert _chosen(walk) == "alice-backup"
        await walk.type(world.code(1))
        await walk.until(lambda: walk.at_rest and len(world.sessions()) == 1, "it is held")
    assert _serials(world) == [BACKUP]
    assert world.state.last_device == {"default": BACKUP}


async def test_a_fido_key_is_shown_as_impossible_and_never_chosen(world: WorldAround) -> None:
    alice(world.aws.world).devices.insert(0, TotpDevice(YUBIKEY))
    async with world.picker() as walk:
        await _asked(walk)
        assert "– yubikey" in walk.text
        assert "gives no code for API calls" in walk.line("yubikey")
        chosen = [_chosen(walk)]
        for _ in range(3):
            await walk.press("down")
            chosen.append(_chosen(walk))
        assert chosen == ["alice-phone", "alice-backup", "alice-phone", "alice-backup"]


async def test_a_user_with_nothing_but_fido_keys_is_told(world: WorldAround) -> None:
    alice(world.aws.world).devices[:] = [TotpDevice(YUBIKEY)]
    async with world.picker() as walk:
        await walk.assume("sandbox developer")
        assert "alice's only MFA device, yubikey, is a passkey: it gives no code" in walk.words
        assert "Add an authenticator app (a virtual MFA device)" in walk.words


async def test_the_time_to_the_next_code_is_counted_down(world: WorldAround) -> None:
    world.clock.now = 1_800_000_000.0 // 30 * 30 + 12
    async with world.picker() as walk:
        await _asked(walk)
        assert "next code in 18 s" in walk.text
        world.clock.advance(1)
        await walk.see("next code in 17 s")


async def test_the_demo_shows_the_code_of_the_chosen_device(world: WorldAround) -> None:
    world.shows_codes = True
    async with world.picker() as walk:
        await _asked(walk)
        first, second = world.code(0), world.code(1)
        await walk.see(f"code on the demo device: {first[:3]} {first[3:]}")
        await walk.press("down")
        await walk.see(f"code on the demo device: {second[:3]} {second[3:]}")


async def test_outside_the_demo_no_code_is_shown(world: WorldAround) -> None:
    async with world.picker() as walk:
        await _asked(walk)
        assert "demo device" not in walk.text


async def test_the_dialog_opens_once(world: WorldAround) -> None:
    async with world.picker() as walk:
        dialog = await _asked(walk)
        await walk.press("enter", "ctrl+s", "ctrl+y", "ctrl+t", "ctrl+p")
        assert walk.app.screen is dialog
        assert sum(isinstance(screen, MfaDialog) for screen in walk.app.screen_stack) == 1


async def test_cancel_by_button(world: WorldAround) -> None:
    async with world.picker() as walk:
        dialog = await _asked(walk)
        await walk.pilot.click(dialog.query_one(KeyButton))
        await walk.until(lambda: walk.at_rest, "the picker is back")
        assert "Stopped. Nothing was saved." in walk.text


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 24)])
async def test_many_devices_leave_room_for_the_code(world: WorldAround, size: Size) -> None:
    devices = alice(world.aws.world).devices
    devices += [TotpDevice(f"arn:aws:iam::111122223333:mfa/device-{n}") for n in range(7)]
    world.shows_codes = True
    async with world.picker(size=size) as walk:
        await walk.search("sandbox developer")
        await walk.press("enter")
        await walk.see(", as alice")
        dialog = walk.dialog(MfaDialog)
        await walk.until(lambda: dialog.query_one("#demo-code").size.height, "all is laid out")
        for place, device in enumerate(devices, 1):
            await walk.see(f"● {device.serial.rpartition('/')[2]}")
            assert "Cancel  esc" in walk.text
            frame = dialog.query_one("#dialog").region
            parts = [part.region for part in dialog.query("#dialog > *") if part.display]
            assert all(frame.contains_region(part) for part in parts), walk.text
            assert frame.bottom <= size[1]
            if size != (120, 40):
                assert f"device {place} of 9" in walk.words
            await walk.press("down")
        await walk.see("● alice-phone")


async def test_more_than_an_hour_is_said_on_the_card_and_where_the_code_is_asked(
    world: WorldAround,
) -> None:
    world.aws.world.role("sandbox", "developer").max_session = 43_200
    world.env["AWS_ROLE_SESSION_TIMEOUT"] = "12h"
    async with world.picker() as walk:
        await walk.search("sandbox developer")
        assert "Enter gives 12 h," in walk.text
        assert "after an MFA code, for this role" in walk.text
        assert " alone." in walk.text
        await walk.press("enter")
        await walk.see("sandbox · developer for 12 h, as alice")
        await walk.paste(world.code())
        await walk.until(lambda: walk.at_rest, "the sign-in ends")
        assert "12:00:00" in walk.line("sandbox") or "11:59:" in walk.line("sandbox")
    assert world.aws.times_called("GetSessionToken") == 0


async def test_a_code_that_a_program_prints_opens_no_dialog(
    world: WorldAround, tmp_path: Path
) -> None:
    program, go = tmp_path / "otp", tmp_path / "go"
    program.write_text(
        f"#!/bin/sh\nwhile ! test -e {go}; do sleep 0.1; done\necho {world.code()}\n"
    )
    program.chmod(0o755)
    config = Path(world.home.paths.config_file)
    config.write_text(f'[mfa]\nprocess = "{program}"\n\n{config.read_text()}')
    async with world.picker() as walk:
        await walk.search("sandbox developer")
        assert "with a code of your [mfa] process." in walk.text
        await walk.press("enter")
        await walk.see("waiting for the code of the [mfa]")
        assert walk.app.screen is walk.picker
        go.touch()
        await walk.until(lambda: walk.at_rest, "the sign-in ends")
        assert walk.message.startswith("● sandbox · developer until ")
    assert world.aws.times_called("GetSessionToken") == 1
