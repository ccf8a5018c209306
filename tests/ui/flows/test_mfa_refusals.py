"""The MFA dialog after a refused code."""

from textual.widgets import Digits

from rolecall.demo.world.bastion import alice
from rolecall.ui.dialogs.mfa import MfaDialog
from tests.drivers.picker import Walk, WorldAround


async def _refused(walk: Walk, world: WorldAround) -> MfaDialog:
    """Ask for a role and enter a wrong code; returns once the dialog shows the refusal."""
    await walk.search("sandbox developer")
    await walk.press("enter")
    await walk.see(", as alice")
    dialog = walk.dialog(MfaDialog)
    await walk.paste(world.wrong_code())
    await walk.see("AWS refused that code")
    return dialog


async def test_refused_code_keeps_the_dialog_open(world: WorldAround) -> None:
    async with world.picker() as walk:
        dialog = await _refused(walk, world)
        assert walk.app.screen is dialog
        assert (
            "AWS refused that code. It was already used, or is not from alice-phone." in walk.words
        )
        assert "Type the next one" in walk.words


async def test_refused_digits_are_cleared(world: WorldAround) -> None:
    async with world.picker() as walk:
        dialog = await _refused(walk, world)
        assert [flap.value for flap in dialog.query(Digits)] == [""] * 6


async def test_the_digits_stay_until_aws_has_answered(world: WorldAround) -> None:
    with world.silence("GetSessionToken") as answers:
        async with world.picker() as walk:
            await walk.search("sandbox developer")
            await walk.press("enter")
            await walk.see(", as alice")
            dialog = walk.dialog(MfaDialog)
            code = world.code()
            await walk.paste(code)
            await walk.until(lambda: world.aws.times_called("GetSessionToken"), "AWS is asked")
            await walk.press("9", "backspace", "down")
            assert "".join(flap.value for flap in dialog.query(Digits)) == code
            assert "asking AWS" in walk.text
            answers.set()
            await walk.until(lambda: walk.at_rest, "the sign-in ends")
            assert len(world.sessions()) == 1


async def test_the_next_code_is_taken_at_once_and_gives_one_role_session(
    world: WorldAround,
) -> None:
    async with world.picker() as walk:
        await _refused(walk, world)
        await walk.paste(world.code())
        await walk.until(lambda: walk.at_rest, "the sign-in ends")
        assert "1:00:00" in walk.line("sandbox")
    assert world.aws.times_called("GetSessionToken") == 2
    assert world.aws.times_called("AssumeRole") == 1
    assert len(world.sessions()) == 1


async def test_the_same_code_again_is_told_to_wait_and_aws_is_not_asked(
    world: WorldAround,
) -> None:
    world.clock.now = world.clock.now // 30 * 30 + 9
    async with world.picker() as walk:
        dialog = await _refused(walk, world)
        world.clock.advance(4)
        await walk.paste(world.wrong_code())
        await walk.see("The next code comes in 17 s.")
        assert "That code was already used" in walk.text
        assert walk.app.screen is dialog
        assert world.aws.times_called("GetSessionToken") == 1
        world.clock.advance(1)
        await walk.see("The next code comes in 16 s.")
        world.clock.advance(16)
        await walk.see("Your device shows a new one now.")
        await walk.paste(world.code())
        await walk.until(lambda: walk.at_rest, "the sign-in ends")
    assert world.aws.times_called("AssumeRole") == 1


async def test_the_device_chosen_stays_after_a_refusal(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.search("sandbox developer")
        await walk.press("enter")
        await walk.see(", as alice")
        await walk.press("down")
        await walk.paste(world.wrong_code())
        await walk.until(lambda: "not from alice-backup" in walk.words, "the device is named")
        assert "● alice-backup" in walk.text
        await walk.paste(world.code(1))
        await walk.until(lambda: walk.at_rest, "the sign-in ends")
    assert len(world.sessions()) == 1


async def test_leaving_after_a_refusal_keeps_nothing(world: WorldAround) -> None:
    async with world.picker() as walk:
        await _refused(walk, world)
        await walk.press("escape")
        await walk.until(lambda: walk.at_rest, "the picker is back")
        assert "Stopped. Nothing was saved." in walk.text
    assert world.kept_nothing


async def test_a_role_refused_after_the_code_closes_the_dialog_with_the_reason(
    world: WorldAround,
) -> None:
    async with world.picker() as walk:
        await walk.assume("payments-prod break-glass", world.code())
        assert "AWS denied break-glass in payments-prod" in walk.text
        await walk.search("sandbox developer")
        assert "code:" in walk.text, "no code: the MFA session is held"


async def test_a_code_typed_before_its_turn_is_seen_waiting_and_then_sent_by_itself(
    world: WorldAround,
) -> None:
    for role in ("developer", "admin"):
        world.aws.world.role("sandbox", role).max_session = 43_200
    world.env["AWS_ROLE_SESSION_TIMEOUT"] = "12h"
    world.clock.now = world.clock.now // 30 * 30 + 10
    first, early = (alice(world.aws.world).devices[0].code(world.clock.now, n) for n in (1, 2))
    async with world.picker() as walk:
        await walk.assume("sandbox developer", first)
        await walk.search("sandbox admin")
        await walk.press("enter")
        await walk.see(", as alice")
        dialog = walk.dialog(MfaDialog)
        await walk.paste(early)
        await walk.see("waiting for 20 s: this code's turn has not come.")
        assert "Then it is sent by itself." in walk.words
        assert "".join(flap.value for flap in dialog.query(Digits)) == early
        world.clock.advance(21)
        await walk.until(lambda: walk.at_rest, "the sign-in ends")
        assert len(world.sessions()) == 2
    sent = [call.parameters["TokenCode"] for call in world.aws.calls if call.action == "AssumeRole"]
    assert sent == [first, early, early]


async def test_escape_ends_the_waiting_for_its_turn(world: WorldAround) -> None:
    world.clock.now = world.clock.now // 30 * 30 + 10
    world.hold("staging", "read")
    world.aws.world.role("sandbox", "developer").max_session = 43_200
    world.env["AWS_ROLE_SESSION_TIMEOUT"] = "12h"
    async with world.picker() as walk:
        await walk.search("sandbox developer")
        await walk.press("enter")
        await walk.see(", as alice")
        await walk.paste(world.wrong_code())
        await walk.see("this code's turn has not come")
        await walk.press("escape")
        await walk.until(lambda: walk.at_rest, "the picker is back")
        assert "Stopped. Nothing was saved." in walk.text
    assert world.aws.times_called("AssumeRole") == 2
