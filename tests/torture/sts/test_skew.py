"""A machine whose clock is wrong: T06."""

import re
import time

import pytest

from rolecall.core.errors import Refused
from rolecall.demo.faults import Proceed, Refuse, refuse
from rolecall.demo.protocol.http_messages import HttpResponse
from rolecall.demo.sts.known_errors import KNOWN
from tests.drivers.program import Program
from tests.drivers.visitor import Visitor
from tests.torture.figure import Figure

SECONDS = {"day": 86_400, "hour": 3_600, "minute": 60, "second": 1}
TRUTH = 2.0  # seconds that may be wrong
# 16 minutes and a day, and some seconds, so that no rounding hides a wrong figure.
OFFS = [16 * 60, 16 * 60 + 37, 86_400, 86_400 + 23 * 60 + 11]


def told(text: str) -> float:
    """The seconds by which a message says that the clock is ahead; less than 0 for behind."""
    found = re.search(r"This machine's clock is ([\w ]+) (ahead|behind): ", text)
    assert found, text
    parts = re.findall(r"(\d+) (day|hour|minute|second)s?\b", found[1])
    seconds = sum(int(count) * SECONDS[name] for count, name in parts)
    assert parts, text
    return float(seconds if found[2] == "ahead" else -seconds)


@pytest.mark.parametrize("action", ["GetUser", "GetSessionToken", "AssumeRole"])
@pytest.mark.parametrize("sign", [1, -1], ids=["ahead", "behind"])
def test_T06_skew(visitor: Visitor, action: str, sign: int, figure: Figure) -> None:
    """Whichever call meets it first; a code that was sent with it serves again."""
    if action == "AssumeRole":
        visitor.sign_in()
    for off in OFFS:

        def go_wrong(off: int = off) -> None:
            visitor.aws.signing_clock = lambda: time.time() - sign * off

        def once_listed(proceed: Proceed, refuse_with: Refuse) -> HttpResponse:
            reply = proceed()
            go_wrong()
            return reply

        visitor.aws.signing_clock = time.time
        if action == "GetSessionToken":
            visitor.aws.faults.add("ListMFADevices", once_listed, times=1)
        else:
            go_wrong()
        with pytest.raises(Refused) as refused:
            visitor.become("staging", "admin", visitor.code())
        error = refused.value
        assert abs(told(error.message) - sign * off) <= TRUTH
        assert error.hint.startswith("Set the clock")
    visitor.aws.signing_clock = time.time
    signed_in = visitor.become("staging", "admin", visitor.code())
    assert signed_in.asked_code == (action != "AssumeRole"), "the same code, which is not burnt"
    figure(f"{len(OFFS) * 2} differences within {TRUTH:g} s, at each of 3 calls; no code burnt")


@pytest.mark.parametrize("name", ["late", "early", "request expired", "time too skewed"])
def test_T06_each_refusal_of_the_time_leaves_the_code(visitor: Visitor, name: str) -> None:
    visitor.aws.faults.add("GetSessionToken", refuse(KNOWN[name]), times=1)
    with pytest.raises(Refused, match="clock is"):
        visitor.become("staging", "read", visitor.code())
    assert visitor.become("staging", "read", visitor.code()).asked_code


def test_T06_a_program_says_it_and_keeps_the_code(program: Program) -> None:
    program.aws.signing_clock = lambda: time.time() + 86_400
    words = ("export", "staging", "read", "--mfa-code", program.code())
    done = program.run(*words)
    assert (done.returncode, done.stdout) == (1, "")
    assert "clock is 24 hours behind: AWS refuses" in done.stderr
    program.aws.signing_clock = time.time
    assert program.run(*words).returncode == 0
