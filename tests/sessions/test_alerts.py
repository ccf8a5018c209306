"""One message for each step of each session, whatever the clock does."""

from datetime import timedelta

from rolecall.core.model import Credentials, RoleSession
from rolecall.core.secret import Secret
from rolecall.sessions.alerts import Alerts
from tests.sessions.sessions import NOW, mfa_session, role_session

HOUR = timedelta(hours=1)


def session(number: int = 0, lasts: timedelta = HOUR) -> RoleSession:
    keys = Credentials(f"ASIAQQQQQQQQQQQQQQQ{number}", Secret("s"), Secret("t"), NOW + lasts)
    return role_session()._replace(credentials=keys)


def steps(alerts: Alerts, minutes: float, *sessions: RoleSession) -> list[int]:
    now = NOW + timedelta(minutes=minutes)
    return [crossing.step for crossing in alerts.crossings(sessions, now)]


def test_every_step_is_told_once_second_by_second() -> None:
    alerts, one = Alerts(), session()
    told = []
    for second in range(0, 3_900):
        for crossing in alerts.crossings([one], NOW + timedelta(seconds=second)):
            told.append((second, crossing.step, crossing.left))
    assert told == [(2_701, 900, 899), (3_301, 300, 299), (3_600, 0, 0)]


def test_a_jump_over_two_steps_tells_the_last_alone() -> None:
    alerts, one = Alerts(), session()
    assert steps(alerts, 0, one) == []
    assert steps(alerts, 57, one) == [300]
    assert steps(alerts, 58, one) == []
    alerts = Alerts()
    steps(alerts, 0, one)
    assert steps(alerts, 600, one) == [0]
    assert steps(alerts, 601, one) == []


def test_a_clock_that_was_set_back_tells_nothing_twice() -> None:
    alerts, one = Alerts(), session()
    steps(alerts, 0, one)
    assert steps(alerts, 46, one) == [900]
    assert steps(alerts, 10, one) == []
    assert steps(alerts, 46, one) == []
    assert steps(alerts, 56, one) == [300]
    assert steps(alerts, 46, one) == []
    assert steps(alerts, 61, one) == [0]


def test_what_was_past_when_it_was_first_seen_is_old_news() -> None:
    for minutes, later in ((50, [300, 0]), (57, [0]), (61, [])):
        alerts, one = Alerts(), session()
        assert steps(alerts, minutes, one) == []
        assert steps(alerts, 56, one) + steps(alerts, 62, one) == later


def test_a_renewed_session_is_another_one() -> None:
    alerts = Alerts()
    steps(alerts, 0, session(0))
    assert steps(alerts, 46, session(0)) == [900]
    renewed = session(1, timedelta(hours=2))
    assert steps(alerts, 61, renewed) == []
    assert steps(alerts, 106, renewed) == [900]


def test_of_several_the_most_urgent_comes_first_and_each_is_told() -> None:
    alerts = Alerts()
    sessions = [session(0, HOUR), session(1, timedelta(minutes=50)), session(2, 9 * HOUR)]
    steps(alerts, 0, *sessions)
    assert steps(alerts, 51, *sessions) == [0, 900]


def test_a_session_missing_for_a_moment_is_not_told_again() -> None:
    alerts, one = Alerts(), session()
    steps(alerts, 0, one)
    assert steps(alerts, 46, one) == [900]
    assert steps(alerts, 47) == []
    assert steps(alerts, 48, one) == []


def test_the_words_say_who_and_how_long_and_are_safe_to_show() -> None:
    alerts = Alerts()
    named = session()._replace(account_name="prod\x1b]0;x\x07")
    mfa = mfa_session(timedelta(hours=1))
    alerts.crossings([named, mfa], NOW)
    words = [c.words for c in alerts.crossings([named, mfa], NOW + timedelta(seconds=3_408))]
    assert words == [
        "prod\\u001b]0;x\\u0007 · ops/deploy ends in 3:12",
        "MFA session of default ends in 3:12",
    ]
    over = alerts.crossings([named], NOW + HOUR)
    assert over[0].words == "prod\\u001b]0;x\\u0007 · ops/deploy is over"
