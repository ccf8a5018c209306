"""A code typed before its turn is kept, and sent once more when its turn has come."""

import shlex
import sys
from pathlib import Path

import pytest

from rolecall.core.errors import Cancelled, MfaCodeUsed, MfaRefused
from rolecall.signin.mfa.mfa_code import STEP, UsedCodes
from rolecall.signin.plan import Options, Plan
from rolecall.signin.progress import Step
from tests.drivers.scripted_prompter import Answer, ScriptedPrompter
from tests.drivers.visitor import Visitor

LONG = Options(duration="12h")


class Patient(ScriptedPrompter):
    """Lets the time pass while it waits for a code's turn; `leaves` after so many looks."""

    def __init__(self, visitor: Visitor, *codes: Answer, leaves: int = 1_000) -> None:
        super().__init__(*codes)
        self._visitor = visitor
        self._looks_left = leaves

    def progress(self, step: Step, detail: str = "") -> None:
        super().progress(step, detail)
        if step in (Step.WAITING_FOR_TURN, Step.WAITING_FOR_NEXT):
            self._looks_left -= 1
            if not self._looks_left:
                raise Cancelled
            self._visitor.clock.advance(4)


@pytest.fixture(autouse=True)
def long_roles(visitor: Visitor) -> None:
    visitor.clock.now = visitor.clock.now // STEP * STEP + 10
    for role in ("admin", "developer"):
        visitor.aws.world.role("sandbox", role).max_session = 43_200


def _plan(visitor: Visitor, role: str = "admin") -> Plan:
    return visitor.plan("sandbox", role, LONG)


def _sent(visitor: Visitor) -> list[str]:
    parameters = [call.parameters for call in visitor.aws.calls]
    return [sent["TokenCode"] for sent in parameters if "TokenCode" in sent]


def test_the_next_code_typed_too_early_is_sent_again_in_its_step(visitor: Visitor) -> None:
    """The device is 40 s ahead: it has shown two codes before AWS's first step is over."""
    first, early = visitor.code(windows=1), visitor.code(windows=2)
    visitor.follow(_plan(visitor), ScriptedPrompter(first))
    prompter = Patient(visitor, early)
    signed_in = visitor.follow(_plan(visitor, "developer"), prompter)
    assert _sent(visitor) == [first, early, early]
    assert len(prompter.questions) == 1, "nobody types it again"
    assert signed_in.asked_code
    waits = [step for step in prompter.steps if step.startswith("waiting for ")]
    assert waits[0] == "waiting for 20 s: this code's turn has not come"
    assert visitor.clock() % STEP < 10, "sent as soon as the step has begun"


def test_so_is_the_one_that_begins_an_mfa_session(visitor: Visitor) -> None:
    visitor.follow(_plan(visitor), ScriptedPrompter(visitor.code(windows=1)))
    early = visitor.code(windows=2)
    visitor.follow(visitor.plan("staging"), Patient(visitor, early))
    assert _sent(visitor)[1:] == [early, early]
    assert visitor.held == ["mfa", "role", "role"]


def test_it_is_sent_again_once_and_then_asked_for(visitor: Visitor) -> None:
    visitor.follow(_plan(visitor), ScriptedPrompter(visitor.code()))
    wrong = visitor.wrong_code()
    prompter = Patient(visitor, wrong, wrong, lambda question: pytest.fail(str(question.refusal)))
    with pytest.raises(pytest.fail.Exception):
        visitor.follow(_plan(visitor, "developer"), prompter)
    assert _sent(visitor)[1:] == [wrong, wrong]
    assert isinstance(prompter.questions[1].refusal, MfaRefused)
    assert isinstance(prompter.questions[2].refusal, MfaCodeUsed), "not a third time"


def test_of_several_processes_one_sends_it_again(tmp_path: Path) -> None:
    used = [UsedCodes(str(tmp_path / "used.json"), lambda: 1_700_000_020.0) for _ in range(2)]
    used[0].spend_again("arn:aws:iam::111122223333:mfa/alice-phone", "123456")
    with pytest.raises(MfaCodeUsed):
        used[1].spend_again("arn:aws:iam::111122223333:mfa/alice-phone", "123456")


def test_a_wrong_code_waits_for_nothing_where_this_step_has_its_code_left(
    visitor: Visitor,
) -> None:
    prompter = ScriptedPrompter(visitor.wrong_code(), visitor.code())
    visitor.follow(_plan(visitor), prompter)
    assert not [step for step in prompter.steps if step.startswith("waiting for ")]
    visitor.clock.advance(STEP)
    prompter = ScriptedPrompter(visitor.wrong_code(), visitor.code())
    visitor.follow(_plan(visitor, "developer"), prompter)
    assert not [step for step in prompter.steps if step.startswith("waiting for ")]


def test_leaving_while_it_waits_sends_nothing_more(visitor: Visitor) -> None:
    visitor.follow(_plan(visitor), ScriptedPrompter(visitor.code(windows=1)))
    early = visitor.code(windows=2)
    with pytest.raises(Cancelled):
        visitor.follow(_plan(visitor, "developer"), Patient(visitor, early, leaves=2))
    assert _sent(visitor).count(early) == 1
    assert visitor.held == ["role"]


def test_the_used_code_itself_is_never_sent_again(visitor: Visitor) -> None:
    code = visitor.code()
    visitor.follow(_plan(visitor), ScriptedPrompter(code))
    following = visitor.code(windows=1)
    prompter = Patient(visitor, code, following)
    visitor.follow(_plan(visitor, "developer"), prompter)
    refusal = prompter.questions[1].refusal
    assert isinstance(refusal, MfaCodeUsed) and refusal.seconds_left == 20
    assert _sent(visitor) == [code, following]


def test_a_program_that_prints_a_used_code_is_run_again_for_the_next(
    visitor: Visitor, tmp_path: Path
) -> None:
    codes = tmp_path / "codes"
    used, following = visitor.code(), visitor.code(windows=1)
    codes.write_text(f"{used}\n{used}\n{following}\n")
    program = (
        f"from pathlib import Path; f = Path({str(codes)!r})\n"
        "first, *rest = f.read_text().split(); print(first); f.write_text(' '.join(rest))"
    )
    command = shlex.join([sys.executable, "-c", program])
    config = Path(visitor.paths.config_file)
    config.write_text(f"[mfa]\nprocess = '''{command}'''\n\n{config.read_text()}")
    visitor.follow(_plan(visitor), Patient(visitor))
    prompter = Patient(visitor)
    visitor.follow(_plan(visitor, "developer"), prompter)
    assert prompter.questions == []
    assert _sent(visitor) == [used, following]
    words = "waiting for 20 s: the program's code was used, and a new one comes then"
    assert words in prompter.steps
