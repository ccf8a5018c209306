"""A copied secret is cleared in time, whatever was killed, and nothing else ever is."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from queue import SimpleQueue
from typing import NamedTuple

import pytest

from rolecall.core.secret import Secret
from rolecall.handover.clipboard.copy import copy
from tests.full import FULL, times
from tests.servers.clipboards import (
    DEADLINE,
    eventually,
    needs,
    on_display,
    put_on_display,
    wayland_display,
    x_display,
)
from tests.torture.figure import Figure

SECONDS = 45 if FULL else 2
WAIT = SECONDS + DEADLINE
# Copies its argument, reports that, and keeps running as the picker does, until it is ended.
PROGRAM = f"""
import os, sys
from rolecall.core.secret import Secret
from rolecall.handover.clipboard.copy import copy
told = copy(Secret(sys.argv[1]), os.environ, None, clear_after={SECONDS}, limit={DEADLINE})
print(told.message, flush=True)
sys.stdin.read()
"""


class Place(NamedTuple):
    """A display, and the environment of the user who copies there."""

    display: str
    env: dict[str, str]


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sequence[Place]]:
    """Several displays, so that the runs need not wait for each other."""
    needs("xclip")
    with ExitStack() as displays:
        found = []
        for _ in range(times(full=20, short=5)):
            display = displays.enter_context(x_display())
            home = str(tmp_path_factory.mktemp("home"))
            env = {"PATH": os.environ["PATH"], "DISPLAY": display, "HOME": home}
            found.append(Place(display, env))
        yield found


def test_C05_clear(places: Sequence[Place], figure: Figure) -> None:
    runs = times(full=100, short=10)
    free: SimpleQueue[Place] = SimpleQueue()
    for place in places:
        free.put(place)

    def run(number: int) -> tuple[str, float]:
        place = free.get()
        scenario = SCENARIOS[number % len(SCENARIOS)]
        try:
            return scenario.__name__, scenario(place, f"secret {number}")
        finally:
            free.put(place)

    with ThreadPoolExecutor(len(places)) as side_by_side:
        results = list(side_by_side.map(run, range(runs)))
    off = [late for name, late in results if name != "replaced"]
    assert min(off) >= 0, "cleared before its time"
    names = ", ".join(scenario.__name__ for scenario in SCENARIOS)
    figure(f"{runs} of {runs} ({names}): cleared {SECONDS} s + {min(off):.2f} to {max(off):.2f} s")


def alone(place: Place, text: str) -> float:
    """The number of seconds by which clearing was late."""
    begun = _copy(place, text)
    return _cleared(place, text, begun)


def replaced(place: Place, text: str) -> float:
    """Text that was copied meanwhile is kept."""
    _copy(place, text)
    put_on_display(place.display, "something else")
    _timers_end(place)
    assert on_display(place.display) == "something else"
    return 0


def anew(place: Place, text: str) -> float:
    """A text copied twice is kept as long as if the second time were the first."""
    first = _copy(place, text)
    eventually(lambda: time.monotonic() - first > SECONDS / 2, "half the time")
    return _cleared(place, text, _copy(place, text))


def left(place: Place, text: str) -> float:
    """The process that copied has exited normally."""
    begun = time.monotonic()
    with _program(place, text) as program:
        program.communicate(timeout=DEADLINE)
    return _cleared(place, text, begun)


def terminated(place: Place, text: str) -> float:
    """The process that copied was killed, with everything in its terminal."""
    begun = time.monotonic()
    with _program(place, text) as program:
        os.killpg(program.pid, signal.SIGTERM)
        assert program.wait(DEADLINE) == -signal.SIGTERM
    return _cleared(place, text, begun)


SCENARIOS: Sequence[Callable[[Place, str], float]] = (alone, replaced, anew, left, terminated)


def test_C05_what_is_never_cleared_stays(places: Sequence[Place]) -> None:
    place = places[0]
    result = copy(Secret("for good"), place.env, None, clear_after=0, limit=DEADLINE)
    assert result.message == "Copied to the clipboard."
    _timers_end(place)
    assert on_display(place.display) == "for good"


def test_C05_clear_on_wayland(tmp_path: Path, figure: Figure) -> None:
    with wayland_display() as env:
        env["HOME"] = str(tmp_path)
        begun = time.monotonic()
        result = copy(Secret("on wayland"), env, None, clear_after=SECONDS, limit=DEADLINE)
        assert f"cleared in {SECONDS} s" in result.message

        def gone() -> bool:
            command = ["wl-paste", "-n", "-t", "text"]
            pasted = subprocess.run(command, env=env, capture_output=True, timeout=DEADLINE)
            return pasted.stdout != b"on wayland"

        eventually(gone, "cleared", WAIT)
        late = time.monotonic() - begun - SECONDS
    assert late >= 0
    figure(f"Wayland: cleared {SECONDS} s + {late:.2f} s")


def test_C05_the_timer_knows_no_secret(places: Sequence[Place]) -> None:
    if not os.path.isdir("/proc/self"):
        pytest.skip("no /proc here")
    place = places[0]
    env = {**place.env, "AWS_SECRET_ACCESS_KEY": "canary of the environment"}
    copy(Secret("canary of the text"), env, None, clear_after=SECONDS, limit=DEADLINE)
    (timer,) = _timers(place)
    seen = b"".join((timer / name).read_bytes() for name in ("cmdline", "environ"))
    marks = [mark for mark in Path(place.env["HOME"]).rglob("*") if mark.is_file()]
    seen += b"".join(mark.read_bytes() + str(mark).encode() for mark in marks)
    assert b"clearing_child.py" in seen
    assert len(marks) == 1
    assert marks[0].stat().st_mode & 0o777 == 0o600
    assert b"canary" not in seen
    _timers_end(place)
    assert not marks[0].exists()


def _copy(place: Place, text: str) -> float:
    """Copy; returns the start time."""
    begun = time.monotonic()
    result = copy(Secret(text), place.env, None, clear_after=SECONDS, limit=DEADLINE)
    assert result.message == f"Copied to the clipboard. It is cleared in {SECONDS} s."
    return begun


def _program(place: Place, text: str) -> "subprocess.Popen[str]":
    """A separate process that has copied the text."""
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, text],
        env=place.env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert program.stdout is not None
    assert "It is cleared in" in program.stdout.readline()
    return program


def _cleared(place: Place, text: str, begun: float) -> float:
    """Wait until the text is gone; returns the seconds by which that was late."""
    assert on_display(place.display) == text
    eventually(lambda: on_display(place.display) != text, "cleared", WAIT)
    late = time.monotonic() - begun - SECONDS
    assert on_display(place.display) == ""
    return late


def _timers_end(place: Place) -> None:
    eventually(lambda: not _timers(place), "the timers end", WAIT)


def _timers(place: Place) -> list[Path]:
    """The processes that wait to clear what was copied here."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command, env = ((process / name).read_bytes() for name in ("cmdline", "environ"))
        except OSError:
            continue
        if b"clearing_child.py" in command and f"HOME={place.env['HOME']}\0".encode() in env:
            found.append(process)
    return found
