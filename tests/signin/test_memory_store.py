"""The store of a single run: logins serve all its roles where nothing can be written."""

from datetime import timedelta
from pathlib import Path

import pytest

from rolecall.core.errors import RolecallError
from rolecall.core.login import BaseIdentity
from rolecall.sessions.store import SessionStore
from rolecall.signin.memory_store import MemoryStore
from rolecall.signin.mfa.mfa_login import MFA_SESSION
from rolecall.signin.schemes.saml_user import SAML_LOGIN
from tests.samples.mfa_sessions import BASE, NOW, mfa_session
from tests.samples.saml_logins import IDP_URL, saml_login

IDP = BaseIdentity("saml:corp", IDP_URL)
OTHER = BaseIdentity("other", "AKIAIOSFODNN7EXAMPLF")
MOMENT = timedelta(seconds=1)


@pytest.fixture
def unwritable(tmp_path: Path) -> MemoryStore:
    """A store whose folder cannot be created: a file is in its place."""
    (tmp_path / "file").write_text("a file in the folder's place")
    return MemoryStore(str(tmp_path / "file" / "sessions"))


@pytest.fixture
def written(tmp_path: Path) -> MemoryStore:
    return MemoryStore(str(tmp_path / "cache" / "sessions"))


def test_an_mfa_session_that_cannot_be_written_serves_the_run(unwritable: MemoryStore) -> None:
    with pytest.raises(RolecallError):
        unwritable.keep_login(mfa_session())
    assert unwritable.login(MFA_SESSION, BASE, NOW) == mfa_session()
    assert unwritable.login(MFA_SESSION, OTHER, NOW) is None


def test_an_assertion_that_cannot_be_written_serves_the_run(unwritable: MemoryStore) -> None:
    with pytest.raises(RolecallError):
        unwritable.keep_login(saml_login())
    assert unwritable.login(SAML_LOGIN, IDP, NOW) == saml_login()
    assert unwritable.login(SAML_LOGIN, OTHER, NOW) is None


def test_a_remembered_mfa_session_is_over_as_early_as_a_written_one(
    unwritable: MemoryStore, written: MemoryStore
) -> None:
    session = mfa_session()
    with pytest.raises(RolecallError):
        unwritable.keep_login(session)
    written.keep_login(session)
    last = session.expiration - MFA_SESSION.reserve
    for store in (unwritable, written):
        assert store.login(MFA_SESSION, BASE, last) == session
        assert store.login(MFA_SESSION, BASE, last + MOMENT) is None


def test_a_remembered_assertion_is_over_as_early_as_a_written_one(
    unwritable: MemoryStore, written: MemoryStore
) -> None:
    with pytest.raises(RolecallError):
        unwritable.keep_login(saml_login())
    written.keep_login(saml_login())
    last = saml_login().expiration - SAML_LOGIN.reserve
    for store in (unwritable, written):
        assert store.login(SAML_LOGIN, IDP, last) == saml_login()
        assert store.login(SAML_LOGIN, IDP, last + MOMENT) is None


def test_what_is_forgotten_is_no_longer_remembered(
    unwritable: MemoryStore, written: MemoryStore
) -> None:
    written.keep_login(mfa_session())
    written.keep_login(saml_login())
    with pytest.raises(RolecallError):
        unwritable.keep_login(mfa_session())
    with pytest.raises(RolecallError):
        unwritable.keep_login(saml_login())
    assert [written.forget_login(MFA_SESSION, BASE), written.forget_login(SAML_LOGIN, IDP)] == [
        True,
        True,
    ]
    assert [
        unwritable.forget_login(MFA_SESSION, BASE),
        unwritable.forget_login(SAML_LOGIN, IDP),
    ] == [False, False]
    for store in (unwritable, written):
        assert store.login(MFA_SESSION, BASE, NOW) is None
        assert store.login(SAML_LOGIN, IDP, NOW) is None


def test_what_can_be_written_is_there_for_other_processes(
    written: MemoryStore, tmp_path: Path
) -> None:
    written.keep_login(mfa_session())
    written.keep_login(saml_login())
    other = SessionStore(str(tmp_path / "cache" / "sessions"))
    assert other.login(MFA_SESSION, BASE, NOW) == mfa_session()
    assert other.login(SAML_LOGIN, IDP, NOW) == saml_login()


def test_what_another_process_wrote_is_found(written: MemoryStore, tmp_path: Path) -> None:
    other = SessionStore(str(tmp_path / "cache" / "sessions"))
    other.keep_login(mfa_session())
    other.keep_login(saml_login())
    assert written.login(MFA_SESSION, BASE, NOW) == mfa_session()
    assert written.login(SAML_LOGIN, IDP, NOW) == saml_login()


def test_a_remembered_session_that_is_over_gives_way_to_a_newer_one_of_another(
    written: MemoryStore, tmp_path: Path
) -> None:
    written.keep_login(mfa_session(timedelta(hours=1)))
    newer = mfa_session(timedelta(hours=12))
    SessionStore(str(tmp_path / "cache" / "sessions")).keep_login(newer)
    assert written.login(MFA_SESSION, BASE, NOW + timedelta(hours=2)) == newer
