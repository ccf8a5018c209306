"""One alert per phase of each session, whatever the clock does."""

from datetime import timedelta

from rolecall.core.countdown import Phase
from rolecall.core.model import Credentials, RoleSession
from rolecall.core.secret import Secret
from rolecall.sessions.alerts import Alerts
from tests.samples.mfa_sessions import NOW, mfa_session, role_session

HOUR = timedelta(hours=1)
SOON, ENDING, EXPIRED = Phase.SOON, Phase.ENDING, Phase.EXPIRED


def session(number: int = 0, lasts: timedelta = HOUR) -> RoleSession:
    keys = Credentials(f"ASIAQQQQQQQQQQQQQQQ{number}", Secret("s"), Secret("t"), NOW + lasts)
    return role_session()._replace(credentials=keys)


def phases(alerts: Alerts, minutes: float, *sessions: RoleSession) -> list[Phase]:
    now = NOW + timedelta(minutes=minutes)
    return [crossing.phase for crossing in alerts.crossings(sessions, now)]


def test_every_phase_is_told_once_second_by_second() -> None:
    alerts, one = Alerts({"mfa": "MFA session of"}), session()
    told = []
    for second in range(0, 3_900):
        for crossing in alerts.crossings([one], NOW + timedelta(seconds=second)):
            told.append((second, crossing.phase, crossing.left))
    assert told == [(2_701, SOON, 899), (3_301, ENDING, 299), (3_600, EXPIRED, 0)]


def test_a_jump_over_two_phases_tells_the_last_alone() -> None:
    alerts, one = Alerts({"mfa": "MFA session of"}), session()
    assert phases(alerts, 0, one) == []
    assert phases(alerts, 57, one) == [ENDING]
    assert phases(alerts, 58, one) == []
    alerts = Alerts({"mfa": "MFA session of"})
    phases(alerts, 0, one)
    assert phases(alerts, 600, one) == [EXPIRED]
    assert phases(alerts, 601, one) == []


def test_a_clock_that_was_set_back_tells_nothing_twice() -> None:
    alerts, one = Alerts({"mfa": "MFA session of"}), session()
    phases(alerts, 0, one)
    assert phases(alerts, 46, one) == [SOON]
    assert phases(alerts, 10, one) == []
    assert phases(alerts, 46, one) == []
    assert phases(alerts, 56, one) == [ENDING]
    assert phases(alerts, 46, one) == []
    assert phases(alerts, 61, one) == [EXPIRED]


def test_what_was_past_when_it_was_first_seen_is_old_news() -> None:
    for minutes, later in ((50, [ENDING, EXPIRED]), (57, [EXPIRED]), (61, [])):
        alerts, one = Alerts({"mfa": "MFA session of"}), session()
        assert phases(alerts, minutes, one) == []
        assert phases(alerts, 56, one) + phases(alerts, 62, one) == later


def test_a_renewed_session_is_another_one() -> None:
    alerts = Alerts({"mfa": "MFA session of"})
    phases(alerts, 0, session(0))
    assert phases(alerts, 46, session(0)) == [SOON]
    renewed = session(1, timedelta(hours=2))
    assert phases(alerts, 61, renewed) == []
    assert phases(alerts, 106, renewed) == [SOON]


def test_of_several_the_most_urgent_comes_first_and_each_is_told() -> None:
    alerts = Alerts({"mfa": "MFA session of"})
    sessions = [session(0, HOUR), session(1, timedelta(minutes=50)), session(2, 9 * HOUR)]
    phases(alerts, 0, *sessions)
    assert phases(alerts, 51, *sessions) == [EXPIRED, SOON]


def test_a_session_missing_for_a_moment_is_not_told_again() -> None:
    alerts, one = Alerts({"mfa": "MFA session of"}), session()
    phases(alerts, 0, one)
    assert phases(alerts, 46, one) == [SOON]
    assert phases(alerts, 47) == []
    assert phases(alerts, 48, one) == []


def test_the_words_say_who_and_how_long_and_are_safe_to_show() -> None:
    alerts = Alerts({"mfa": "MFA session of"})
    named = session()._replace(account_name="prod\x1b]0;x\x07")
    mfa = mfa_session(timedelta(hours=1))
    alerts.crossings([named, mfa], NOW)
    words = [c.words for c in alerts.crossings([named, mfa], NOW + timedelta(seconds=3_408))]
    assert words == [
        "prod\\u001b]0;x\\u0007 · ops/deploy expires in 3:12",
        "MFA session of default expires in 3:12",
    ]
    over = alerts.crossings([named], NOW + HOUR)
    assert over[0].words == "prod\\u001b]0;x\\u0007 · ops/deploy has expired"
