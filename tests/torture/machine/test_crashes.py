"""An exception that nothing expects, raised in any function of the real program: U04."""

import itertools
import json
import os
import random
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import build_stage
from rolecall.demo.world.clock import SettableClock
from tests.drivers.program import Program
from tests.full import times
from tests.torture.figure import Figure
from tests.torture.machine.job_screens import CODE
from tests.torture.machine.terminal_job import TerminalJob, modes_on

CRASHING = Path(__file__).with_name("crashing.py")
ROOT = Path(__file__).parents[3]
IN_THE_EXCEPTION = b"Canary-in-an-exception"
HIDDEN = ("", "MFA Token: ")
DEVICE, SHOWN = ("", "Device [1]: "), ("1\r", "MFA code of alice-phone: ")
# Command lines with the keys of a user, each after what is drawn before it.
WALKS: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "picker": (
        "",
        (
            ("", "32 targets"),
            ("sandbox developer", "1 of 32"),
            ("\x13", ", as alice"),
            (CODE, "x_security_token_expires"),
            ("\r", "Wrote profile"),
            ("\x14", "Role sessions"),
            ("\x12", "Renewed"),
            ("\x04", "removed with it"),
            ("\r", "Forgot"),
            ("\x10", "search commands"),
            ("\x03", ""),
            ("\x03", ""),
        ),
    ),
    "export": ("export sandbox developer > /dev/null", (DEVICE, SHOWN, (f"{CODE}\r", ""))),
    "assume-role": (
        "assume-role staging read > /dev/null",
        (("", "MFA Token: "), (f"{CODE}\r", "")),
    ),
    "profile": ("profile sandbox developer", (DEVICE, SHOWN, (f"{CODE}\r", ""))),
    "exec": ("exec sandbox developer -- true", (DEVICE, SHOWN, (f"{CODE}\r", ""))),
}
COUNTS = {"picker": times(full=100, short=4)}
# What may fail without harm: the page that is kept for the next start.
GUARDED = ("ui/startup/capture.py:", "ui/startup/first_page.py:FirstPage.keep")

# Calls before which nothing is protected: nothing has been read yet that could be a secret.
FIRST = ("cli/start.py:start", "cli/start.py:_hide_what_exceptions_say")


class Run(NamedTuple):
    """How a run ended; `stack` are the functions that were active where it was raised."""

    status: int
    shown: bytes
    is_whole: bool
    stack: list[str]
    report: str


@pytest.fixture
def crash(
    aws: EmbeddedAws, clock: SettableClock, tmp_path: Path
) -> Iterator[Callable[[str, str], Run]]:
    """Runs a walk in a new HOME, with an exception at a place: `crash("export", place)`."""
    numbers = itertools.count()

    def run(walk: str, place: str) -> Run:
        folder = tmp_path / str(next(numbers))
        program = Program(build_stage(folder, aws.world, aws.endpoint, os.environ), aws)
        clock.advance(60)  # to a new code
        report = folder / "report"
        words, steps = WALKS[walk]
        path = f"{program.env.get('PYTHONPATH', '')}{os.pathsep}{ROOT}"
        env = {**program.env, "PYTHONPATH": path, "ROLECALL_DEBUG": "1"}
        with TerminalJob(folder, env) as job:
            job.start(f"{sys.executable} {CRASHING} '{place}' {report} {words}")
            for keys, drawn in steps:
                if job.status is None:
                    job.press(keys.replace(CODE, program.code()))
                # Whether it crashes or goes on as if nothing had happened.
                job.see(drawn, or_end=True)
            ended = job.ends(), job.shown, job.is_whole
        text = report.read_text() if report.exists() else ""
        shutil.rmtree(folder)
        return Run(*ended, text.splitlines(), text)

    yield run


@pytest.mark.parametrize("walk", WALKS)
def test_U04_crash_200(
    walk: str, crash: Callable[[str, str], Run], aws: EmbeddedAws, figure: Figure
) -> None:
    chance = random.Random(walk)  # noqa: S311
    whole = crash("export" if walk == "exec" else walk, "")  # exec ends without a report
    assert whole.status == 0, whole.shown[-2_000:]
    counts: dict[str, int] = json.loads(whole.report)
    assert len(counts) > 400
    raised = 0
    places = sorted(counts.keys() - FIRST)
    for name in chance.sample(places, len(places)):
        place = f"{name}:{chance.choice((1, 1, counts[name]))}"
        run = crash(walk, place)
        assert run.is_whole, (place, modes_on(run.shown))
        secrets = [IN_THE_EXCEPTION, *(each.encode() for each in secrets_of(aws))]
        assert not [secret for secret in secrets if secret in run.shown], place
        if run.stack and not any(part.startswith(GUARDED) for part in run.stack):
            raised += 1
            assert run.status == 1, (place, run.shown[-2_000:])
            assert b"Internal error in Rolecall (" in run.shown, place
        if raised == COUNTS.get(walk, times(full=25, short=3)):
            break
    figure(f"{walk} {raised}")


def secrets_of(aws: EmbeddedAws) -> list[str]:
    """Every secret that AWS has given out, and those of the users."""
    world = aws.world
    keys = list(world._issued.values())
    issued = [text for key in keys for text in (key.secret, key.token) if text]
    return [*issued, *(user.secret for user in world.users.values()), world.idp.password]
