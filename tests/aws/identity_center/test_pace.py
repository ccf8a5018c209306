"""The pace of requests to the access portal: below its limit, and patient where that is lower."""

import itertools
import threading
from collections.abc import Callable

import pytest

from rolecall.aws.identity_center import pace
from rolecall.aws.identity_center.pace import PATIENCE, RATE, Pacer
from rolecall.core.errors import Cancelled, Refused, Throttled


class Time:
    """Seconds that pass by sleeping alone."""

    def __init__(self) -> None:
        self.now = 100.0
        self._lock = threading.Lock()

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.now += seconds


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def pacer(time: Time) -> Pacer:
    return Pacer(clock=time, sleep=time.sleep)


def never() -> None:
    pass


def refused_first(times: float) -> Callable[[], str]:
    left = itertools.count()

    def send() -> str:
        if next(left) < times:
            raise Throttled("too many")
        return "answer"

    return send


def test_requests_stay_below_the_limit(pacer: Pacer, time: Time) -> None:
    moments: list[float] = []
    for _ in range(60):
        pacer.run(lambda: moments.append(time()), never)
    busiest = max(sum(0 <= other - one < 1.0 for other in moments) for one in moments)
    assert busiest <= 19
    assert moments[-1] - moments[0] == pytest.approx(59 / RATE)


def test_a_refused_request_is_sent_again_after_growing_pauses(pacer: Pacer, time: Time) -> None:
    began = time()
    assert pacer.run(refused_first(4), never) == "answer"
    assert time() - began == pytest.approx(0.5 + 1 + 2 + 4)
    assert pacer.refused == 4
    began = time()
    assert pacer.run(refused_first(1), never) == "answer"
    assert time() - began == pytest.approx(0.5, abs=0.06), "the pause is short again"


def test_it_is_given_up_after_minutes_and_no_sooner(pacer: Pacer, time: Time) -> None:
    began = time()
    with pytest.raises(Throttled):
        pacer.run(refused_first(1e9), never)
    assert PATIENCE <= time() - began <= PATIENCE + pace.LONGEST_PAUSE


def test_another_error_is_not_sent_again(pacer: Pacer) -> None:
    sent: list[int] = []

    def send() -> None:
        sent.append(1)
        raise Refused("no")

    with pytest.raises(Refused):
        pacer.run(send, never)
    assert sent == [1]


def test_whoever_waits_can_leave(pacer: Pacer) -> None:
    looks = itertools.count()

    def leave() -> None:
        if next(looks) > 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        pacer.run(refused_first(1e9), leave)


def test_threads_share_the_pace(pacer: Pacer, time: Time) -> None:
    moments: list[float] = []
    lock = threading.Lock()

    def work() -> None:
        for _ in range(20):
            pacer.run(lambda: moments.append(time()), never)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    with lock:
        assert len(moments) == 120
    assert time() - 100.0 >= 119 / RATE - 0.01
