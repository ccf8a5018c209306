"""Whole programs whose clock jumps: T11 and T12; and AWS that takes 50 s: T05."""

import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from rolecall.demo.faults import stalled
from rolecall.demo.world.clock import SettableClock
from tests.drivers.program import Program, exported
from tests.full import FULL
from tests.torture.figure import Figure
from tests.torture.sts.time_machine import TimeMachine

HOUR = 3_600
HELD = ("export", "staging", "read", "--no-input")


class Traveler(NamedTuple):
    """A user whose machine and whose AWS go by the same clock, wherever it goes."""

    program: Program
    clock: SettableClock
    machine: TimeMachine
    zone: str = "UTC"

    def at(self, moment: float, *words: str) -> tuple[int, str, str]:
        """Runs the program at a moment, in epoch seconds."""
        self.clock.now = moment
        self.machine.set(moment - time.time())
        done = self.program.run(*words, env={**self.machine.env, "TZ": self.zone})
        return done.returncode, done.stdout, done.stderr

    def sign_in(self, moment: float) -> str:
        self.clock.now = moment
        words = ("export", "staging", "read", "--mfa-code", self.program.code())
        status, told, said = self.at(moment, *words)
        assert status == 0, said
        return exported(told)["AWS_ACCESS_KEY_ID"]

    def held(self, moment: float) -> str:
        """The key that is handed out at a moment without asking anybody or AWS; empty for none."""
        self.program.aws.calls.clear()
        _, told, _ = self.at(moment, *HELD)
        new = self.program.aws.times_called("AssumeRole")
        return exported(told).get("AWS_ACCESS_KEY_ID", "") if not new else ""


@pytest.fixture
def traveler(program: Program, clock: SettableClock, tmp_path: Path) -> Traveler:
    folder = tmp_path / "time"
    folder.mkdir()
    return Traveler(program, clock, TimeMachine(folder))


def of(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> float:
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC).timestamp()


# The hour is left out in the first, and comes twice in the second; then the end of 32 bits.
MOMENTS = {
    "spring": ("Europe/Berlin", of(2027, 3, 28, 0, 30)),
    "fall": ("Europe/Berlin", of(2026, 10, 25, 0, 30)),
    "2038": ("Asia/Kathmandu", of(2038, 1, 19, 2, 44, 7)),
}


@pytest.mark.parametrize("when", MOMENTS)
def test_T11_expiry_edge_of_a_program(traveler: Traveler, when: str, figure: Figure) -> None:
    """For an hour, whatever the zone makes of it; never with less than a minute left."""
    zone, begun = MOMENTS[when]
    traveler = traveler._replace(zone=zone)
    key = traveler.sign_in(begun)
    for seconds, is_held in ((1, True), (HOUR - 62, True), (HOUR - 58, False), (HOUR + 1, False)):
        assert (traveler.held(begun + seconds) == key) == is_held, seconds
        if not is_held:
            break
    figure("daylight saving and 2038: held to the last minute, and no longer")


def test_T12_sleep_and_a_clock_that_is_set_back(traveler: Traveler, figure: Figure) -> None:
    """A machine that sleeps for 13 h has nothing left; one that is set back loses nothing."""
    begun = of(2027, 1, 1)
    key = traveler.sign_in(begun)
    assert traveler.held(begun - 2 * HOUR) == key, "set back"
    assert traveler.held(begun + 60) == key, "set right again"
    status, told, said = traveler.at(begun + 13 * HOUR, *HELD)
    assert (status, told) == (3, ""), said
    status, told, said = traveler.at(begun + 13 * HOUR, "sessions")
    assert status == 0 and "expired" in told, said
    figure("a program after 13 h of sleep, and set back by 2 h")


@pytest.mark.timeout(180)
def test_T05_slow(program: Program, tmp_path: Path, figure: Figure) -> None:
    """An answer after 50 s, and a program that tells what it waits for until it gives up.

    In the short form ten seconds of its limits pass in one.
    """
    program.sign_in("staging", "read")
    folder = tmp_path / "time"
    folder.mkdir()
    machine, over = TimeMachine(folder), threading.Event()
    speed = 1.0 if FULL else 10.0
    machine.set(speed=speed)
    program.aws.faults.add("AssumeRole", stalled(over, 50.0 / speed))
    began = time.monotonic()
    talk = program.talk(["export", "staging", "admin"], [], env=machine.env)
    took = (time.monotonic() - began) * speed
    over.set()
    assert (talk.status, talk.stdout) == (1, "")
    step = talk.shown.index("asking AWS for admin …")
    assert step < talk.shown.index("did not answer sts:AssumeRole within 20 s")
    assert took >= 20.0
    assert program.run("export", "staging", "read", "--no-input").returncode == 0
    figure("given up after 20 s of the 50, with the step shown")
