"""Files and variables that are not what they should be: the doctor says so, and goes on."""

import random
from collections.abc import Mapping
from pathlib import Path

import pytest

from rolecall.cli.report import report
from rolecall.doctor.checkup import check_here
from rolecall.doctor.finding import State
from rolecall.doctor.setup import read_setup
from tests.samples.hostile_names import OBEYED, hostile_names
from tests.samples.nasty_files import NASTY

FILES = (
    ".aws/config",
    ".aws/credentials",
    ".aws/accounts",
    ".saml/credentials",
    ".config/rolecall/config.toml",
    ".local/state/rolecall/state.toml",
    ".bashrc",
)
VARIABLES = (
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_PROFILE_ASSUME_ROLE",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_SECURITY_TOKEN",
    "AWS_CREDENTIAL_EXPIRATION",
    "ROLECALL_EXPIRES",
    "AWS_ACCOUNT_NAME",
    "AWS_ACCOUNT_ROLE",
    "AWS_ENDPOINT_URL",
    "AWS_ENDPOINT_URL_STS",
    "AWS_USE_FIPS_ENDPOINT",
    "AWS_CA_BUNDLE",
    "SSL_CERT_FILE",
    "AWS_ROLE_SESSION_TIMEOUT",
    "AWS_CONFIG_FILE",
    "AWS_SHARED_CREDENTIALS_FILE",
    "ACCOUNTS_FILE",
    "SAML_FILE",
    "AWS_ASSUME_ROLE_AUTH_SCHEME",
    "SAML_IDP_NAME",
    "SHELL",
    "ZDOTDIR",
    "PATH",
    "ROLECALL_INTEGRATION",
)
LIKELY = (
    "",
    "true",
    "ASIAABCDEFGHIJKLMNOP",
    "AKIAABCDEFGHIJKLMNOP",
    "default",
    "eu-west-1",
    "https://x.example.com",
    "99999999999",
    "2024-01-01T00:00:00Z",
    "/dev/null",
    "~root/x",
    "$HOME/x",
)


def examine(env: Mapping[str, str]) -> None:
    found = check_here(read_setup(env, has_terminal=False, may_ask=False))
    shown = report(found, {**env, "COLUMNS": "80"})
    assert not OBEYED.search(shown.replace("\n", "")), env
    for one in found:
        nothing_to_do = one.state in (State.OK, State.NOT_ASKED)
        assert (one.text, bool(one.remedy)) == (one.text or "a text", not nothing_to_do), env


@pytest.mark.parametrize("file", FILES)
def test_no_file_stops_it(file: str, tmp_path: Path) -> None:
    path = tmp_path / file
    path.parent.mkdir(parents=True, exist_ok=True)
    for data, _ in NASTY.values():
        path.write_bytes(data)
        examine({"HOME": str(tmp_path), "AWS_PROFILE_ASSUME_ROLE": "dev"})


def test_no_variable_stops_it_nor_reaches_the_terminal(tmp_path: Path) -> None:
    chance = random.Random("doctor")  # noqa: S311
    values = [name.replace("\0", "") for name in hostile_names(200)] + [*LIKELY] * 10
    for _ in range(400):
        names = chance.sample(VARIABLES, chance.randint(1, 8))
        examine({"HOME": str(tmp_path), **{name: chance.choice(values) for name in names}})
