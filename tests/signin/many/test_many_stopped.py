"""A sign-in to many roles that is stopped or fails: later prompts, messages and waits."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from rolecall.core.errors import Cancelled
from rolecall.demo.faults import Proceed, Refuse
from rolecall.demo.protocol.http_messages import HttpResponse
from rolecall.signin.many.many import Many
from rolecall.signin.many.role_progress import Progress, Status
from rolecall.signin.plan import Options, Plan
from rolecall.signin.prompters import MfaAnswer, MfaQuestion
from tests.drivers.many_roles import PATIENCE, plans, steps
from tests.drivers.scripted_prompter import ScriptedPrompter
from tests.drivers.visitor import Visitor


class Round:
    """A sign-in to many roles in a thread. `heard`: the arguments of on_change."""

    def __init__(self, visitor: Visitor, wanted: list[Plan], prompter: ScriptedPrompter) -> None:
        self.heard: list[tuple[int, Status]] = []
        self.outcomes: list[Progress] = []
        self.many = Many(visitor.desk(), wanted, prompter, self._hear)
        self._thread = threading.Thread(target=lambda: self.outcomes.extend(self.many.run()))

    def _hear(self, place: int, progress: Progress) -> None:
        self.heard.append((place, progress.status))

    def start(self) -> None:
        self._thread.start()

    def end(self) -> list[Status]:
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()
        return steps(self.outcomes)


@contextmanager
def held_up(
    visitor: Visitor, action: str
) -> Iterator[tuple[threading.Semaphore, Callable[[], None]]]:
    """Stalls an action of AWS until released; the semaphore counts the calls received."""
    release, arrived = threading.Event(), threading.Semaphore(0)

    def hold(proceed: Proceed, refuse_with: Refuse) -> HttpResponse:
        arrived.release()
        release.wait(PATIENCE)
        return proceed()

    visitor.aws.faults.add(action, hold)
    try:
        yield arrived, release.set
    finally:
        release.set()


def sign_in_threads_end() -> None:
    for other in threading.enumerate():
        if other.name in ("sign-in", "ask-aws"):
            other.join(PATIENCE)
            assert not other.is_alive()


def second_base(visitor: Visitor) -> list[Plan]:
    """Two roles of each of two base identities."""
    user = visitor.user
    visitor.append(
        visitor.paths.aws_credentials,
        "[second]",
        f"aws_access_key_id = {user.access_key_id}",
        f"aws_secret_access_key = {user.secret}",
    )
    second = Options(base_profile="second")
    return [
        visitor.plan("production", "read"),
        visitor.plan("sandbox", "read"),
        visitor.plan("staging", "read", second),
        visitor.plan("data-lake", "read", second),
    ]


def test_after_the_round_nobody_is_told_of_what_still_arrives(visitor: Visitor) -> None:
    visitor.sign_in()
    with held_up(visitor, "AssumeRole") as (arrived, release):
        one = Round(visitor, plans(visitor), ScriptedPrompter())
        one.start()
        for _ in range(4):
            assert arrived.acquire(timeout=PATIENCE)
        one.many.stop()
        one.end()
        heard, outcomes = list(one.heard), list(one.outcomes)
        release()
        sign_in_threads_end()
    assert one.heard == heard
    assert one.outcomes == outcomes


def test_stopped_while_the_first_code_is_checked_it_ends_at_once_and_keeps_nothing(
    visitor: Visitor,
) -> None:
    prompter = ScriptedPrompter(visitor.code())
    with held_up(visitor, "GetSessionToken") as (arrived, release):
        one = Round(visitor, plans(visitor), prompter)
        one.start()
        assert arrived.acquire(timeout=PATIENCE)
        one.many.stop()
        assert one.end() == [Status.STOPPED] * 6
        release()
        sign_in_threads_end()
    assert visitor.held == []
    assert visitor.aws.times_called("AssumeRole") == 0


def test_stopped_in_the_first_group_the_second_is_not_begun(visitor: Visitor) -> None:
    prompter = ScriptedPrompter(visitor.code())
    wanted = second_base(visitor)
    with held_up(visitor, "AssumeRole") as (arrived, release):
        one = Round(visitor, wanted, prompter)
        one.start()
        assert arrived.acquire(timeout=PATIENCE)
        one.many.stop()
        assert one.end() == [Status.STOPPED] * 4
        release()
        sign_in_threads_end()
    assert len(prompter.questions) == 1
    assert visitor.held == ["mfa"]
    assert {place for place, _ in one.heard} == {0}


def test_who_leaves_the_first_question_is_not_asked_for_another_login(visitor: Visitor) -> None:
    def leave(question: MfaQuestion) -> MfaAnswer:
        raise Cancelled

    prompter = ScriptedPrompter(leave, visitor.code(), visitor.code(windows=1))
    outcomes = Many(visitor.desk(), second_base(visitor), prompter).run()
    assert steps(outcomes) == [Status.STOPPED] * 4
    assert visitor.held == []
    assert len(prompter.questions) == 1


def test_the_threads_of_a_round_do_not_keep_the_program(visitor: Visitor) -> None:
    visitor.sign_in()
    with held_up(visitor, "AssumeRole") as (arrived, release):
        one = Round(visitor, plans(visitor), ScriptedPrompter())
        one.start()
        assert arrived.acquire(timeout=PATIENCE)
        kept = [other for other in threading.enumerate() if other.name in ("sign-in", "ask-aws")]
        assert kept and all(other.daemon for other in kept)
        one.many.stop()
        one.end()
        release()
        sign_in_threads_end()


def test_a_bug_in_one_of_its_threads_is_raised_and_not_lost(visitor: Visitor) -> None:
    visitor.sign_in()

    def fail(place: int, progress: Progress) -> None:
        if threading.current_thread() is not threading.main_thread():
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        Many(visitor.desk(), plans(visitor), ScriptedPrompter(), fail).run()
