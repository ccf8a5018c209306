"""Malformed responses of AWS: refused in our words, and nothing of them stored or shown."""

import re
import traceback
from collections.abc import Callable

import pytest

from rolecall.core.errors import NotProcessed, RolecallError, Unreachable
from rolecall.demo.faults import Fault, altered, reset, throttle, truncated, unavailable, wrong_body
from rolecall.demo.protocol.http_messages import HttpResponse
from tests.drivers.visitor import Visitor

CANARY = "CanaryCanaryCanaryCanaryCanaryCanary0000"


class Spoiler:
    """Alters responses, and records the secrets in them."""

    def __init__(self, visitor: Visitor) -> None:
        self._visitor = visitor
        self.secrets = [visitor.user.secret, CANARY]

    def refused(self, fault: Fault, action: str = "AssumeRole", code: str = "") -> RolecallError:
        """The error of the altered call; nothing of its response may be stored or shown."""

        def noting(proceed: Callable[[], HttpResponse], refuse: object) -> HttpResponse:
            def noted() -> HttpResponse:
                reply = proceed()
                for name in ("SecretAccessKey", "SessionToken"):
                    found = re.findall(f"<{name}>(.*?)</{name}>", reply.body.decode())
                    self.secrets += found
                return reply

            return fault(noted, refuse)  # type: ignore[arg-type]

        held = self._visitor.held
        self._visitor.aws.faults.add(action, noting)
        with pytest.raises(RolecallError) as raised:
            self._visitor.become("staging", "admin", *([code] if code else []))
        self._visitor.aws.faults.clear()
        error = raised.value
        told = "".join((*traceback.format_exception(error), repr(error), error.message, error.hint))
        assert not [secret for secret in self.secrets if secret in told]
        assert error.message and error.hint
        assert self._visitor.held == held
        return error


@pytest.fixture
def spoiler(visitor: Visitor) -> Spoiler:
    visitor.sign_in()
    return Spoiler(visitor)


def field(name: str, value: str) -> Fault:
    """The real response with another text in one element."""
    element = re.compile(f"<{name}>.*?</{name}>".encode())
    return altered(lambda body: element.sub(f"<{name}>{value}</{name}>".encode(), body))


def without(name: str) -> Fault:
    return altered(lambda body: re.sub(f"<{name}>.*?</{name}>".encode(), b"", body, flags=re.S))


@pytest.mark.parametrize(
    "fault",
    [
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
    ],
)
def test_what_is_not_awss_answer_is_refused(spoiler: Spoiler, fault: Fault) -> None:
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
        f"2030-01-01T00:00:00Z {CANARY}",
    ],
)
def test_an_end_that_cannot_be_is_refused(spoiler: Spoiler, moment: str) -> None:
    spoiler.refused(field("Expiration", moment))


@pytest.mark.parametrize("name", ["AccessKeyId", "SecretAccessKey", "SessionToken"])
def test_what_is_outside_the_alphabets_is_refused(spoiler: Spoiler, name: str) -> None:
    """On the wire; tests/aws/test_responses.py has the thousands."""
    for value in ("$(touch x)", f"{CANARY}\n[evil]", f"{CANARY}&#13;", "", f"{CANARY}`"):
        assert isinstance(spoiler.refused(field(name, value)), Unreachable), value


def test_a_bad_answer_to_a_code_is_refused_as_well(visitor: Visitor) -> None:
    spoiler = Spoiler(visitor)
    for fault in (
        field("SecretAccessKey", f"{CANARY}\n[evil]"),
        field("Expiration", "2001-01-01T00:00:00Z"),
        without("Credentials"),
    ):
        spoiler.refused(fault, "GetSessionToken", visitor.code())
        assert visitor.held == []
        visitor.clock.advance(60)


def test_a_bad_answer_of_iam_is_refused_as_well(visitor: Visitor) -> None:
    spoiler = Spoiler(visitor)
    for fault in (wrong_body(CANARY.encode()), wrong_body(b""), truncated(150)):
        assert isinstance(spoiler.refused(fault, "ListMFADevices"), Unreachable)


def test_where_iam_does_not_say_who_one_is_sts_does(visitor: Visitor) -> None:
    for fault in (wrong_body(CANARY.encode()), wrong_body(b""), truncated(150)):
        visitor.aws.faults.add("GetUser", fault)
    signed_in = visitor.become("staging", "read", visitor.code())
    assert visitor.holder(signed_in).endswith("assumed-role/read/alice")


def test_an_answer_cut_anywhere_is_refused(spoiler: Spoiler) -> None:
    for at in (0, 1, 40, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000, 1100):
        assert isinstance(spoiler.refused(truncated(at)), Unreachable), at


def test_a_broken_connection_is_said_after_three_attempts(
    spoiler: Spoiler, visitor: Visitor
) -> None:
    error = spoiler.refused(reset())
    assert "connection broke" in error.message and "sts:AssumeRole" in error.message
    assert not isinstance(error, NotProcessed)
    assert visitor.aws.times_called("AssumeRole") == 3


def test_a_throttle_that_passes_is_waited_for(visitor: Visitor) -> None:
    visitor.sign_in()
    visitor.aws.faults.add("AssumeRole", throttle(), times=2)
    assert visitor.become("staging", "admin").new
    assert visitor.aws.times_called("AssumeRole") == 3


@pytest.mark.parametrize("status", [500, 503])
def test_awss_own_trouble_is_named_after_three_attempts(
    spoiler: Spoiler, visitor: Visitor, status: int
) -> None:
    error = spoiler.refused(unavailable(status))
    assert isinstance(error, Unreachable) and f"HTTP {status}" in error.message
    assert visitor.aws.times_called("AssumeRole") == 3
