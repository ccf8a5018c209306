"""The store of a single run: logins serve all its roles where nothing can be written."""

from datetime import timedelta
from pathlib import Path

import pytest

from rolecall.core.errors import RolecallError
from rolecall.core.model import SamlSession
from rolecall.core.secret import Secret
from rolecall.sessions.store import MFA_RESERVE, SAML_RESERVE, BaseIdentity, SessionStore
from rolecall.signin.memory_store import LoginMemory
from tests.samples.mfa_sessions import BASE, NOW, mfa_session

IDP = BaseIdentity("saml:corp", "https://idp.example/login alice")
OTHER = BaseIdentity("other", "AKIAIOSFODNN7EXAMPLF")
MOMENT = timedelta(seconds=1)


def saml_session(lasts: timedelta = timedelta(minutes=5)) -> SamlSession:
    return SamlSession(Secret("PHNhbWw+"), "corp", "alice", NOW + lasts, NOW)


@pytest.fixture
def unwritable(tmp_path: Path) -> LoginMemory:
    """A store whose folder cannot be created: a file is in its place."""
    (tmp_path / "file").write_text("a file in the folder's place")
    return LoginMemory(str(tmp_path / "file" / "sessions"))


@pytest.fixture
def written(tmp_path: Path) -> LoginMemory:
    return LoginMemory(str(tmp_path / "cache" / "sessions"))


def test_an_mfa_session_that_cannot_be_written_serves_the_run(unwritable: LoginMemory) -> None:
    with pytest.raises(RolecallError):
        unwritable.keep_mfa(BASE, mfa_session())
    assert unwritable.mfa_session(BASE, NOW) == mfa_session()
    assert unwritable.mfa_session(OTHER, NOW) is None


def test_an_assertion_that_cannot_be_written_serves_the_run(unwritable: LoginMemory) -> None:
    with pytest.raises(RolecallError):
        unwritable.keep_saml(IDP, saml_session())
    assert unwritable.saml_session(IDP, NOW) == saml_session()
    assert unwritable.saml_session(OTHER, NOW) is None


def test_a_remembered_mfa_session_is_over_as_early_as_a_written_one(
    unwritable: LoginMemory, written: LoginMemory
) -> None:
    session = mfa_session()
    with pytest.raises(RolecallError):
        unwritable.keep_mfa(BASE, session)
    written.keep_mfa(BASE, session)
    last = session.credentials.expiration - MFA_RESERVE
    for store in (unwritable, written):
        assert store.mfa_session(BASE, last) == session
        assert store.mfa_session(BASE, last + MOMENT) is None


def test_a_remembered_assertion_is_over_as_early_as_a_written_one(
    unwritable: LoginMemory, written: LoginMemory
) -> None:
    with pytest.raises(RolecallError):
        unwritable.keep_saml(IDP, saml_session())
    written.keep_saml(IDP, saml_session())
    last = saml_session().expiration - SAML_RESERVE
    for store in (unwritable, written):
        assert store.saml_session(IDP, last) == saml_session()
        assert store.saml_session(IDP, last + MOMENT) is None


def test_what_is_forgotten_is_no_longer_remembered(
    unwritable: LoginMemory, written: LoginMemory
) -> None:
    written.keep_mfa(BASE, mfa_session())
    written.keep_saml(IDP, saml_session())
    with pytest.raises(RolecallError):
        unwritable.keep_mfa(BASE, mfa_session())
    with pytest.raises(RolecallError):
        unwritable.keep_saml(IDP, saml_session())
    assert [written.forget_mfa(BASE), written.forget_saml(IDP)] == [True, True]
    assert [unwritable.forget_mfa(BASE), unwritable.forget_saml(IDP)] == [False, False]
    for store in (unwritable, written):
        assert store.mfa_session(BASE, NOW) is None
        assert store.saml_session(IDP, NOW) is None


def test_what_can_be_written_is_there_for_other_processes(
    written: LoginMemory, tmp_path: Path
) -> None:
    written.keep_mfa(BASE, mfa_session())
    written.keep_saml(IDP, saml_session())
    other = SessionStore(str(tmp_path / "cache" / "sessions"))
    assert other.mfa_session(BASE, NOW) == mfa_session()
    assert other.saml_session(IDP, NOW) == saml_session()


def test_what_another_process_wrote_is_found(written: LoginMemory, tmp_path: Path) -> None:
    other = SessionStore(str(tmp_path / "cache" / "sessions"))
    other.keep_mfa(BASE, mfa_session())
    other.keep_saml(IDP, saml_session())
    assert written.mfa_session(BASE, NOW) == mfa_session()
    assert written.saml_session(IDP, NOW) == saml_session()


def test_a_remembered_session_that_is_over_gives_way_to_a_newer_one_of_another(
    written: LoginMemory, tmp_path: Path
) -> None:
    written.keep_mfa(BASE, mfa_session(timedelta(hours=1)))
    newer = mfa_session(timedelta(hours=12))
    SessionStore(str(tmp_path / "cache" / "sessions")).keep_mfa(BASE, newer)
    assert written.mfa_session(BASE, NOW + timedelta(hours=2)) == newer
