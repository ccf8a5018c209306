"""Odd times of an assertion are explained, but only AWS decides whether it is valid."""

from datetime import UTC, datetime, timedelta

import pytest

from rolecall.core.errors import Refused
from rolecall.core.process.machine_clock import how_to_set_clock
from rolecall.core.secret import Secret
from rolecall.saml.assertion import Assertion, read_assertion
from rolecall.saml.times import check_held, clock_explanation, lifetime, seconds_until_valid
from tests.samples.saml_responses import Claims, encode, response_xml

NOW = datetime(2031, 5, 4, 3, 2, 1, tzinfo=UTC)
ACCOUNT = "arn:aws:iam::123456789012"
CLAIMS = Claims([(f"{ACCOUNT}:role/read", f"{ACCOUNT}:saml-provider/corp")], NOW)

SET_IT = how_to_set_clock()


def made(lasts: int = 300, start: datetime | None = None) -> Assertion:
    xml = response_xml(CLAIMS._replace(lifetime=lasts), start=start)
    return read_assertion(Secret(encode(xml)))


def later(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("lasts", "seconds"), [(300, 300), (60, 60), (3_600, 300), (0, 0), (-90, 0)]
)
def test_lifetime_is_the_assertions_own_and_never_negative(lasts: int, seconds: int) -> None:
    assert lifetime(made(lasts)) == timedelta(seconds=seconds)


def test_lifetime_of_one_that_says_no_times_is_what_aws_gives() -> None:
    silent = made()._replace(not_before=None, not_on_or_after=None, issued=None)
    assert lifetime(silent) == timedelta(minutes=5)
    assert lifetime(made(60)._replace(issued=None)) == timedelta(seconds=60)
    assert clock_explanation(silent, later(10**9), later(10**9)) == ""


@pytest.mark.parametrize("age", [0, 1, 299.999])
def test_M12_there_is_nothing_to_say_from_its_first_to_its_last_moment(age: float) -> None:
    assert clock_explanation(made(), later(age), None) == ""
    assert clock_explanation(made(), later(age), later(age)) == ""


@pytest.mark.parametrize(
    ("late", "words"), [(0, "1 s"), (40, "40 s"), (200, "3 m 20 s"), (7_320, "2 h 2 m")]
)
def test_M12_expired_assertion_says_by_how_long(late: int, words: str) -> None:
    by_ours = clock_explanation(made(), later(300 + late), None)
    assert by_ours == (
        f"By this machine's clock it expired {words} ago: the IdP's clock is behind, "
        f"or this machine's is ahead. {SET_IT}"
    )
    by_awss = clock_explanation(made(), later(300 + late), later(300 + late))
    assert by_awss == f"By AWS's clock it expired {words} ago: the IdP's clock is behind."


@pytest.mark.parametrize(("early", "words"), [(0.5, "1 s"), (90, "1 m 30 s"), (86_400, "24 h")])
def test_M12_assertion_of_the_future_says_in_how_long(early: float, words: str) -> None:
    assert seconds_until_valid(made(), later(-early)) == early
    by_ours = clock_explanation(made(), later(-early), None)
    assert by_ours.startswith(f"By this machine's clock it begins in {words}: the IdP's clock is a")
    assert f"this machine's is behind. {SET_IT}" in by_ours


def test_aws_s_clock_counts_where_it_is_known() -> None:
    """The local clock is not used, and its error is reported."""
    assert clock_explanation(made(), later(4_000), later(10)) == (
        f"This machine's clock is 66 minutes 30 seconds ahead. {SET_IT}"
    )
    assert "is 50 minutes behind." in clock_explanation(made(), later(-2_990), later(10))
    assert clock_explanation(made(), later(50), later(10)) == ""


def test_assertion_older_than_aws_takes_is_explained_though_it_says_an_hour() -> None:
    assert clock_explanation(made(3_600), later(299), None) == ""
    assert "expired 10 s ago" in clock_explanation(made(3_600), later(310), None)


@pytest.mark.parametrize("now", [-300, -10, 0, 200, 10**6])
def test_kept_assertion_stays_within_five_minutes_skew(now: float) -> None:
    check_held(made(), NOW, later(now))


def test_kept_assertion_stays_where_only_the_clock_it_came_by_was_ahead() -> None:
    check_held(made(), later(3_600), later(10))


@pytest.mark.parametrize(("early", "words"), [(301, "5 m 1 s"), (86_400, "24 h")])
def test_M12_kept_assertion_of_the_future_says_in_how_long(early: float, words: str) -> None:
    with pytest.raises(Refused) as raised:
        check_held(made(), NOW, later(-early))
    assert f"is not valid yet: it will be in {words}, by this machine's" in raised.value.message
    assert "clock was set back" in raised.value.hint


@pytest.mark.parametrize(("received", "valid"), [(300, 400), (400, 300)])
def test_five_minutes_to_the_second_of_either_time_are_within_the_skew(
    received: int, valid: int
) -> None:
    assertion = made()._replace(not_before=later(valid))
    check_held(assertion, later(received), NOW)
    with pytest.raises(Refused):
        check_held(assertion._replace(not_before=later(400)), later(301), NOW)
