"""Runs every command of the page aws-setup against moto's AWS."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import pytest

from tests.drivers.program import PATIENCE, Program, Talk
from tests.make_docs.pages import Block, blocks, text_of
from tests.samples.idp_shapes import okta
from tests.samples.saml_responses import Claims
from tests.servers.idp_server import IdpServer, knows
from tests.servers.moto_server import WITH_AWS_POLICIES, running_moto

PAGE = "aws-setup"
BASTION, PRODUCTION = "111122223333", "222233334444"
CODE = "123456"
USER, PASSWORD = "alice@example.com", 'pa"ss $word'
ASSUMED = f"arn:aws:sts::{PRODUCTION}:assumed-role/read/"
PAIR = (
    f"arn:aws:iam::{PRODUCTION}:role/read",
    f"arn:aws:iam::{PRODUCTION}:saml-provider/acme-idp",
)
AFTERWARDS = 'echo "$AWS_ACCOUNT_NAME $AWS_ACCOUNT_ID $AWS_ACCOUNT_ROLE"\n'
IDP = "https://idp.example.com/aws"


def section(title: str) -> list[Block]:
    """The code blocks of a section of the page."""
    return [block for block in blocks(PAGE) if block.place.startswith(f"{PAGE} / {title} #")]


class Walker:
    """A reader of the page with an empty HOME and the administrators' profiles."""

    def __init__(self, program: Program, endpoint: str, folder: Path) -> None:
        self._program = program
        self._endpoint = endpoint
        self._folder = folder
        self._paths = program.paths
        self.config_file = program.paths.config_file
        for path in (self._paths.config_file, self._paths.accounts_file):
            os.remove(path)
        self.write(self._paths.aws_config, "[default]\nregion = eu-central-1\n")
        self._credentials = "".join(
            f"[{name}-admin]\n{self._keys_in(account_id)}"
            for name, account_id in (("bastion", BASTION), ("production", PRODUCTION))
        )
        self.write(self._paths.aws_credentials, self._credentials)
        venv = os.path.dirname(sys.executable)
        self.env = {
            "AWS_ENDPOINT_URL": endpoint,
            "PATH": f"{venv}:{program.env['PATH']}",
            "ROLECALL_ALLOW_HTTP_IDP": "1",
        }

    def write(self, path: str, text: str) -> None:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(text, encoding="utf-8")
        os.chmod(path, 0o600)

    def do(self, script: str) -> str:
        """Run the commands until one fails; returns their output."""
        done = subprocess.run(
            ["bash", "-euc", script],
            env={**self._program.env, **self.env},
            cwd=self._folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE * 4,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def configure(self, keys: Mapping[str, str]) -> None:
        """Write a user's keys as `aws configure` does."""
        self.write(
            self._paths.aws_credentials,
            f"[default]\naws_access_key_id = {keys['AccessKeyId']}\n"
            f"aws_secret_access_key = {keys['SecretAccessKey']}\n{self._credentials}",
        )

    def sign_in(self, script: str, *answers: tuple[str, str]) -> Talk:
        """Run the commands on a terminal and answer the prompts."""
        return self._program.talk([], answers, env=self.env, command=["bash", "-euc", script])

    def iam(self, account_id: str) -> Any:
        return self._client("iam", self._session_of(account_id))

    def _keys_in(self, account_id: str) -> str:
        keys = self._session_of(account_id)
        return (
            f"aws_access_key_id = {keys['AccessKeyId']}\n"
            f"aws_secret_access_key = {keys['SecretAccessKey']}\n"
            f"aws_session_token = {keys['SessionToken']}\nregion = eu-central-1\n"
        )

    def _session_of(self, account_id: str) -> Mapping[str, str]:
        sts = self._client("sts", {"AccessKeyId": "setup", "SecretAccessKey": "setup"})
        role = f"arn:aws:iam::{account_id}:role/administrator"
        answer = sts.assume_role(RoleArn=role, RoleSessionName="walker")
        found: Mapping[str, str] = answer["Credentials"]
        return found

    def _client(self, service: str, keys: Mapping[str, str]) -> Any:
        return boto3.Session().client(
            service,
            endpoint_url=self._endpoint,
            region_name="eu-central-1",
            aws_access_key_id=keys["AccessKeyId"],
            aws_secret_access_key=keys["SecretAccessKey"],
            aws_session_token=keys.get("SessionToken"),
        )


@pytest.fixture
def walker(program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Walker]:
    monkeypatch.setenv(WITH_AWS_POLICIES, "true")
    with running_moto() as endpoint:
        yield Walker(program, endpoint, tmp_path)


def test_the_bastion_walk_ends_as_the_role(walker: Walker) -> None:
    *setting_up, signing_in = section("A bastion with MFA")
    assert {block.language for block in (*setting_up, signing_in)} == {"sh"}

    printed = walker.do("".join(block.text for block in setting_up))
    walker.configure(json.loads("{" + printed.rpartition("\n{")[2])["AccessKey"])
    talk = walker.sign_in(signing_in.text, ("MFA code", f"{CODE}\n"))
    assert talk.status == 0, talk.shown
    assert json.loads(talk.stdout)["Arn"] == f"{ASSUMED}alice"

    (group,) = walker.iam(BASTION).list_groups_for_user(UserName="alice")["Groups"]
    may = walker.iam(BASTION).get_group_policy(
        GroupName=group["GroupName"], PolicyName=group["GroupName"]
    )
    role = walker.iam(PRODUCTION).get_role(RoleName="read")["Role"]
    assert may["PolicyDocument"]["Statement"][0]["Resource"] == [role["Arn"]]
    (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"AWS": f"arn:aws:iam::{BASTION}:root"}


def test_the_saml_walk_ends_as_the_role(walker: Walker, tmp_path: Path) -> None:
    setting_up, config, classic, signing_in = section("A SAML provider")
    assert [block.language for block in (setting_up, config, classic, signing_in)] == [
        "sh",
        "toml",
        "sh",
        "sh",
    ]
    (tmp_path / "metadata.xml").write_text(f"<EntityDescriptor>{' ' * 1000}</EntityDescriptor>")
    walker.do(setting_up.text)
    role = walker.iam(PRODUCTION).get_role(RoleName="read")["Role"]
    (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
    (provider,) = walker.iam(PRODUCTION).list_saml_providers()["SAMLProviderList"]
    assert trust["Principal"] == {"Federated": provider["Arn"]}
    assert (role["Arn"], provider["Arn"]) == PAIR

    assertion = okta(Claims([PAIR], datetime.now(UTC), session_name=USER))
    answers = (("User name", f"{USER}\n"), ("assword", f"{PASSWORD}\n"))
    with IdpServer(knows(USER, PASSWORD, assertion)) as idp:
        for by_file in (True, False):
            text = config.text if by_file else ""
            walker.write(walker.config_file, text.replace(IDP, idp.url))
            script = "" if by_file else classic.text.replace(IDP, idp.url)
            talk = walker.sign_in(script + signing_in.text + AFTERWARDS, *answers)
            assert talk.status == 0, talk.shown
            # moto identifies keys by the account alone.
            identity, _, said = talk.stdout.rpartition("\n}\n")
            assert json.loads(identity + "}")["Account"] == PRODUCTION
            assert said == f"production {PRODUCTION} read\n"
            walker.do("rolecall forget --all")
        assert len(idp.logins) == 2


def test_the_page_says_the_attributes_that_aws_reads() -> None:
    told = text_of(PAGE)
    for name in ("Role", "RoleSessionName", "SessionDuration"):
        assert f"`https://aws.amazon.com/SAML/Attributes/{name}`" in told
    for arn in PAIR:
        assert f"`{arn}`" in told
