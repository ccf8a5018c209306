"""MFA codes: normalised before they are sent, and never sent twice."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from rolecall.core.errors import MfaCodeUsed, MfaRefused, NotProcessed, Refused, Unreachable
from rolecall.demo.faults import reset, throttle, truncated, unavailable, wrong_body
from rolecall.signin.mfa.mfa_code import UsedCodes
from rolecall.signin.prompters import MfaAnswer, MfaQuestion
from tests.drivers.scripted_prompter import ScriptedPrompter
from tests.drivers.visitor import Visitor

SERIAL = "arn:aws:iam::111122223333:mfa/alice-phone"
WINDOW = 1_700_000_010.0  # epoch seconds; the start of a device's window
assert WINDOW % 30 == 0


def test_a_wrong_code_is_asked_for_again_with_the_reason(visitor: Visitor) -> None:
    prompter = ScriptedPrompter(visitor.wrong_code(), visitor.wrong_code()[::-1], visitor.code())
    signed_in = visitor.follow(visitor.plan("staging"), prompter)
    first, second, third = prompter.questions
    assert first.refusal is None
    assert isinstance(second.refusal, MfaRefused) and "refused that code" in second.refusal.message
    assert second._replace(refusal=None) == third._replace(refusal=None) == first
    assert signed_in.asked_code
    assert visitor.held == ["mfa", "role"]


def test_the_device_chosen_is_preset_when_asked_again(visitor: Visitor) -> None:
    prompter = ScriptedPrompter(("alice-backup", visitor.wrong_code()), visitor.code(1))
    visitor.follow(visitor.plan("staging"), prompter)
    assert prompter.questions[1].preset.name == "alice-backup"


def test_a_code_sent_before_is_not_sent_again(visitor: Visitor) -> None:
    """In one run: the countdown, then the next code."""
    visitor.clock.now = WINDOW + 10
    wrong = visitor.wrong_code()

    def wait_for_the_next(question: MfaQuestion) -> MfaAnswer:
        visitor.clock.advance(20)
        return MfaAnswer(question.preset, visitor.code())

    prompter = ScriptedPrompter(wrong, wrong, wait_for_the_next)
    visitor.follow(visitor.plan("staging"), prompter)
    refusal = prompter.questions[2].refusal
    assert isinstance(refusal, MfaCodeUsed)
    assert refusal.seconds_left == 20
    assert "20 s" in refusal.hint
    assert visitor.aws.times_called("GetSessionToken") == 2


def test_a_code_sent_by_another_process_is_not_sent_again(visitor: Visitor) -> None:
    """Across processes."""
    visitor.clock.now = WINDOW + 25
    code = visitor.code()
    spend = "import sys; from rolecall.signin.mfa.mfa_code import UsedCodes\n" + (
        "UsedCodes(sys.argv[1], lambda: float(sys.argv[2])).spend(*sys.argv[3:])"
    )
    at = [visitor.paths.used_codes, str(visitor.clock()), SERIAL, code]
    subprocess.run([sys.executable, "-c", spend, *at], check=True, timeout=60)
    prompter = ScriptedPrompter(code, visitor.code(windows=1))
    visitor.follow(visitor.plan("staging"), prompter)
    refusal = prompter.questions[1].refusal
    assert isinstance(refusal, MfaCodeUsed) and refusal.seconds_left == 5
    assert visitor.aws.times_called("GetSessionToken") == 1


def test_used_codes_are_counted_down_and_then_forgotten(tmp_path: Path) -> None:
    now = [WINDOW]
    used = UsedCodes(str(tmp_path / "used.json"), lambda: now[0])
    used.spend(SERIAL, "123456")

    def left_at(seconds: float) -> int | None:
        now[0] = WINDOW + seconds
        try:
            used.spend(SERIAL, "123456")
        except MfaCodeUsed as refused:
            return refused.seconds_left
        return None

    assert [left_at(seconds) for seconds in (0, 0.5, 1, 29, 29.9)] == [30, 30, 29, 1, 1]
    # The device shows another one by now, but AWS would still accept this one if it were unused.
    assert [left_at(seconds) for seconds in (30, 59.9)] == [0, 0]
    assert left_at(60) is None


def test_codes_are_one_devices_own_and_kept_hashed(tmp_path: Path) -> None:
    file = tmp_path / "cache" / "used.json"
    used = UsedCodes(str(file), lambda: WINDOW)
    used.spend(SERIAL, "123456")
    used.spend("arn:aws:iam::111122223333:mfa/alice-backup", "123456")
    with pytest.raises(MfaCodeUsed):
        used.spend(SERIAL, "123456")
    assert "123456" not in file.read_text() and "alice" not in file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600
    assert len(json.loads(file.read_text())) == 2


@pytest.mark.parametrize(
    "rotten",
    ["", "{", "[]", "null", '{"a": "b"}', '{"a": null}', f'{{"a": 1{"0" * 400}}}', "[" * 50_000],
)
def test_a_rotten_list_of_codes_stops_nobody(tmp_path: Path, rotten: str) -> None:
    file = tmp_path / "used.json"
    file.write_text(rotten)
    used = UsedCodes(str(file), lambda: WINDOW)
    used.spend(SERIAL, "123456")
    with pytest.raises(MfaCodeUsed):
        used.spend(SERIAL, "123456")


def spent(visitor: Visitor) -> bool:
    """Whether the current code would be refused without calling AWS."""
    used = UsedCodes(visitor.paths.used_codes, visitor.clock)
    try:
        used.spend(SERIAL, visitor.code())
    except MfaCodeUsed:
        return True
    return False


def test_a_code_that_never_left_is_given_back(visitor: Visitor) -> None:
    def go_offline(question: MfaQuestion) -> MfaAnswer:
        visitor.aws.close()
        return MfaAnswer(question.preset, visitor.code())

    with pytest.raises(NotProcessed, match="cannot be reached"):
        visitor.become("staging", "read", go_offline)
    assert not spent(visitor)


def test_a_throttled_code_is_given_back(visitor: Visitor) -> None:
    visitor.aws.faults.add("GetSessionToken", throttle())
    with pytest.raises(NotProcessed, match="throttling"):
        visitor.become("staging", "read", visitor.code())
    assert visitor.aws.times_called("GetSessionToken") == 3
    assert not spent(visitor)


@pytest.mark.parametrize(
    "fault",
    [reset(), truncated(0), truncated(200), wrong_body(b"<html>Sign in</html>")],
    ids=["reset", "empty", "truncated", "portal"],
)
def test_a_code_whose_answer_was_lost_is_neither_resent_nor_given_back(
    visitor: Visitor, fault: object
) -> None:
    visitor.aws.faults.add("GetSessionToken", fault)  # type: ignore[arg-type]
    with pytest.raises(Unreachable) as raised:
        visitor.become("staging", "read", visitor.code())
    assert "wait for the next one" in raised.value.hint
    assert visitor.aws.times_called("GetSessionToken") == 1
    assert spent(visitor)
    assert visitor.held == []


def test_a_code_that_aws_failed_on_is_sent_again_in_the_same_call(visitor: Visitor) -> None:
    visitor.aws.faults.add("GetSessionToken", unavailable(500), times=1)
    visitor.aws.faults.add("GetSessionToken", throttle(), times=1)
    assert visitor.become("staging", "read", visitor.code()).new
    assert visitor.aws.times_called("GetSessionToken") == 3


def test_a_list_of_codes_that_cannot_be_written_stops_nobody(visitor: Visitor) -> None:
    Path(visitor.paths.used_codes).mkdir(parents=True)
    assert visitor.become("staging", "read", visitor.code()).asked_code


def test_a_code_of_another_device_is_not_the_right_one(visitor: Visitor) -> None:
    prompter = ScriptedPrompter(("alice-phone", visitor.code(1)), ("alice-backup", visitor.code(1)))
    visitor.follow(visitor.plan("staging"), prompter)
    assert isinstance(prompter.questions[1].refusal, Refused)
