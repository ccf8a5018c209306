"""The HOME directory of a federated world: its SAML accounts and their IdP."""

import json
import os
import stat
import tomllib
from pathlib import Path

import pytest

from rolecall.core.settings.settings import load_settings
from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import Stage, build_stage
from rolecall.demo.world import bastion
from rolecall.demo.world.clock import SettableClock
from rolecall.demo.world.device import current_code
from rolecall.demo.world.federation import demo_world
from rolecall.demo.world.world import World


@pytest.fixture
def organisation(clock: SettableClock) -> World:
    return demo_world(clock)


def test_accounts_are_in_both_files(home: Stage, aws: EmbeddedAws) -> None:
    ids = json.loads(Path(home.paths.accounts_file).read_text())
    accounts = load_settings(home.paths.config_file).accounts
    federated = {alias for alias, account in accounts.items() if account.scheme == "saml"}
    assert federated == {"partner-portal", "research-lab"}
    for alias in federated:
        assert str(ids[alias]) == accounts[alias].id == aws.world.aliases[alias]
    assert len(ids) == len(accounts) == len(bastion.ACCOUNTS) + 2


def test_roles_of_one_are_listed_and_of_the_other_learned(home: Stage) -> None:
    accounts = load_settings(home.paths.config_file).accounts
    assert accounts["partner-portal"].roles == ("read", "support")
    assert accounts["research-lab"].roles == ()


def test_identity_provider_is_settled_as_the_classic_would_have_it(
    home: Stage, aws: EmbeddedAws
) -> None:
    (name,) = providers = load_settings(home.paths.config_file).identity_providers
    provider = providers[name]
    assert name == "demo-idp"
    assert provider.url == aws.idp_url
    assert json.loads(provider.body) == {
        "service": "aws",
        "email": "$saml_user",
        "password": "$saml_password",
    }
    assert provider.accounts == ("partner-portal", "research-lab")
    arns = set(aws.world.saml_providers)
    assert arns == {
        f"arn:aws:iam::{aws.world.aliases[alias]}:saml-provider/{name}"
        for alias in provider.accounts
    }


def test_password_is_in_no_file_but_the_demos_own(home: Stage, aws: EmbeddedAws) -> None:
    holding = [
        path
        for path in home.home.parent.rglob("*")
        if path.is_file() and aws.idp.password in path.read_text()
    ]
    assert holding == [Path(home.env["ROLECALL_DEMO"])]
    assert stat.S_IMODE(holding[0].stat().st_mode) == 0o600
    assert not (home.home / ".saml").exists()


def test_codes_are_shown_beside_the_login(home: Stage, aws: EmbeddedAws) -> None:
    phone = bastion.alice(aws.world).devices[0]
    now = aws.world.clock()
    assert current_code(home.env, phone.serial, now) == phone.code(now)
    assert current_code(home.env, "#logins", now) is None


def test_world_without_providers_has_no_word_of_saml(tmp_path: Path, clock: SettableClock) -> None:
    world = bastion.bastion_world(clock)
    stage = build_stage(tmp_path, world, "http://127.0.0.1:1", os.environ)
    config = Path(stage.paths.config_file).read_text()
    assert "saml" not in config and "identity-providers" not in config
    assert len(tomllib.loads(config)["accounts"]) == len(bastion.ACCOUNTS)
