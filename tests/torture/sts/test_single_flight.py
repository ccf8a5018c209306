"""Eight terminals that need one session: T17. One asks; the others wait, and may ask instead."""

import os
import signal
from collections.abc import Iterator

import pytest

from tests.drivers.program import Program, exported
from tests.torture.figure import Figure
from tests.torture.sts.terminals import OnTerminal, Terminals

EIGHT = 8
PROMPT = "Device [1]: "  # the first line of the question; its second one is the code
WAITS = "is already asking for"


@pytest.fixture
def terminals() -> Iterator[Terminals]:
    running = Terminals()
    yield running
    running.close()


def asking(programs: list[OnTerminal], prompt: str = PROMPT) -> list[OnTerminal]:
    return [one for one in programs if prompt in one.shown]


def one_asks(terminals: Terminals, program: Program, count: int = EIGHT) -> list[OnTerminal]:
    """Starts programs that need the same session; the one that asks comes first."""
    command = program.command("export", "staging", "read")
    programs = [terminals.start(command, program.env) for _ in range(count)]
    terminals.wait(
        lambda: asking(programs) and sum(WAITS in one.shown for one in programs) == count - 1
    )
    (first,) = asking(programs)
    return [first, *(one for one in programs if one is not first)]


def answer(terminals: Terminals, one: OnTerminal, program: Program) -> None:
    one.type("1\n")
    terminals.wait(lambda: "MFA code of alice-phone: " in one.shown)
    one.type(f"{program.code()}\n")


def all_have_it(programs: list[OnTerminal], program: Program) -> None:
    """All of them end with the same session, for one call of each kind."""
    keys = set()
    for one in programs:
        status, told = one.end()
        assert status == 0, one.shown
        keys.add(exported(told)["AWS_ACCESS_KEY_ID"])
    assert len(keys) == 1
    for action in ("GetSessionToken", "AssumeRole"):
        assert program.aws.times_called(action) == 1


def test_T17_single_flight(terminals: Terminals, program: Program, figure: Figure) -> None:
    first, *others = programs = one_asks(terminals, program)
    where = f"Rolecall on {first.terminal} (process {first.pid}) {WAITS} the MFA code."
    for one in others:
        assert one.shown.count(WAITS) == 1
        assert where in one.shown and "press Enter to answer here" in one.shown
    answer(terminals, first, program)
    all_have_it(programs, program)
    assert asking(programs) == [first] and first.shown.count(PROMPT) == 1
    assert program.aws.times_called("GetUser") == 1
    figure(f"{EIGHT} processes: 1 prompt, 1 GetSessionToken, 1 AssumeRole")


def test_T17_whoever_is_killed_gives_its_turn_to_another(
    terminals: Terminals, program: Program
) -> None:
    first, *others = one_asks(terminals, program, 3)
    first.kill()
    terminals.wait(lambda: asking(others))
    (second,) = asking(others)
    (third,) = (one for one in others if one is not second)
    terminals.wait(lambda: f"process {second.pid}) {WAITS}" in third.shown)
    answer(terminals, second, program)
    all_have_it(others, program)


def test_T17_whoever_wants_to_answers_here(
    terminals: Terminals, program: Program, figure: Figure
) -> None:
    """The terminal that asked first was left alone; its question ends by itself."""
    first, second, third = programs = one_asks(terminals, program, 3)
    second.type("\n")
    terminals.wait(lambda: PROMPT in second.shown)
    assert PROMPT not in third.shown
    answer(terminals, second, program)
    all_have_it(programs, program)
    assert "Answered in another process." in first.shown
    figure("Enter takes the question over; the one left alone ends by itself")


def test_T17_whoever_does_not_want_to_wait_leaves(terminals: Terminals, program: Program) -> None:
    first, second = one_asks(terminals, program, 2)
    second.type("\x03")
    assert second.end() == (130, "")
    first.type("\x03")
    assert first.end() == (130, "")
    assert program.aws.times_called("GetSessionToken") == 0


def test_T17_nobody_waits_where_nobody_can_be_asked(terminals: Terminals, program: Program) -> None:
    one_asks(terminals, program, 1)
    for words in (
        ("export", "staging", "read", "--no-input"),
        ("export", "staging", "read"),  # without a terminal
        ("credential-process", "staging", "read"),
    ):
        done = program.run(*words)
        assert (done.returncode, done.stdout) == (3, ""), done.stderr
        assert WAITS not in done.stderr


def test_T17_a_stopped_process_is_not_waited_for_without_a_way_out(
    terminals: Terminals, program: Program
) -> None:
    """ctrl+z at the prompt: whoever runs the command again can answer there."""
    first, second = one_asks(terminals, program, 2)
    os.kill(first.pid, signal.SIGSTOP)
    second.type("\n")
    terminals.wait(lambda: PROMPT in second.shown)
    answer(terminals, second, program)
    status, _ = second.end()
    assert status == 0
    os.kill(first.pid, signal.SIGCONT)
    assert first.end()[0] == 0
    assert program.aws.times_called("GetSessionToken") == 1
