"""Which profiles are renewed automatically, and when."""

from datetime import datetime, timedelta

from rolecall.core.model import Credentials, RoleSession
from rolecall.core.secret import Secret
from rolecall.handover.profile.our_profiles import OurProfile
from rolecall.sessions.freshness import due
from tests.samples.mfa_sessions import NOW, TARGET, role_session

KEY_ID = "ASIAQQQQQQQQQQQQQQQ1"
OTHER = role_session(TARGET._replace(role="read")).request
OURS = OurProfile(KEY_ID, None, role_session().request.digest)
PROFILES = {
    "production-read": OURS,
    "prod": OURS,
    "staging-read": OurProfile("ASIAQQQQQQQQQQQQQQQ2", None, OTHER.digest),
}
KEEP = ("production-read", "prod", "gone")


def session(lasts: timedelta = timedelta(hours=1), key_id: str = KEY_ID) -> RoleSession:
    keys = Credentials(key_id, Secret("s"), Secret("t"), NOW + lasts)
    return role_session()._replace(credentials=keys)


def names(
    left: timedelta,
    one: RoleSession | None = None,
    logged_in: tuple[str, ...] = ("default",),
    tried: dict[str, datetime] | None = None,
) -> list[tuple[str, ...]]:
    one = one or session()
    now = one.credentials.expiration - left
    return [found.profiles for found in due(KEEP, PROFILES, [one], logged_in, now, tried)]


def test_a_profile_is_due_under_fifteen_minutes_and_not_before() -> None:
    assert names(timedelta(minutes=15)) == []
    assert names(timedelta(seconds=899)) == [("prod", "production-read")]


def test_what_ended_while_the_machine_slept_is_due() -> None:
    assert names(timedelta(minutes=-50)) == [("prod", "production-read")]


def test_without_a_login_nothing_is_due() -> None:
    assert names(timedelta(minutes=5), logged_in=()) == []
    assert names(timedelta(minutes=5), logged_in=("bastion",)) == []


def test_a_profile_that_is_not_kept_fresh_is_never_due() -> None:
    other = session(key_id="ASIAQQQQQQQQQQQQQQQ2")._replace(request=OTHER)
    assert names(timedelta(minutes=5), other) == []


def test_a_session_of_fifteen_minutes_is_due_under_five() -> None:
    short = session(timedelta(minutes=15))
    assert names(timedelta(minutes=5), short) == []
    assert names(timedelta(seconds=299), short) == [("prod", "production-read")]


def test_a_renewal_that_failed_is_tried_again_after_a_minute() -> None:
    one = session()
    now = one.credentials.expiration - timedelta(minutes=5)
    for ago, again in ((0, False), (59, False), (60, True), (-10, True)):
        tried = {KEY_ID: now - timedelta(seconds=ago)}
        assert bool(names(timedelta(minutes=5), one, tried=tried)) is again, ago


def test_the_session_that_ends_first_comes_first() -> None:
    one, two = session(), session(timedelta(minutes=50), "ASIAQQQQQQQQQQQQQQQ2")
    two = two._replace(request=OTHER)
    found = due(PROFILES, PROFILES, [one, two], ["default"], NOW + timedelta(minutes=47))
    assert [d.profiles for d in found] == [("staging-read",), ("prod", "production-read")]


def test_a_profile_that_still_has_the_session_before_is_due_by_its_own_end() -> None:
    one = session()
    now = one.started + timedelta(minutes=20)
    before = OurProfile("ASIABEFORE0000000001", now + timedelta(minutes=5), one.request.digest)
    assert due(KEEP, PROFILES, [one], ["default"], now) == []
    (found,) = due(KEEP, PROFILES | {"prod": before}, [one], ["default"], now)
    assert found.profiles == ("prod", "production-read")


def test_a_profile_of_an_older_version_is_known_by_its_keys() -> None:
    old = OurProfile(KEY_ID, None)
    now = session().credentials.expiration - timedelta(minutes=5)
    (found,) = due(["prod"], {"prod": old}, [session()], ["default"], now)
    assert found.profiles == ("prod",)
