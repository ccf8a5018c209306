"""A record is read only as the kind that it names."""

from datetime import timedelta
from pathlib import Path

import pytest

from rolecall.core.model import SamlSession
from rolecall.core.secret import Secret
from rolecall.sessions.store import BaseIdentity, SessionStore
from tests.samples.mfa_sessions import BASE, NOW, mfa_session, request, role_session
from tests.sessions.test_store import forge, only_file

IDP = BaseIdentity("saml:corp", "https://idp.example/login")
SAML = SamlSession(Secret("PHNhbWw+" * 20), "corp", "alice", NOW + timedelta(minutes=5), NOW)
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
    store.keep_mfa(BASE, mfa_session())
    forge(only_file(folder), kind="mfa")
    assert store.mfa_session(BASE, NOW) == mfa_session(), "the forgery itself is whole"
    forge(only_file(folder), kind=kind)
    assert store.mfa_session(BASE, NOW) is None
    assert (store.mfa_sessions(), store.role_sessions(), store.saml_sessions()) == ([], [], [])


@pytest.mark.parametrize("kind", [*KINDS, "mfa", "saml"])
def test_a_role_record_of_another_kind_is_none(
    store: SessionStore, folder: Path, kind: str
) -> None:
    store.keep_role(role_session())
    forge(only_file(folder), kind="role")
    assert store.role_session(request(), NOW) == role_session(), "the forgery itself is whole"
    forge(only_file(folder), kind=kind)
    assert store.role_session(request(), NOW) is None
    assert (store.mfa_sessions(), store.role_sessions(), store.saml_sessions()) == ([], [], [])


@pytest.mark.parametrize("kind", [*KINDS, "mfa", "role"])
def test_an_assertion_of_another_kind_is_none(store: SessionStore, folder: Path, kind: str) -> None:
    store.keep_saml(IDP, SAML)
    forge(only_file(folder), kind="saml")
    assert store.saml_session(IDP, NOW) == SAML, "the forgery itself is whole"
    forge(only_file(folder), kind=kind)
    assert store.saml_session(IDP, NOW) is None
    assert (store.mfa_sessions(), store.role_sessions(), store.saml_sessions()) == ([], [], [])
