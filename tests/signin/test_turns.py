"""One sign-in at a time: waiting for another process, the time limit, and the messages."""

import time
from pathlib import Path

import pytest

from rolecall.core.errors import Cancelled, RolecallError
from rolecall.core.files.locks import locked
from rolecall.signin.progress import Step
from rolecall.signin.turns.turns import Turns
from tests.drivers.waiters import waiter

SHORT = 1.5  # seconds; longer than the second before a wait is reported


def take(turns: Turns, what: str, of: str) -> None:
    with turns.taken(what, of):
        pass


def lock_file(folder: Path) -> str:
    """The lock file of the only turn so far."""
    (side,) = folder.glob(".*.rolecall-lock")
    return str(folder / side.name.removeprefix(".").removesuffix(".rolecall-lock"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder in which another process could hold the login of `alice`."""
    folder = tmp_path / "cache" / "sessions"
    take(Turns(str(folder)), "login", "alice")
    return folder


def test_a_turn_that_another_holds_is_waited_for_and_then_taken(folder: Path) -> None:
    turns = Turns(str(folder))
    with (
        locked(lock_file(folder)),
        waiter(lambda: take(turns, "login", "alice")) as other,
    ):
        assert other.waits()
        impatient = Turns(str(folder), patience=SHORT)
        take(impatient, "role", "alice")
        take(impatient, "login", "bob")
    assert other.end() is None
    (line,) = other.lines
    assert line.startswith("Waiting for process ") and line.endswith(" to sign in.")


def test_who_waits_too_long_is_told_for_how_long(folder: Path) -> None:
    began = time.monotonic()
    with locked(lock_file(folder)), pytest.raises(RolecallError) as refused:
        take(Turns(str(folder), patience=SHORT), "login", "alice")
    assert SHORT <= time.monotonic() - began < SHORT + 20
    assert refused.value.message.startswith("Another process has been signing in for ")
    assert refused.value.hint


def test_the_time_said_is_in_minutes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    turns = Turns(str(folder), patience=180.0)
    clock = iter(range(0, 100_000, 100))
    with locked(lock_file(folder)), pytest.raises(RolecallError, match="for 3 minutes"):
        monkeypatch.setattr(time, "monotonic", lambda: float(next(clock)))
        take(turns, "login", "alice")


def test_who_leaves_while_waiting_takes_no_turn(folder: Path) -> None:
    steps: list[Step] = []

    def leave(step: Step) -> None:
        steps.append(step)
        raise Cancelled

    with (
        locked(lock_file(folder)),
        pytest.raises(Cancelled),
        Turns(str(folder)).taken("login", "alice", leave),
    ):
        raise AssertionError("the turn of another")
    assert steps == [Step.WAITING_FOR_PROCESS]


def test_where_no_lock_can_be_had_everybody_signs_in_alone(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file in the folder's place")
    turns = Turns(str(tmp_path / "cache" / "sessions"), patience=SHORT)
    with turns.taken("login", "alice"), turns.taken("login", "alice"):
        pass


def test_what_the_work_raises_comes_through_and_ends_the_turn(folder: Path) -> None:
    turns = Turns(str(folder), patience=SHORT)
    for _ in range(2):
        with pytest.raises(RolecallError, match="AWS refused"), turns.taken("login", "alice"):
            raise RolecallError("AWS refused", "")
