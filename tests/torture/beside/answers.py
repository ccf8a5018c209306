"""The AWS CLI on the cases of STS: throttled, torn, wrong and silent answers."""

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

from rolecall.demo.faults import Fault, stalled, throttle, truncated, wrong_body
from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import build_stage
from rolecall.demo.world.bastion import bastion_world
from tests.canaries.marks import canary, first_secret
from tests.full import times
from tests.torture.beside.tools import aws_cli, run

_LONGEST = 600.0  # seconds of silence


class _Asked:
    """A call of the AWS CLI to an AWS with a fault."""

    def __init__(self, folder: Path, fault: Fault, aws: str, *words: str) -> None:
        with EmbeddedAws(bastion_world()) as sts:
            stage = build_stage(folder, sts.world, sts.endpoint, os.environ)
            action = "".join(part.title() for part in words[0].split("-"))
            sts.faults.add(action, fault)
            began = time.monotonic()
            done = run(aws, "sts", *words, env=stage.env)
            self.seconds = time.monotonic() - began
            self.calls = sts.times_called(action)
        self.status, self.out, self.err = done.returncode, done.stdout, done.stderr


def _session(folder: Path, fault: Fault, aws: Callable[[], str]) -> _Asked:
    return _Asked(folder, fault, aws(), "get-session-token")


def throttled(folder: Path, aws: Callable[[], str] = aws_cli) -> str:
    """T01: throttled for ever."""
    asked = _session(folder, throttle(), aws)
    return f"given up after {asked.calls} attempts"


def torn(folder: Path, aws: Callable[[], str] = aws_cli) -> str:
    """T03: answers that are cut off; how many errors show a part of the secrets."""
    size = 1_200  # bytes of the answer, about
    count = times(full=20, short=4)
    asked = [
        _session(folder / str(at), truncated(at * size // count), aws) for at in range(1, count)
    ]
    shown = sum(first_secret(each.err) >= 0 for each in asked)
    return f"secrets in the message of {shown} of {len(asked)} answers that were cut off"


WRONG = {
    "HTML": b"<html><body>Log in to FreeWifi</body></html>",
    "JSON": b'{"Credentials": {"SecretAccessKey": "x"}}',
    "nothing": b"",
    "no credentials": b'<?xml version="1.0"?><GetSessionTokenResponse/>',
}
FIELDS = (
    '<?xml version="1.0"?><GetSessionTokenResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">'
    "<GetSessionTokenResult><Credentials><AccessKeyId>{}</AccessKeyId><SecretAccessKey>{}"
    "</SecretAccessKey><SessionToken>token</SessionToken><Expiration>{}</Expiration></Credentials>"
    "</GetSessionTokenResult></GetSessionTokenResponse>"
)


def wrong(folder: Path, aws: Callable[[], str] = aws_cli) -> str:
    """T04: answers that cannot be AWS's."""
    later, past = "9999-12-31T23:59:59Z", "2001-01-01T00:00:00Z"
    bodies = WRONG | {
        "the past": FIELDS.format("ASIA0", canary(), past).encode(),
        "the year 9999": FIELDS.format("ASIA0", canary(), later).encode(),
        "a command for a key": FIELDS.format("$(touch x)", canary(), later).encode(),
    }
    asked = {
        name: _session(folder / str(number), wrong_body(body, content_type="text/xml"), aws)
        for number, (name, body) in enumerate(bodies.items())
    }
    taken = [name for name, each in asked.items() if each.status == 0]
    named = ", ".join(taken)
    return f"{len(taken)} of {len(asked)} taken with exit 0" + (f": {named}" if named else "")


def silent(folder: Path, aws: Callable[[], str] = aws_cli) -> str:
    """T05: total silence."""
    asked = _session(folder, stalled(threading.Event(), _LONGEST), aws)
    words = "nothing" if not asked.err.strip() else "a message at the end"
    return f"given up after {asked.seconds:.0f} s, {asked.calls} attempts; {words} is shown"
