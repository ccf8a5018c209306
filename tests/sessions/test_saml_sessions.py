"""Assertions in the store: as private, short-lived and strictly validated as sessions."""

import json
import random
from datetime import timedelta
from pathlib import Path

import pytest

from rolecall.core.login import BaseIdentity
from rolecall.core.secret import Secret
from rolecall.sessions.store import SessionStore
from rolecall.signin.mfa.mfa_login import MFA_SESSION
from rolecall.signin.schemes.saml_user import SAML_LOGIN
from tests.samples.mfa_sessions import NOW, mfa_session, role_session
from tests.samples.saml_logins import ASSERTION
from tests.samples.saml_logins import IDP_URL as URL
from tests.samples.saml_logins import saml_login as session
from tests.samples.session_files import forge, only_file

BASE = session().base


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "sessions"


@pytest.fixture
def store(folder: Path) -> SessionStore:
    return SessionStore(str(folder))


def test_an_assertion_comes_back_as_it_was(store: SessionStore) -> None:
    store.keep_login(session())
    assert store.login(SAML_LOGIN, BASE, NOW) == session()
    assert store.logins() == [session()]


def test_the_longest_assertion_that_aws_takes_is_kept(store: SessionStore) -> None:
    longest = session()._replace(secret=Secret("A" * 100_000))
    store.keep_login(longest)
    assert store.login(SAML_LOGIN, BASE, NOW) == longest


def test_an_assertion_with_less_than_5_seconds_left_is_over(store: SessionStore) -> None:
    store.keep_login(session())
    last = session().expiration - timedelta(seconds=5)
    assert store.login(SAML_LOGIN, BASE, last) == session()
    assert store.login(SAML_LOGIN, BASE, last + timedelta(microseconds=1)) is None


@pytest.mark.parametrize(
    "other",
    [
        BaseIdentity("saml:corp", "https://idp.example.com/other"),
        BaseIdentity("saml:corp", f"alice {URL}"),
        BaseIdentity("saml:other", URL),
        BaseIdentity("corp", URL),
    ],
)
def test_another_idp_url_or_user_is_another_identity(
    store: SessionStore, other: BaseIdentity
) -> None:
    store.keep_login(session())
    assert store.login(SAML_LOGIN, other, NOW) is None
    assert not store.forget_login(SAML_LOGIN, other)
    assert store.login(SAML_LOGIN, BASE, NOW) is not None


def test_kinds_of_one_identity_do_not_meet(store: SessionStore) -> None:
    store.keep_login(session())
    assert store.login(MFA_SESSION, BASE, NOW) is None
    assert store.logins() == [session()] and store.role_sessions() == []
    mfa = mfa_session()._replace(base=BASE)
    store.keep_login(mfa)
    store.keep_role(role_session(profile="saml:corp"))
    assert store.logins() == [mfa, session()]
    assert store.login(SAML_LOGIN, BASE, NOW) == session()
    assert store.login(MFA_SESSION, BASE, NOW) == mfa


def test_only_the_user_can_read_an_assertion(store: SessionStore, folder: Path) -> None:
    store.keep_login(session())
    file = only_file(folder)
    assert file.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    assert "corp" not in file.name


def test_no_text_of_a_session_shows_the_assertion(store: SessionStore) -> None:
    store.keep_login(session())
    held = store.login(SAML_LOGIN, BASE, NOW)
    assert ASSERTION[:24] not in f"{held!r} {held} {held!s:>9} {store.logins()}"


def test_a_rotten_file_is_a_miss(store: SessionStore, folder: Path) -> None:
    """Cut anywhere, or with any bit flipped."""
    store.keep_login(session()._replace(secret=Secret(ASSERTION[:200])))
    file = only_file(folder)
    whole = file.read_bytes()
    chance = random.Random(18)  # noqa: S311 - made anew from its seed
    for round_ in range(300):
        rotten = bytearray(whole)
        if round_ % 2:
            del rotten[chance.randrange(len(whole)) :]
        else:
            rotten[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        file.write_bytes(rotten)
        assert store.login(SAML_LOGIN, BASE, NOW) is None
        assert store.logins() == []
    file.write_bytes(whole)
    assert len(store.logins()) == 1


ODD = [
    {"secret": "not base64!"},
    {"secret": "<xml/>"},
    {"secret": "A" * 100_001},
    {"secret": ""},
    {"secret": None},
    {"secret": ["QUJD"]},
    {"name": 7},
    {"user_name": None},
    {"user_name": "\ud800"},
    {"expiration": "2026-03-29T10:00:00"},
    {"expiration": "9999-12-31T23:59:59Z"},
    {"expiration": 1_800_000_000},
    {"started": "soon"},
    {"kind": "mfa"},
    {"kind": "later"},
]


@pytest.mark.parametrize("fields", ODD, ids=lambda fields: str(fields)[:40])
def test_a_record_that_is_whole_but_odd_is_not_there(
    store: SessionStore, folder: Path, fields: dict[str, object]
) -> None:
    store.keep_login(session())
    forge(only_file(folder))
    assert store.login(SAML_LOGIN, BASE, NOW) == session(), "the forgery itself is whole"
    forge(only_file(folder), **fields)
    assert store.login(SAML_LOGIN, BASE, NOW) is None
    assert store.logins() == []
    assert store.forget_all() == 1


def test_an_assertion_under_anothers_name_is_not_used(store: SessionStore, folder: Path) -> None:
    other = BaseIdentity("saml:other", URL)
    store.keep_login(session())
    mine = only_file(folder)
    store.keep_login(session(idp="other"))
    (theirs,) = set(folder.iterdir()) - {mine}
    theirs.write_bytes(mine.read_bytes())
    assert store.login(SAML_LOGIN, other, NOW) is None
    assert store.logins() == [session()]


def test_one_idps_assertion_is_forgotten_and_no_others(store: SessionStore) -> None:
    store.keep_login(session())
    store.keep_login(session(idp="other"))
    assert store.forget_login(SAML_LOGIN, BASE)
    assert not store.forget_login(SAML_LOGIN, BASE)
    assert store.logins() == [session(idp="other")]


def test_forgetting_all_takes_assertions_too(store: SessionStore, folder: Path) -> None:
    store.keep_login(session())
    store.keep_login(mfa_session())
    assert store.forget_all() == 2
    assert list(folder.iterdir()) == []


def test_an_assertion_long_over_is_swept(store: SessionStore, folder: Path) -> None:
    store.keep_login(session())

    def kept_at(past_the_end: timedelta) -> set[str]:
        began = session().expiration + past_the_end
        later = session(timedelta(days=1), "other")._replace(started=began)
        store.keep_login(later)
        return {kept.name for kept in store.logins()}

    assert kept_at(timedelta(hours=1)) == {"corp", "other"}  # lists still show it as expired
    assert kept_at(timedelta(hours=1, seconds=1)) == {"other"}


def test_a_newer_assertion_takes_the_place_of_the_older(store: SessionStore, folder: Path) -> None:
    store.keep_login(session())
    newer = session(timedelta(minutes=9))
    store.keep_login(newer)
    assert store.login(SAML_LOGIN, BASE, NOW) == newer
    assert json.loads(only_file(folder).read_bytes())["kind"] == "saml"


def test_lists_hold_the_longest_first_and_the_expired_too(store: SessionStore) -> None:
    for idp, minutes in (("a", 1), ("b", 5), ("c", -1)):
        store.keep_login(session(timedelta(minutes=minutes), idp))
    assert [held.name for held in store.logins()] == ["b", "a", "c"]
