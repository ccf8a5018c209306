"""`aws login` of the real AWS CLI v2 against the embedded AWS Sign-In."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from rolecall.demo.server import EmbeddedAws
from tests.demo.portal.center import Client
from tests.judges.aws_cli_v2 import aws_cli_v2

PATIENCE = 120
USER = "arn:aws:iam::111122223333:user/alice"


class Cli:
    """The program in a HOME with one profile, and a browser."""

    def __init__(self, home: Path, aws: EmbeddedAws) -> None:
        self.program = aws_cli_v2()
        self.home, self.aws = home, aws
        self.browser = Client(aws)
        self.env = {
            "HOME": str(home),
            "PATH": os.environ["PATH"],
            "AWS_ENDPOINT_URL": aws.endpoint,
            "AWS_EC2_METADATA_DISABLED": "true",
            "NO_PROXY": "127.0.0.1",
        }
        (home / ".aws").mkdir()
        (home / ".aws" / "config").write_text("[profile me]\nregion = eu-central-1\n")

    def identity(self) -> subprocess.CompletedProcess[str]:
        words = [self.program, "sts", "get-caller-identity", "--profile", "me"]
        return subprocess.run(words, env=self.env, capture_output=True, text=True, timeout=PATIENCE)

    def log_in(self, *words: str) -> None:
        """Run `aws login`; the browser goes to the address that it prints, and allows it."""
        with subprocess.Popen(
            [self.program, "login", "--profile", "me", *words],
            env=self.env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as running:
            assert running.stdout is not None
            assert running.stdin is not None
            told = ""
            for line in running.stdout:
                told += line
                if address := re.match(r"https?://\S+/v1/authorize\?\S+", line):
                    page = self.browser.answer(address[0])
                    if words:
                        running.stdin.write(f"{re.findall('<code>(.+)</code>', page)[0]}\n")
                        running.stdin.flush()
        assert running.returncode == 0, told

    def expire(self) -> None:
        """Let the keys in the cache expire, by whose clock the program goes."""
        (file,) = (self.home / ".aws" / "login" / "cache").glob("*.json")
        cached = json.loads(file.read_text())
        cached["accessToken"]["expiresAt"] = "2020-01-01T00:00:00Z"
        file.write_text(json.dumps(cached))


@pytest.fixture
def cli(tmp_path: Path, aws: EmbeddedAws) -> Cli:
    return Cli(tmp_path, aws)


@pytest.mark.parametrize("words", [(), ("--remote",)])
def test_it_signs_in_and_refreshes(cli: Cli, words: tuple[str, ...]) -> None:
    cli.log_in(*words)
    done = cli.identity()
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["Arn"] == USER
    assert f"login_session = {USER}" in (cli.home / ".aws" / "config").read_text()
    cli.expire()
    assert cli.identity().returncode == 0
    grants = [
        json.loads(asked.request.body)["grantType"]
        for asked in cli.aws.sign_in.requests
        if asked.action == "CreateOAuth2Token"
    ]
    assert grants == ["authorization_code", "refresh_token"]


def test_a_changed_password_ends_it(cli: Cli) -> None:
    cli.log_in()
    cli.expire()
    cli.aws.aws_login.changed = True
    done = cli.identity()
    assert done.returncode != 0
    assert "password" in done.stderr or "reauthenticate" in done.stderr, done.stderr
