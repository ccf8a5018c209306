"""What AWS answers when it is in trouble, or when another answers in its place: T01 to T04.

Refused in our words, with nothing of it stored or shown.
"""

import re
from pathlib import Path

import pytest

from rolecall.aws.call.limits import LIMITS
from rolecall.core.errors import NotProcessed, Throttled, Unreachable
from rolecall.demo.faults import Fault, altered, reset, throttle, truncated, unavailable, wrong_body
from tests.drivers.program import Program
from tests.drivers.visitor import Visitor
from tests.full import times
from tests.torture.figure import Figure
from tests.torture.sts.spoiler import CANARY, Spoiler

ATTEMPTS, DEADLINE = 3, 20.0  # of one call; seconds


@pytest.fixture
def spoiler(visitor: Visitor) -> Spoiler:
    visitor.sign_in()
    return Spoiler(visitor)


def test_one_call_has_the_time_of_the_scoreboard() -> None:
    assert (LIMITS.total, LIMITS.attempts) == (DEADLINE, ATTEMPTS)


def test_T01_throttle(visitor: Visitor, figure: Figure) -> None:
    for action in ("GetSessionToken", "AssumeRole"):
        visitor.aws.faults.add(action, throttle(), times=2)
    assert visitor.become("staging", "read", visitor.code()).new
    for action in ("GetSessionToken", "AssumeRole"):
        assert visitor.aws.times_called(action) == ATTEMPTS
    figure("two throttles are waited for")


def test_T01_throttle_for_ever(spoiler: Spoiler, visitor: Visitor, figure: Figure) -> None:
    error = spoiler.refused(throttle())
    assert isinstance(error, Throttled) and "throttling" in error.message
    assert visitor.aws.times_called("AssumeRole") == ATTEMPTS
    figure(f"given up after {ATTEMPTS} attempts")


@pytest.mark.parametrize("status", [500, 502, 503])
def test_T02_5xx(spoiler: Spoiler, visitor: Visitor, status: int, figure: Figure) -> None:
    error = spoiler.refused(unavailable(status))
    assert isinstance(error, Unreachable) and f"HTTP {status}" in error.message
    assert visitor.aws.times_called("AssumeRole") == ATTEMPTS
    visitor.aws.calls.clear()
    visitor.aws.faults.add("AssumeRole", unavailable(status), times=2)
    assert visitor.become("staging", "admin").new
    assert visitor.aws.times_called("AssumeRole") == ATTEMPTS
    figure(f"{status}: waited for, and given up after {ATTEMPTS} attempts")


def test_T02_the_request_id_is_shown(program: Program, figure: Figure) -> None:
    program.sign_in("staging", "read")
    made = [f"00000000-0000-4000-8000-{number:012}" for number in range(100)]
    ids = iter(made)
    program.aws.new_request_id = lambda: next(ids)
    for status in (500, 502, 503):
        program.aws.faults.add("AssumeRole", unavailable(status))
        done = program.run("export", "staging", "admin", "--no-input")
        program.aws.faults.clear()
        assert (done.returncode, done.stdout) == (1, "")
        assert f"HTTP {status}" in done.stderr
        last = made[made.index(next(ids)) - 1]
        assert f"Request id: {last}" in done.stderr
    figure("the id of the last request is shown")


def test_T03_torn(spoiler: Spoiler, visitor: Visitor, figure: Figure) -> None:
    """A reset, an answer without a body, and one that is cut off at offsets over its length."""
    error = spoiler.refused(reset())
    assert "connection broke" in error.message and "sts:AssumeRole" in error.message
    assert isinstance(error, Unreachable) and not isinstance(error, NotProcessed)
    assert visitor.aws.times_called("AssumeRole") == ATTEMPTS
    spoiler.refused(truncated(0))
    size = len(spoiler.bodies[-1])
    count = times(full=size - 1, short=50)
    offsets = [1 + at * (size - 2) // (count - 1) for at in range(count)]
    assert len(set(offsets)) == count
    for at in offsets:
        error = spoiler.refused(truncated(at))
        assert isinstance(error, Unreachable) and not isinstance(error, NotProcessed), at
        assert "did not come from AWS" in error.message or "not from AWS" in error.message, at
    figure(f"{2 + count} of {2 + count} named, 0 secrets in text")


def field(name: str, value: str) -> Fault:
    """The real response with another text in one element."""
    element = re.compile(f"<{name}>.*?</{name}>".encode())
    return altered(lambda body: element.sub(f"<{name}>{value}</{name}>".encode(), body))


def without(name: str) -> Fault:
    return altered(lambda body: re.sub(f"<{name}>.*?</{name}>".encode(), b"", body, flags=re.S))


WRONG = [
    wrong_body(f"<html><body>Log in to FreeWifi {CANARY}</body></html>".encode()),
    wrong_body(f'{{"Credentials": {{"SecretAccessKey": "{CANARY}"}}}}'.encode()),
    wrong_body(b"{}", content_type="application/json"),
    wrong_body(b""),
    wrong_body(f"<Error><Code>x</Code>{CANARY}</Error>".encode()),
    wrong_body(b"\xff\xfe\x00garbage"),
    wrong_body(b'<?xml version="1.0"?><AssumeRoleResponse/>', content_type="text/xml"),
    without("Credentials"),
    without("AssumedRoleUser"),
    without("AccessKeyId"),
    without("SecretAccessKey"),
    without("SessionToken"),
    without("Expiration"),
]


@pytest.mark.parametrize("fault", WRONG)
def test_T04_what_is_not_awss_answer_is_refused(spoiler: Spoiler, fault: Fault) -> None:
    assert isinstance(spoiler.refused(fault), Unreachable)


@pytest.mark.parametrize(
    "moment",
    [
        "2001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "9999-12-31T23:59:59-23:00",
        "0001-01-01T00:00:00+23:00",
        "0000-00-00T00:00:00Z",
        "31/12/2026",
        "tomorrow",
        "",
        "1e400",
        "-1e18",
        "99999999999999999999",
        "nan",
        "1",
        "2026-13-45T25:61:61Z",
        pytest.param(f"2030-01-01T00:00:00Z {CANARY}", id="a-secret-behind-it"),
    ],
)
def test_T04_an_end_that_cannot_be_is_refused(spoiler: Spoiler, moment: str) -> None:
    spoiler.refused(field("Expiration", moment))


@pytest.mark.parametrize("name", ["AccessKeyId", "SecretAccessKey", "SessionToken"])
def test_T04_what_is_outside_the_alphabets_is_refused(spoiler: Spoiler, name: str) -> None:
    """On the wire; tests/aws/test_responses.py has the thousands."""
    for value in ("$(touch x)", f"{CANARY}\n[evil]", f"{CANARY}&#13;", "", f"{CANARY}`"):
        assert isinstance(spoiler.refused(field(name, value)), Unreachable), value


def test_T04_a_bad_answer_to_a_code_is_refused(visitor: Visitor) -> None:
    spoiler = Spoiler(visitor)
    for fault in (
        field("SecretAccessKey", f"{CANARY}\n[evil]"),
        field("Expiration", "2001-01-01T00:00:00Z"),
        without("Credentials"),
    ):
        spoiler.refused(fault, "GetSessionToken", visitor.code())
        assert visitor.held == []
        visitor.clock.advance(60)


def test_T04_a_bad_answer_of_iam_is_refused(visitor: Visitor) -> None:
    spoiler = Spoiler(visitor)
    for fault in (wrong_body(CANARY.encode()), wrong_body(b""), truncated(150)):
        assert isinstance(spoiler.refused(fault, "ListMFADevices"), Unreachable)


def test_T04_where_iam_does_not_say_who_one_is_sts_does(visitor: Visitor) -> None:
    for fault in (wrong_body(CANARY.encode()), wrong_body(b""), truncated(150)):
        visitor.aws.faults.add("GetUser", fault)
    signed_in = visitor.become("staging", "read", visitor.code())
    assert visitor.holder(signed_in).endswith("assumed-role/read/alice")


def test_T04_nothing_is_written(program: Program, figure: Figure) -> None:
    """The profile that was to get the session, and all else in the file, stays as it was."""
    program.sign_in("staging", "read")
    file = Path(program.paths.aws_credentials)
    before = file.read_bytes()
    wrong = WRONG[:: times(full=1, short=4)]
    for fault in wrong:
        program.aws.faults.add("AssumeRole", fault)
        done = program.run("profile", "staging", "admin", "--no-input")
        program.aws.faults.clear()
        assert (done.returncode, done.stdout) == (1, ""), done.stderr
        assert "Traceback" not in done.stderr and CANARY not in done.stderr
        assert file.read_bytes() == before
    figure(f"{len(wrong)} of {len(wrong)} refused, 0 bytes written")
