"""The real AWS CLI v2 signs in to the embedded Identity Center, uses it, and signs out."""

import json
from pathlib import Path

import pytest

from rolecall.demo.server import EmbeddedAws
from tests.demo.portal.center import CONFIG, FIRST, Client, assigned
from tests.judges.aws_cli_v2 import AwsCliV2
from tests.judges.aws_home import aws_home
from tests.judges.identity_center_cache import cached_files, token_in


@pytest.fixture
def client(aws: EmbeddedAws) -> Client:
    assigned(aws)
    return Client(aws)


@pytest.fixture
def cli(tmp_path: Path, aws: EmbeddedAws, client: Client) -> AwsCliV2:
    return AwsCliV2(aws_home(tmp_path, aws, CONFIG))


@pytest.mark.parametrize("way", ["browser", "device"])
def test_it_signs_in_takes_a_role_and_signs_out(
    cli: AwsCliV2, client: Client, way: str, tmp_path: Path
) -> None:
    cli.sso_login("corp", client.answer, *(["--use-device-code"] if way == "device" else []))
    done = cli.run("sts", "get-caller-identity", "--profile", "read")
    assert done.returncode == 0, done.stderr
    role = "AWSReservedSSO_Read_0123456789abcdef"
    arn = f"arn:aws:sts::{FIRST}:assumed-role/{role}/alice"
    assert json.loads(done.stdout)["Arn"] == arn
    assert token_in(tmp_path)["refreshToken"]
    assert cli.run("sso", "logout").returncode == 0
    assert client.center.session is not None
    assert client.center.session.ended
    assert cli.run("sts", "get-caller-identity", "--profile", "read").returncode != 0


def test_it_fails_where_it_was_denied(cli: AwsCliV2, client: Client, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="Failed to retrieve an authorization code"):
        cli.sso_login("corp", lambda address: client.answer(address, "deny"))
    assert not [file for file in cached_files(tmp_path) if "accessToken" in file.read_text()]
