"""The session store: only its owner gets back what was stored, complete and unexpired."""

import json
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from rolecall.core.errors import RolecallError
from rolecall.core.login import BaseIdentity, Login
from rolecall.core.role_request import RoleRequest
from rolecall.sessions.store import SessionStore
from rolecall.signin.mfa.mfa_login import MFA_SESSION
from tests.samples.mfa_sessions import (
    BASE,
    NOW,
    SECRET,
    TARGET,
    TOKEN,
    mfa_session,
    request,
    role_session,
)
from tests.samples.saml_logins import ASSERTION, IDP_URL, saml_login
from tests.samples.session_files import forge, only_file

TEXTS = [name for name in RoleRequest._fields if name != "scope"]
AN_INSTANT = timedelta(microseconds=1)
OTHER_KEYS = BaseIdentity("default", "AKIAI44QH8DHBEXAMPLE")
OTHER_PROFILE = BaseIdentity("work", BASE.access_key_id)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "sessions"


@pytest.fixture
def store(folder: Path) -> SessionStore:
    return SessionStore(str(folder))


def test_what_was_kept_comes_back_as_it_was(store: SessionStore) -> None:
    store.keep_login(mfa_session())
    store.keep_role(role_session())
    assert store.login(MFA_SESSION, BASE, NOW) == mfa_session()
    assert store.role_session(request(), NOW) == role_session()


def test_names_beyond_ascii_come_back_as_they_were(store: SessionStore) -> None:
    odd = TARGET._replace(aliases=("prödüktion \U0001f511 $(x) \"'\\",))
    store.keep_role(role_session(odd))
    held = store.role_session(request(odd), NOW)
    assert held is not None and held.account_name == odd.alias


def test_every_shell_shares_what_is_kept(store: SessionStore, folder: Path) -> None:
    other = SessionStore(str(folder))
    assert other.login(MFA_SESSION, BASE, NOW) is None
    store.keep_login(mfa_session())
    store.keep_role(role_session())
    assert other.login(MFA_SESSION, BASE, NOW) == mfa_session()
    assert other.role_session(request(), NOW) == role_session()
    assert other.forget_login(MFA_SESSION, BASE)
    assert store.login(MFA_SESSION, BASE, NOW) is None


def test_a_newer_session_takes_the_place_of_the_older(store: SessionStore, folder: Path) -> None:
    store.keep_role(role_session())
    newer = role_session(lasts=timedelta(hours=2))
    store.keep_role(newer)
    assert store.role_session(request(), NOW) == newer
    assert only_file(folder)


def test_an_mfa_session_is_over_200_seconds_before_its_end(store: SessionStore) -> None:
    session = mfa_session()
    store.keep_login(session)
    last = session.expiration - timedelta(seconds=200)
    assert store.login(MFA_SESSION, BASE, last) == session
    assert store.login(MFA_SESSION, BASE, last + AN_INSTANT) is None


def test_less_than_60_seconds_of_a_role_are_never_handed_out(store: SessionStore) -> None:
    session = role_session()
    store.keep_role(session)
    last = session.credentials.expiration - timedelta(seconds=60)
    assert store.role_session(request(), last) == session
    assert store.role_session(request(), last + AN_INSTANT) is None


def test_sessions_belong_to_one_identity_alone(store: SessionStore) -> None:
    store.keep_login(mfa_session())
    store.keep_role(role_session())
    for base in (OTHER_KEYS, OTHER_PROFILE):
        assert store.login(MFA_SESSION, base, NOW) is None
        assert store.role_session(request(base=base), NOW) is None
    for target in (
        TARGET._replace(role="deploy"),
        TARGET._replace(account_id="222233335555"),
        TARGET._replace(partition="aws-cn"),
    ):
        assert store.role_session(request(target), NOW) is None
    assert store.role_session(request(session_name="bob"), NOW) is None


@pytest.mark.parametrize("field", TEXTS)
def test_a_request_that_differs_in_one_field_is_another(store: SessionStore, field: str) -> None:
    store.keep_role(role_session())
    changed: dict[str, Any] = {field: f"{getattr(request(), field)}x"}
    other = request()._replace(**changed)
    assert store.role_session(other, NOW) is None
    assert store.role_session(request(), NOW) is not None


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"[]", b"null", b"\xff\xfe", b'{"digest": 1}', b"[" * 60_000, b" " * 200_000],
    ids=["empty", "object", "array", "null", "bom", "no key", "deep", "long"],
)
def test_a_foreign_content_is_a_miss(store: SessionStore, folder: Path, content: bytes) -> None:
    store.keep_role(role_session())
    only_file(folder).write_bytes(content)
    assert store.role_session(request(), NOW) is None
    assert store.role_sessions() == []


ODD = [
    {"expiration": "9999-12-31T23:59:59-12:00"},
    {"expiration": "9999-12-31T23:59:59Z"},
    {"started": "0001-01-01T00:00:00+14:00"},
    {"expiration": 1_800_000_000},
    {"expiration": "2026-03-29T10:00:00"},
    {"secret_access_key": None},
    {"access_key_id": "$(touch pwned)aaaaaaa"},
    {"access_key_id": ["ASIAIOSFODNN7EXAMPLE"]},
    {"secret_access_key": f"{SECRET}\n[evil]"},
    {"session_token": 7},
    {"session_token": ""},
]
ODD_MFA = [{"user_name": 7}, {"name": None}, {"device": None}, {"device": "\ud800"}]
ODD_ROLE = [
    {"account_name": None},
    {"account_name": "half a character: \ud83d"},
    {"account_id": 222233334444},
    {"role": ["ops/deploy"]},
    {"request": {}},
    {"request": None},
    {"request": {"role_arn": "arn:aws:iam::222233334444:role/read"}},
    {"request": {"scheme": "bastion", "identity": 7, "identity_key": "k", "role_arn": "a"}},
    {"request": {"scheme": "b", "identity": "i", "identity_key": "k", "role_arn": "a", "x": "y"}},
    {"region": 1.5},
]


@pytest.mark.parametrize("fields", [*ODD, *ODD_MFA], ids=str)
def test_an_mfa_record_that_is_whole_but_odd_is_not_there(
    store: SessionStore, folder: Path, fields: dict[str, object]
) -> None:
    store.keep_login(mfa_session())
    forge(only_file(folder))
    assert store.login(MFA_SESSION, BASE, NOW) == mfa_session(), "the forgery itself is whole"
    forge(only_file(folder), **fields)
    assert store.login(MFA_SESSION, BASE, NOW) is None
    assert store.logins() == []
    store.keep_role(role_session())


EARLIER_MFA = {
    "version": 1,
    "kind": "mfa",
    "key": ["mfa", *BASE],
    "access_key_id": "ASIAIOSFODNN7EXAMPLE",
    "secret_access_key": SECRET,
    "session_token": TOKEN,
    "expiration": "2026-03-29T13:30:00Z",
    "base_profile": "default",
    "user_name": "alice",
    "device": "arn:aws:iam::111122223333:mfa/alice-phone",
    "started": "2026-03-29T01:30:00Z",
}
EARLIER_SAML = {
    "version": 1,
    "kind": "saml",
    "key": ["saml", "saml:corp", IDP_URL],
    "assertion": ASSERTION,
    "idp": "corp",
    "user_name": "alice",
    "expiration": "2026-03-29T01:35:00Z",
    "started": "2026-03-29T01:30:00Z",
}


@pytest.mark.parametrize(
    ("fields", "login"), [(EARLIER_MFA, mfa_session()), (EARLIER_SAML, saml_login())]
)
def test_a_login_that_was_written_before_all_logins_were_one_is_read(
    store: SessionStore, folder: Path, fields: dict[str, object], login: Login
) -> None:
    store.keep_login(login)
    file = only_file(folder)
    file.write_text(json.dumps({**fields, "digest": ""}))
    forge(file)
    assert "name" not in json.loads(file.read_bytes())
    assert store.logins() == [login]


@pytest.mark.parametrize("fields", [*ODD, *ODD_ROLE], ids=str)
def test_a_role_record_that_is_whole_but_odd_is_not_there(
    store: SessionStore, folder: Path, fields: dict[str, object]
) -> None:
    store.keep_role(role_session())
    forge(only_file(folder), **fields)
    assert store.role_session(request(), NOW) is None
    assert store.role_sessions() == []
    assert store.forget(role_session()) is False
    assert store.forget_all() == 1


def test_a_session_under_anothers_name_is_not_used(store: SessionStore, folder: Path) -> None:
    store.keep_role(role_session())
    mine = only_file(folder)
    other = TARGET._replace(role="read")
    store.keep_role(role_session(other))
    (theirs,) = set(folder.iterdir()) - {mine}
    theirs.write_bytes(mine.read_bytes())
    assert store.role_session(request(other), NOW) is None
    assert store.role_sessions() == [role_session()]


def test_foreign_files_in_the_folder_are_left_alone(store: SessionStore, folder: Path) -> None:
    store.keep_role(role_session())
    (folder / "notes.json").write_text("{}")
    (folder / f"{'a' * 40}.json").mkdir()
    os.mkfifo(folder / f"{'b' * 40}.json")  # an ordinary read would block forever
    (folder / f"{'c' * 40}.json").symlink_to("/dev/zero")
    assert store.role_sessions() == [role_session()]
    assert store.role_session(request(), NOW) == role_session()
    store.forget_all()
    assert (folder / "notes.json").exists()
    assert store.role_sessions() == []


def test_only_the_user_can_read_what_is_kept(store: SessionStore, folder: Path) -> None:
    store.keep_login(mfa_session())
    store.keep_role(role_session())
    assert folder.stat().st_mode & 0o777 == 0o700
    assert folder.parent.stat().st_mode & 0o777 == 0o700
    assert [file.stat().st_mode & 0o777 for file in folder.iterdir()] == [0o600, 0o600]


def test_file_names_give_nothing_away(store: SessionStore, folder: Path) -> None:
    store.keep_login(mfa_session())
    store.keep_role(role_session())
    names = " ".join(file.name for file in folder.iterdir())
    credentials = role_session().credentials
    for private in (SECRET, TOKEN, credentials.access_key_id, BASE.access_key_id, "222233334444"):
        assert private not in names


def test_a_role_is_forgotten_of_its_request_alone(store: SessionStore) -> None:
    others = [
        role_session(profile="work"),
        role_session(TARGET._replace(role="read")),
        role_session(TARGET._replace(role_profile="second")),
    ]
    for session in (role_session(), *others):
        store.keep_role(session)
    assert store.forget_role(request())
    assert not store.forget_role(request())
    assert sorted(store.role_sessions(), key=repr) == sorted(others, key=repr)


def test_an_mfa_session_is_forgotten_of_its_base_alone(store: SessionStore) -> None:
    store.keep_login(mfa_session())
    store.keep_login(mfa_session(profile="work"))
    assert store.forget_login(MFA_SESSION, BASE)
    assert not store.forget_login(MFA_SESSION, BASE)
    assert store.logins() == [mfa_session(profile="work")]


def test_forgetting_all_takes_the_damaged_and_the_torn_too(
    store: SessionStore, folder: Path
) -> None:
    store.keep_login(mfa_session())
    only_file(folder).write_bytes(b"{")
    store.keep_role(role_session())
    torn = _torn_write(folder)
    assert store.forget_all() == 2
    assert not torn.exists()
    assert list(folder.iterdir()) == []


def _torn_write(folder: Path) -> Path:
    """The temporary file of a writer that was killed before it renamed it."""
    torn = folder / f".{'d' * 40}.json.rolecall-4711-{'0' * 16}"
    torn.write_text(SECRET)
    return torn


def test_keeping_sweeps_what_is_long_over(store: SessionStore, folder: Path) -> None:
    ends = role_session().credentials.expiration
    old = TARGET._replace(role="read")
    store.keep_role(role_session(old))
    torn = _torn_write(folder)

    def kept_at(past_the_end: timedelta) -> set[str]:
        late = role_session(lasts=timedelta(days=1))._replace(started=ends + past_the_end)
        os.utime(torn, (ends.timestamp(), ends.timestamp()))
        store.keep_role(late)
        return {session.role for session in store.role_sessions()}

    assert kept_at(timedelta(hours=1)) == {"read", "ops/deploy"}  # lists still show it as expired
    assert torn.exists()
    assert kept_at(timedelta(hours=1, seconds=1)) == {"ops/deploy"}
    assert not torn.exists()


def test_lists_hold_the_longest_first_and_the_expired_too(store: SessionStore) -> None:
    for role, minutes in (("a", 10), ("b", 50), ("c", -5), ("d", 30)):
        target = TARGET._replace(role=role)
        store.keep_role(role_session(target, timedelta(minutes=minutes)))
        store.keep_login(mfa_session(timedelta(minutes=minutes), profile=role))
    assert [session.role for session in store.role_sessions()] == ["b", "d", "a", "c"]
    assert [login.name for login in store.logins()] == ["b", "d", "a", "c"]


def test_an_empty_store_holds_nothing(store: SessionStore) -> None:
    assert store.login(MFA_SESSION, BASE, NOW) is None
    assert store.role_sessions() == []
    assert store.changed_at() == 0
    assert not store.forget_login(MFA_SESSION, BASE)
    assert store.forget_all() == 0


def test_a_change_shows_in_the_folders_time(store: SessionStore, folder: Path) -> None:
    store.keep_login(mfa_session())

    def changes(act: Callable[[], object]) -> bool:
        os.utime(folder, (1, 1))
        act()
        return store.changed_at() > 1

    assert changes(lambda: store.keep_role(role_session()))
    assert changes(lambda: store.forget_login(MFA_SESSION, BASE))
    assert not changes(lambda: store.role_session(request(), NOW))


def test_what_cannot_be_kept_says_where_and_why(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file in the folder's place")
    store = SessionStore(str(tmp_path / "cache" / "sessions"))
    with pytest.raises(RolecallError) as raised:
        store.keep_login(mfa_session())
    assert str(tmp_path / "cache") in raised.value.message
    assert raised.value.hint
    assert SECRET not in repr(raised.value) + raised.value.message
    assert store.login(MFA_SESSION, BASE, NOW) is None


def test_a_session_by_a_base_without_a_key_id_is_found_again(store: SessionStore) -> None:
    session = role_session()
    session = session._replace(request=session.request._replace(identity_key=""))
    store.keep_role(session)
    assert store.role_session(session.request, NOW) == session
    assert store.role_sessions() == [session]
