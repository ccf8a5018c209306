"""What can go wrong between a caller and AWS, put on by the action, for tests.

    aws.faults.add("AssumeRole", throttle(), times=2)
    aws.faults.add("SamlLogin", canned(HttpResponse(307, b"", headers=(("Location", url),))))
    aws.faults.add("*", reset())

A fault takes the place of the answer; it may call `proceed` to have the real one made. A rule is
one more refusal that an action makes once the caller is known, such as a session policy's.
"""

import dataclasses
import threading
from collections.abc import Callable

from rolecall.demo.protocol import refusals
from rolecall.demo.protocol.http_messages import HttpResponse
from rolecall.demo.protocol.refusals import AwsError
from rolecall.demo.world.actions import ApiCall
from rolecall.demo.world.world import World

FOREVER = 2**31


Proceed = Callable[[], HttpResponse]
Refuse = Callable[[AwsError], HttpResponse]
Fault = Callable[[Proceed, Refuse], HttpResponse]
Rule = Callable[[World, ApiCall], None]


class Faults:
    """The faults and rules in force. Faults of an action come in the order they were added."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: list[tuple[str, Fault, int]] = []
        self._rules: list[tuple[str, Rule]] = []

    def add(self, action: str, fault: Fault, times: int = FOREVER) -> None:
        """Spoil the next `times` calls of an action (`*`: of any)."""
        with self._lock:
            self._faults.append((action, fault, times))

    def rule(self, action: str, rule: Rule) -> None:
        """Ask `rule` before the action; it raises AwsError to refuse."""
        with self._lock:
            self._rules.append((action, rule))

    def clear(self) -> None:
        with self._lock:
            self._faults.clear()
            self._rules.clear()

    def take(self, action: str) -> Fault | None:
        """The fault that this call gets, if any; counts it."""
        with self._lock:
            for place, (name, fault, times) in enumerate(self._faults):
                if name in (action, "*"):
                    self._faults[place] = (name, fault, times - 1)
                    if times <= 1:
                        del self._faults[place]
                    return fault
        return None

    def rules(self, action: str) -> list[Rule]:
        with self._lock:
            return [rule for name, rule in self._rules if name in (action, "*")]


def refuse(error: AwsError) -> Fault:
    """Any refusal, in the form of the service that was called."""
    return lambda proceed, refuse_with: refuse_with(error)


def throttle() -> Fault:
    return refuse(refusals.throttled())


def unavailable(status: int = 503) -> Fault:
    """AWS's own failure: 500, 502, 503 or 504, with a code and a request id."""
    known = refusals.internal_failure() if status == 500 else refusals.service_unavailable()
    return refuse(AwsError(known.code, known.message, status, sender=False))


def reset() -> Fault:
    """The connection is torn down before any byte of an answer."""
    return lambda proceed, refuse_with: HttpResponse(200, b"", reset=True)


def truncated(at: int) -> Fault:
    """The real answer, hung up on after `at` bytes of its body."""
    return lambda proceed, refuse_with: dataclasses.replace(proceed(), cut=at)


def drip(pace: float) -> Fault:
    """The real answer, one byte every `pace` seconds."""
    return lambda proceed, refuse_with: dataclasses.replace(proceed(), pace=pace)


def wrong_body(body: bytes, status: int = 200, content_type: str = "text/html") -> Fault:
    """Somebody else's answer: a captive portal, a proxy."""
    return lambda proceed, refuse_with: HttpResponse(status, body, content_type)


def canned(reply: HttpResponse) -> Fault:
    """This answer and no other, whatever was asked."""
    return lambda proceed, refuse_with: reply


def altered(change: Callable[[bytes], bytes]) -> Fault:
    """The real answer with its body changed."""

    def fault(proceed: Proceed, refuse_with: Refuse) -> HttpResponse:
        reply = proceed()
        return dataclasses.replace(reply, body=change(reply.body))

    return fault


def stalled(until: threading.Event, longest: float = 60.0) -> Fault:
    """Silence until the event is set (or for `longest` seconds), then the real answer."""

    def fault(proceed: Proceed, refuse_with: Refuse) -> HttpResponse:
        until.wait(longest)
        return proceed()

    return fault
