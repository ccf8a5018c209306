"""Signals on every kind of screen and at every kind of question: U05."""

import signal

import pytest

from tests.drivers.program import Program
from tests.full import times
from tests.torture.figure import Figure
from tests.torture.machine.job_screens import QUESTIONS, SCREENS
from tests.torture.machine.terminal_job import ALTERNATE, OpenJob, TerminalJob, modes_on

ENDS = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGINT)
TURNS = range(times(full=20 * len(ENDS), short=1))
STOPPED = 128 + signal.SIGTSTP


def stop_and_resume(job: TerminalJob, shown: str) -> None:
    """SIGTSTP and `fg`, then SIGSTOP and `fg`, of which no program is told."""
    modes = modes_on(job.shown)
    job.send(signal.SIGTSTP)
    assert job.ends() == STOPPED
    assert job.is_whole, modes_on(job.shown)
    for number in (None, signal.SIGSTOP):
        if number is not None:
            job.send(number)
            assert job.ends() == 128 + number
            job.cook()
        job.start("fg")
        job.see(shown)
        job.wait_until(lambda: modes_on(job.shown) == modes, "the modes of before")


@pytest.mark.parametrize("turn", TURNS)
@pytest.mark.parametrize("name", SCREENS)
def test_U05_signals_on_screens(
    job: OpenJob, program: Program, name: str, turn: int, figure: Figure
) -> None:
    window, place = job(), SCREENS[name]
    place.reach(window, program)
    assert ALTERNATE in modes_on(window.shown) and not window.is_cooked
    stop_and_resume(window, place.steps[-1][1])
    number = ENDS[(turn + list(SCREENS).index(name)) % len(ENDS)]
    window.send(number)
    assert window.ends() == 128 + number
    assert window.is_whole, modes_on(window.shown)
    figure(f"{len(SCREENS)} screens restored by {len(ENDS)} signals, TSTP and STOP")


@pytest.mark.parametrize("turn", TURNS)
@pytest.mark.parametrize("name", QUESTIONS)
def test_U05_signals_at_questions(
    job: OpenJob, program: Program, name: str, turn: int, figure: Figure
) -> None:
    window, place = job(), QUESTIONS[name]
    place.reach(window, program)
    shown = next(drawn for _, drawn in reversed(place.steps) if drawn)
    echoes = window.echoes
    if name != "AWS is silent":  # it shows nothing again
        stop_and_resume(window, shown)
        window.wait_until(lambda: window.echoes == echoes, "echo as before")
    number = ENDS[(turn + list(QUESTIONS).index(name)) % len(ENDS)]
    window.send(number)
    assert window.ends() == 128 + number
    assert window.is_whole, modes_on(window.shown)
    assert "Traceback" not in window.drawn
    figure(f"{len(QUESTIONS)} questions likewise")
