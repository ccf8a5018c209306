"""The scope that config.toml gives the sessions of an account or role."""

from pathlib import Path

import pytest

from rolecall.core.model import Target
from rolecall.core.scope import NO_SCOPE, Scope
from tests.catalog.files import PRODUCTION, Home

DENY = '{"Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"*"}]}'
IDP = """
[identity-providers.default]
url = 'https://idp.example'
body = '{}'
accounts = ['a']
"""
SETTINGS = """
session_tags = { unit = "x", team = "core" }
transitive_tags = ["team"]
source_identity = "alice"
read_only = true
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def found(home: Home, config: str, role: str = "read", aws: str = "") -> Target:
    catalog = home.catalog({"a": PRODUCTION}, config, aws)
    return next(target for target in catalog.targets if target.role == role)


def test_an_account_says_it_all(home: Home) -> None:
    target = found(home, f"[accounts.a]\npolicy = '{DENY}'\n{SETTINGS}")
    assert target.why_not == ""
    tags = (("team", "core"), ("unit", "x"))
    assert target.scope == Scope(DENY, True, tags, ("team",), "alice")


def test_a_role_overrides_its_account(home: Home) -> None:
    config = (
        "[accounts.a]\nread_only = true\nsource_identity = 'alice'\nroles = ['read', 'admin']\n"
        "[accounts.a.role.read]\nread_only = false\n"
    )
    assert found(home, config, "read").scope == Scope(source_identity="alice")
    assert found(home, config, "admin").scope == Scope(read_only=True, source_identity="alice")


def test_a_team_file_may_limit_and_the_users_own_file_decides(home: Home, tmp_path: Path) -> None:
    config = "include = ['team.toml']\n[accounts.a]\nroles = ['read']\n"
    target = found(home, config.replace("include = ['team.toml']", ""))
    assert target.scope == NO_SCOPE
    team = Path(tmp_path / ".config" / "rolecall" / "team.toml")
    team.write_text("[accounts.a]\nread_only = true\n")
    assert found(home, config).scope.read_only
    assert not found(home, f"{config}read_only = false\n").scope.read_only


def test_a_role_typed_by_hand_and_a_role_profile_have_it_too(home: Home) -> None:
    config = "[accounts.a]\nread_only = true\n"
    assert home.catalog({"a": PRODUCTION}, config).role(PRODUCTION, "new").scope.read_only
    arn = f"arn:aws:iam::{PRODUCTION}:role/deploy"
    aws = f"[profile p]\nrole_arn = {arn}\nsource_profile = default\n"
    keys = "[default]\ncredential_process = x\n"
    assert found(home, config, "deploy", keys + aws).scope.read_only


def test_a_policy_is_read_from_its_file(home: Home, tmp_path: Path) -> None:
    file = tmp_path / "policy.json"
    config = f"[accounts.a]\npolicy = '{file}'\n"
    assert found(home, config).why_not == f"{file} cannot be used: there is no such file"
    file.write_text("{")
    assert "it is not JSON" in found(home, config).why_not
    file.write_text(DENY.replace(",", ", "))
    assert found(home, config).scope == Scope(DENY)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("transitive_tags = ['x']", "the transitive tag x is no session tag"),
        (f"read_only = true\npolicy = '{DENY.replace('Deny', 'Allow')}'", "may only deny"),
        ("scheme = 'saml'\nsession_tags = { a = 'b' }", "session_tags does not go with SAML"),
        ("scheme = 'saml'\nsource_identity = 'me'", "source_identity does not go with SAML"),
    ],
)
def test_what_does_not_go_together_is_no_reason_to_send_less(
    home: Home, settings: str, said: str
) -> None:
    assert said in found(home, f"{IDP}[accounts.a]\n{settings}\n").why_not


def test_saml_takes_policies(home: Home) -> None:
    target = found(home, f"{IDP}[accounts.a]\nread_only = true\npolicy = '{DENY}'\n")
    assert (target.scheme, target.scope) == ("saml", Scope(DENY, True))
