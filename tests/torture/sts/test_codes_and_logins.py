"""MFA codes, and sessions that AWS no longer takes: T07 to T10, and T17."""

from pathlib import Path

import pytest

from rolecall.core.errors import Cancelled, MfaCodeUsed, MfaRefused, Refused
from rolecall.demo.faults import refuse
from rolecall.demo.protocol.refusals import AwsError, expired_token, invalid_token
from rolecall.demo.world.bastion import CHAINED
from rolecall.signin.mfa.mfa_code import tidy_code
from rolecall.signin.plan import Options
from rolecall.signin.prompters import MfaAnswer, MfaQuestion, SilentPrompter
from tests.drivers.program import Program
from tests.drivers.scripted_prompter import ScriptedPrompter
from tests.drivers.visitor import Visitor
from tests.torture.figure import Figure

WINDOW = 1_700_000_010.0  # epoch seconds; the start of a device's window
LONG = Options(duration="12h")


def test_T07_mfa_reuse(visitor: Visitor, figure: Figure) -> None:
    """In its step, at every second of it: no call, and the time until the next one."""
    visitor.clock.now = WINDOW
    wrong = visitor.wrong_code()
    left: list[int] = []

    def again(question: MfaQuestion) -> MfaAnswer:
        if isinstance(question.refusal, MfaCodeUsed):
            left.append(question.refusal.seconds_left)
            assert f"{question.refusal.seconds_left} s" in question.refusal.hint
            visitor.clock.advance(1)
        if len(left) == 30:
            raise Cancelled
        return MfaAnswer(question.preset, wrong)

    with pytest.raises(Cancelled):
        visitor.follow(visitor.plan("staging"), ScriptedPrompter(*[again] * 32))
    assert left == list(range(30, 0, -1))
    assert visitor.aws.times_called("GetSessionToken") == 1  # the first time it was typed
    figure("0 calls, a countdown from 30 to 1 s")


def test_T07_mfa_reuse_across_processes(program: Program, figure: Figure) -> None:
    right = {program.code(windows=windows) for windows in (-1, 0, 1, 2)}
    wrong = next(
        code for code in ("000000", "111111", "222222", "333333", "444444") if code not in right
    )
    words = ("export", "staging", "read", "--mfa-code", wrong)
    assert "refused that code" in program.run(*words).stderr
    for _ in range(2):
        done = program.run(*words)
        assert (done.returncode, done.stdout) == (1, "")
        assert "refused that code" not in done.stderr and "code" in done.stderr
    assert program.aws.times_called("GetSessionToken") == 1
    figure("0 calls by a second and a third process")


CODES = [
    ("123456", "123456"),
    ("123 456", "123456"),
    ("123-456", "123456"),
    (" 123456\n", "123456"),
    ("123456\r\n", "123456"),
    ("１２３４５６", "123456"),
    ("\u00a0123\u2009456\t", "123456"),
    ("012345", "012345"),
    ("１２３　４５６", "123456"),
    ("\u200e123\u2013456\u200f\ufeff", "123456"),
]
NO_CODES = [
    "",
    " ",
    "12345",
    "1234567",
    "12345a",
    "abcdef",
    "123456 654321",
    "12345\x00",
    "٣٤٥٦٧٨",
    "²²²²²²a",
]


@pytest.mark.parametrize(("typed", "code"), CODES)
def test_T08_mfa_input_is_read_as_people_type_and_paste_it(typed: str, code: str) -> None:
    assert tidy_code(typed) == code


@pytest.mark.parametrize("typed", NO_CODES)
def test_T08_mfa_input_that_is_no_code_is_refused_before_aws_is_asked(
    visitor: Visitor, typed: str, figure: Figure
) -> None:
    prompter = ScriptedPrompter(typed, visitor.code())
    visitor.follow(visitor.plan("staging"), prompter)
    refusal = prompter.questions[1].refusal
    assert isinstance(refusal, MfaRefused) and "6 digits" in refusal.message
    assert visitor.aws.times_called("GetSessionToken") == 1
    figure(f"{len(CODES)} read, {len(NO_CODES)} refused, 0 of them sent")


def durations(visitor: Visitor) -> list[str]:
    asked = [call for call in visitor.aws.calls if call.action == "AssumeRole"]
    return [call.parameters["DurationSeconds"] for call in asked]


def test_T09_chain_1h(visitor: Visitor, figure: Figure) -> None:
    """A role by another role's session."""
    answered = AwsAnswers(visitor)
    plan = visitor.plan(*CHAINED, LONG)
    signed_in = visitor.follow(plan, ScriptedPrompter(visitor.code()))
    assert durations(visitor) == ["3600", "3600"]
    assert "at most 1 h for a role that is taken with another role" in signed_in.notes[0]
    assert answered.refused == []
    figure("clamped to 3,600 s and said, 0 refused")


def test_T09_chain_1h_with_an_mfa_session(visitor: Visitor, figure: Figure) -> None:
    """A role that allows 12 h, by a held MFA session, where nobody can be asked for a code."""
    visitor.aws.world.role("sandbox", "admin").max_session = 43_200
    visitor.sign_in()
    answered = AwsAnswers(visitor)
    signed_in = visitor.desk().become(visitor.plan("sandbox", "admin", LONG), SilentPrompter())
    assert durations(visitor) == ["3600"]
    assert any("at most 1 h" in note for note in signed_in.notes)
    assert answered.refused == []
    figure("by an MFA session as well")


class AwsAnswers:
    """The statuses of AssumeRole that are no success."""

    def __init__(self, visitor: Visitor) -> None:
        self.refused: list[int] = []

        def note(proceed: object, refuse_with: object) -> object:
            reply = proceed()  # type: ignore[operator]
            if reply.status != 200:
                self.refused.append(reply.status)
            return reply

        visitor.aws.faults.add("AssumeRole", note)  # type: ignore[arg-type]


@pytest.mark.parametrize("error", [expired_token(), invalid_token()], ids=lambda error: error.code)
def test_T10_revoked(visitor: Visitor, error: AwsError, figure: Figure) -> None:
    """Evicted, with one question; where AWS refuses the new one as well, that is told."""
    first = visitor.sign_in()
    assert first.login is not None
    for times, status in ((1, True), (100, False)):
        visitor.clock.advance(60)
        visitor.aws.calls.clear()
        visitor.aws.faults.add("AssumeRole", refuse(error), times=times)
        prompter = ScriptedPrompter(visitor.code())
        plan = visitor.plan("staging", "admin" if status else "developer")
        if status:
            visitor.follow(plan, prompter)
        else:
            with pytest.raises(Refused):
                visitor.follow(plan, prompter)
        assert len(prompter.questions) == 1
        taken = [one for one in visitor.actions if one in ("AssumeRole", "GetSessionToken")]
        assert taken == ["AssumeRole", "GetSessionToken", "AssumeRole"]
        held = [login.access_key_id for login in visitor.desk().store.logins()]
        assert first.login.access_key_id not in held
    figure("evicted, 1 prompt, no loop")


def test_T10_a_role_that_is_denied_evicts_nothing(visitor: Visitor, figure: Figure) -> None:
    """A fresh code is offered once, since the held session may be too old for the role."""
    first = visitor.sign_in()
    visitor.aws.world.role("staging", "developer").trusts.clear()
    visitor.clock.advance(3_600)
    held = visitor.held

    def leave(question: MfaQuestion) -> MfaAnswer:
        raise Cancelled

    prompter = ScriptedPrompter(leave)
    with pytest.raises(Cancelled):
        visitor.follow(visitor.plan("staging", "developer"), prompter)
    (question,) = prompter.questions
    assert question.refusal is not None and question.refusal.code == "AccessDenied"
    with pytest.raises(Refused) as refused:
        visitor.desk().become(visitor.plan("staging", "developer"), SilentPrompter())
    assert refused.value.code == "AccessDenied"
    assert visitor.held == held
    assert visitor.become("staging", "admin").login == first.login
    figure("AccessDenied evicts nothing; a code is offered once")


def test_T10_a_code_is_asked_for_first_only_past_the_age_that_the_account_allows(
    visitor: Visitor,
) -> None:
    config = Path(visitor.paths.config_file)
    table = "[accounts.staging]\n"
    config.write_text(config.read_text().replace(table, f'{table}mfa_max_age = "15m"\n'))
    visitor.sign_in()
    visitor.clock.advance(800)
    assert not visitor.become("staging", "developer").asked_code
    visitor.clock.advance(200)
    prompter = ScriptedPrompter(visitor.code())
    visitor.aws.calls.clear()
    visitor.follow(visitor.plan("staging", "admin"), prompter)
    assert len(prompter.questions) == 1
    taken = [one for one in visitor.actions if one in ("AssumeRole", "GetSessionToken")]
    assert taken == ["GetSessionToken", "AssumeRole"]
