"""The real AWS CLI v2 signs in to the embedded Identity Center, uses it, and signs out."""

import json
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from rolecall.demo.server import EmbeddedAws
from tests.demo.portal.center import Client, assigned
from tests.judges.aws_cli_v2 import aws_cli_v2

FIRST = "600000000000"
PATIENCE = 120


class Cli:
    """The program in a HOME with one session and one profile of it."""

    def __init__(self, home: Path, aws: EmbeddedAws, client: Client) -> None:
        self.program = aws_cli_v2()
        self.home = home
        self.env = {
            "HOME": str(home),
            "PATH": os.environ["PATH"],
            "AWS_ENDPOINT_URL": aws.endpoint,
            "AWS_EC2_METADATA_DISABLED": "true",
            "NO_PROXY": "127.0.0.1",
        }
        (home / ".aws").mkdir()
        (home / ".aws" / "config").write_text(
            f"[sso-session corp]\nsso_start_url = {client.center.start_url}\n"
            f"sso_region = {client.center.region}\n"
            "sso_registration_scopes = sso:account:access\n"
            f"[profile read]\nsso_session = corp\nsso_account_id = {FIRST}\n"
            "sso_role_name = Read\nregion = eu-central-1\n"
        )

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.program, *words], env=self.env, capture_output=True, text=True, timeout=PATIENCE
        )

    def log_in(self, visit: Callable[[str], object], *words: str) -> None:
        """Run `aws sso login`; `visit` goes to the address that it prints."""
        login = [self.program, "sso", "login", "--sso-session", "corp", "--no-browser", *words]
        with subprocess.Popen(
            login, env=self.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as running:
            assert running.stdout is not None
            told = ""
            for line in running.stdout:
                told += line
                if address := re.search(r"https?://\S+(?:authorize\?|user_code=)\S*", line):
                    visit(address[0])
        assert running.returncode == 0, told

    @property
    def cached(self) -> list[dict[str, str]]:
        folder = self.home / ".aws" / "sso" / "cache"
        return [json.loads(file.read_text()) for file in sorted(folder.iterdir())]


@pytest.fixture
def client(aws: EmbeddedAws) -> Client:
    assigned(aws)
    return Client(aws)


@pytest.fixture
def cli(tmp_path: Path, aws: EmbeddedAws, client: Client) -> Cli:
    return Cli(tmp_path, aws, client)


@pytest.mark.parametrize("way", ["browser", "device"])
def test_it_signs_in_takes_a_role_and_signs_out(cli: Cli, client: Client, way: str) -> None:
    cli.log_in(client.answer, *(["--use-device-code"] if way == "device" else []))
    done = cli.run("sts", "get-caller-identity", "--profile", "read")
    assert done.returncode == 0, done.stderr
    role = "AWSReservedSSO_Read_0123456789abcdef"
    arn = f"arn:aws:sts::{FIRST}:assumed-role/{role}/alice"
    assert json.loads(done.stdout)["Arn"] == arn
    assert any("refreshToken" in cached for cached in cli.cached)
    assert cli.run("sso", "logout").returncode == 0
    assert client.center.session is not None
    assert client.center.session.ended
    assert cli.run("sts", "get-caller-identity", "--profile", "read").returncode != 0


def test_it_fails_where_it_was_denied(cli: Cli, client: Client) -> None:
    with pytest.raises(AssertionError, match="Failed to retrieve an authorization code"):
        cli.log_in(lambda address: client.answer(address, "deny"))
    assert not [cached for cached in cli.cached if "accessToken" in cached]
