"""A record is read only as the kind that it names."""

from pathlib import Path

import pytest

from rolecall.sessions.store import SessionStore
from rolecall.signin.mfa.mfa_login import MFA_SESSION
from rolecall.signin.schemes.saml_user import SAML_LOGIN
from tests.samples.mfa_sessions import BASE, NOW, mfa_session, request, role_session
from tests.samples.saml_logins import saml_login
from tests.samples.session_files import forge, only_file

SAML = saml_login()
KINDS = ["", "a", "mfa2", "rolf", "sam", "zzz"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "sessions"


@pytest.fixture
def store(folder: Path) -> SessionStore:
    return SessionStore(str(folder))


@pytest.mark.parametrize("kind", [*KINDS, "role", "saml"])
def test_an_mfa_record_of_another_kind_is_none(
    store: SessionStore, folder: Path, kind: str
) -> None:
    store.keep_login(mfa_session())
    forge(only_file(folder), kind="mfa")
    assert store.login(MFA_SESSION, BASE, NOW) == mfa_session(), "the forgery itself is whole"
    forge(only_file(folder), kind=kind)
    assert store.login(MFA_SESSION, BASE, NOW) is None
    assert (store.logins(), store.role_sessions()) == ([], [])


@pytest.mark.parametrize("kind", [*KINDS, "mfa", "saml"])
def test_a_role_record_of_another_kind_is_none(
    store: SessionStore, folder: Path, kind: str
) -> None:
    store.keep_role(role_session())
    forge(only_file(folder), kind="role")
    assert store.role_session(request(), NOW) == role_session(), "the forgery itself is whole"
    forge(only_file(folder), kind=kind)
    assert store.role_session(request(), NOW) is None
    assert (store.logins(), store.role_sessions()) == ([], [])


@pytest.mark.parametrize("kind", [*KINDS, "mfa", "role"])
def test_an_assertion_of_another_kind_is_none(store: SessionStore, folder: Path, kind: str) -> None:
    store.keep_login(SAML)
    forge(only_file(folder), kind="saml")
    assert store.login(SAML_LOGIN, SAML.base, NOW) == SAML, "the forgery itself is whole"
    forge(only_file(folder), kind=kind)
    assert store.login(SAML_LOGIN, SAML.base, NOW) is None
    assert (store.logins(), store.role_sessions()) == ([], [])
