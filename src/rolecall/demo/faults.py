"""Fault injection for the embedded AWS: failures that a test adds to an action.

    aws.faults.add("AssumeRole", throttle(), times=2)
    aws.faults.add("SamlLogin", canned(HttpResponse(307, b"", headers=(("Location", url),))))
    aws.faults.add("*", reset())

A fault replaces the response; it may call `proceed` for the real one. A rule is an additional check
before an action, once the caller is known, such as that of a session policy.
"""

import dataclasses
import re
import threading
from collections.abc import Callable

from rolecall.demo.protocol import refusals
from rolecall.demo.protocol.http_messages import HttpResponse
from rolecall.demo.protocol.refusals import AwsError
from rolecall.demo.sts.known_errors import KNOWN
from rolecall.demo.world.actions import ApiCall
from rolecall.demo.world.world import World

FOREVER = 2**31


Proceed = Callable[[], HttpResponse]
Refuse = Callable[[AwsError], HttpResponse]
Fault = Callable[[Proceed, Refuse], HttpResponse]
Rule = Callable[[World, ApiCall], None]


class Faults:
    """The active faults and rules. Faults of one action apply in the order they were added."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: list[tuple[str, Fault, int]] = []
        self._rules: list[tuple[str, Rule]] = []

    def add(self, action: str, fault: Fault, times: int = FOREVER) -> None:
        """Apply a fault to the next `times` calls of an action; `*` stands for every action."""
        with self._lock:
            self._faults.append((action, fault, times))

    def rule(self, action: str, rule: Rule) -> None:
        """Call `rule` before the action; it raises AwsError to refuse the call."""
        with self._lock:
            self._rules.append((action, rule))

    def clear(self) -> None:
        with self._lock:
            self._faults.clear()
            self._rules.clear()

    def take(self, action: str) -> Fault | None:
        """Return the fault for this call, if any, and use up one of its times."""
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
    """Refuse with this error, in the error format of the service that was called."""
    return lambda proceed, refuse_with: refuse_with(error)


def known(name: str) -> Fault:
    """Refuse with an error that AWS is known to give, such as `region disabled`."""
    return refuse(KNOWN[name])


def throttle() -> Fault:
    return refuse(refusals.throttled())


def unavailable(status: int = 503) -> Fault:
    """A failure of AWS: 500, 502, 503 or 504, with an error code and a request id."""
    known = refusals.internal_failure() if status == 500 else refusals.service_unavailable()
    return refuse(AwsError(known.code, known.message, status, sender=False))


def reset() -> Fault:
    """Reset the connection before any byte of a response."""
    return lambda proceed, refuse_with: HttpResponse(200, b"", reset=True)


def truncated(at: int) -> Fault:
    """The real response, cut off after `at` bytes of its body."""
    return lambda proceed, refuse_with: dataclasses.replace(proceed(), cut=at)


def drip(pace: float) -> Fault:
    """The real response, one byte of its body every `pace` seconds."""
    return lambda proceed, refuse_with: dataclasses.replace(proceed(), pace=pace)


def wrong_body(body: bytes, status: int = 200, content_type: str = "text/html") -> Fault:
    """A response that is not AWS's, such as that of a captive portal or a proxy."""
    return lambda proceed, refuse_with: HttpResponse(status, body, content_type)


def canned(response: HttpResponse) -> Fault:
    """Always this response, whatever the request."""
    return lambda proceed, refuse_with: response


def altered(change: Callable[[bytes], bytes]) -> Fault:
    """The real response with its body changed."""

    def fault(proceed: Proceed, refuse_with: Refuse) -> HttpResponse:
        response = proceed()
        return dataclasses.replace(response, body=change(response.body))

    return fault


def giant(size: int) -> Fault:
    """The real response with spaces at its end, `size` bytes of them."""
    return altered(lambda body: body + b" " * size)


def hostile(values: bytes, name: bytes) -> Fault:
    """The real response with this text in every element or member of this name."""

    def change(body: bytes) -> bytes:
        body = re.sub(b"<%s>[^<]*</%s>" % (name, name), b"<%s>%s</%s>" % (name, values, name), body)
        return re.sub(b'"%s": ("[^"]*"|[0-9]+)' % name, b'"%s": "%s"' % (name, values), body)

    return altered(change)


def stalled(until: threading.Event, longest: float = 60.0) -> Fault:
    """No response until the event is set, or for `longest` seconds; then the real one."""

    def fault(proceed: Proceed, refuse_with: Refuse) -> HttpResponse:
        until.wait(longest)
        return proceed()

    return fault
