"""The built HOME directory: what the real `aws` finds in it, and which variables are dropped."""

import json
import os
import stat
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from rolecall.demo.environment import world_environment
from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import Stage
from rolecall.demo.world.bastion import ACCOUNTS, alice
from rolecall.demo.world.clock import SettableClock


def _aws(home: Stage, *words: str, answers: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["aws", *words], env=home.env, input=answers, capture_output=True, text=True, timeout=60
    )


def test_aws_cli_is_the_bastion_user(home: Stage) -> None:
    who = json.loads(_aws(home, "sts", "get-caller-identity").stdout)
    assert who["Arn"] == "arn:aws:iam::111122223333:user/alice"


def test_aws_cli_takes_the_chained_profile_with_a_code(
    home: Stage, aws: EmbeddedAws, clock: SettableClock
) -> None:
    code = alice(aws.world).devices[0].code(clock())
    # Without a terminal, getpass falls back to stdin.
    session = subprocess.run(
        ["setsid", "aws", "--profile", "archivist", "sts", "get-caller-identity"],
        env=home.env,
        input=f"{code}\n",
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert session.returncode == 0, session.stderr
    assert ":assumed-role/archivist/" in session.stdout


def test_files_are_private(home: Stage) -> None:
    files = [path for path in home.home.parent.rglob("*") if path.is_file()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    folders = [path for path in home.home.parent.rglob("*") if path.is_dir()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folders} == {0o700}


def test_accounts_are_numbers_and_strings_and_keep_leading_zeros(home: Stage) -> None:
    ids = json.loads(Path(home.paths.accounts_file).read_text())
    assert {type(number) for number in ids.values()} == {int, str}
    assert ids["log-archive"] == "012345678901"
    assert len(ids) == len(ACCOUNTS) >= 10


def test_config_describes_accounts_that_exist(home: Stage, aws: EmbeddedAws) -> None:
    config = tomllib.loads(Path(home.paths.config_file).read_text())["accounts"]
    for alias, account in config.items():
        assert aws.world.aliases[alias] == account["id"]
        for role in account.get("roles", ()):
            assert aws.world.role(alias, role).external_id in (
                account.get("external_id", account["id"]),
                None,
            )
    protected = [alias for alias, account in config.items() if account.get("protected")]
    assert protected == ["production"]
    assert "roles" not in config["playground"]
    assert aws.world.role("playground", "read")


def test_each_target_is_listed_once(home: Stage) -> None:
    """The chained role is a profile of the AWS config, so config.toml does not list it."""
    done = subprocess.run(
        [sys.executable, "-m", "rolecall", "list", "--json"],
        env=home.env,
        capture_output=True,
        text=True,
        timeout=60,
    )
    targets = json.loads(done.stdout)
    arns = [target["arn"] for target in targets]
    assert len(arns) == len(set(arns)) == 29
    (chained,) = (target for target in targets if target["role"] == "archivist")
    assert chained["sources"] == ["AWS config: archivist"]


def test_environment_leads_nowhere_real(tmp_path: Path) -> None:
    outside = {
        "HOME": "/home/me",
        "PATH": "/usr/bin",
        "LANG": "C.UTF-8",
        "AWS_PROFILE": "work",
        "AWS_SECRET_ACCESS_KEY": "mine",
        "SAML_FILE": "/home/me/.saml/credentials",
        "ACCOUNTS_FILE": "/home/me/accounts",
        "GEO_ENV": "production",
        "DEBUG_ASSUME_ROLE": "true",
        "ROLECALL_DEBUG": "1",
        "HISTFILE": "/home/me/.bash_history",
        "XDG_CONFIG_HOME": "/home/me/.config",
        "https_proxy": "http://proxy:3128",
        "no_proxy": "intranet",
    }
    world = world_environment(outside, tmp_path, "http://127.0.0.1:1", tmp_path / "devices")
    assert not {name for name, value in world.items() if "/home/me" in value or value == "mine"}
    assert not {"AWS_PROFILE", "GEO_ENV", "DEBUG_ASSUME_ROLE", "ROLECALL_DEBUG"} & world.keys()
    assert (world["LANG"], world["https_proxy"]) == ("C.UTF-8", "http://proxy:3128")
    assert world["no_proxy"] == world["NO_PROXY"] == "intranet,127.0.0.1,localhost"
    assert world["PATH"].startswith("/usr/bin" + os.pathsep)


@pytest.mark.parametrize("hosts", ["*", "127.0.0.1,localhost"])
def test_proxies_already_passed_by_stay_as_they_are(tmp_path: Path, hosts: str) -> None:
    world = world_environment({"NO_PROXY": hosts}, tmp_path, "http://127.0.0.1:1", tmp_path)
    assert world["NO_PROXY"] == hosts
