"""`rolecall trust-policy`: the policies of both set-ups, checked by moto's IAM."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from rolecall.cli.main import main
from tests.drivers.program import PATIENCE
from tests.servers.moto_server import MOTO_ACCOUNT, running_moto

BASTION = "111122223333"
TARGET = "222233334444"
MFA = {
    "Bool": {"aws:SecureTransport": "true", "aws:MultiFactorAuthPresent": "true"},
    "NumericLessThan": {"aws:MultiFactorAuthAge": "43200"},
}
# Partition, a region in it, and the endpoint for SAML assertions.
WORLDS = [
    ("aws", "eu-west-1", "https://signin.aws.amazon.com/saml"),
    ("aws-cn", "cn-northwest-1", "https://signin.amazonaws.cn/saml"),
    ("aws-us-gov", "us-gov-east-1", "https://signin.amazonaws-us-gov.com/saml"),
    ("aws-eusc", "eusc-de-east-1", "https://eusc-de-east-1.signin.amazonaws-eusc.eu/saml"),
    ("aws-iso", "us-iso-west-1", "https://signin.c2shome.ic.gov/saml"),
    ("aws-iso-b", "us-isob-east-1", "https://signin.sc2shome.sgov.gov/saml"),
]
THREE = [
    ["bastion", BASTION],
    ["saml", MOTO_ACCOUNT, "acme-idp"],
    ["group", f"{MOTO_ACCOUNT}/ops/deploy"],
]


class Printed:
    """Runs the command in this process; its output must be JSON alone."""

    def __init__(self, capfd: pytest.CaptureFixture[str]) -> None:
        self._capfd = capfd

    def text(self, *words: str, env: Mapping[str, str] = {}) -> str:
        assert main(["trust-policy", *words], env) == 0
        said = self._capfd.readouterr()
        assert said.err == ""
        return said.out

    def policy(self, *words: str, env: Mapping[str, str] = {}) -> dict[str, Any]:
        """The single statement of the policy."""
        document = json.loads(self.text(*words, env=env))
        assert document.pop("Version") == "2012-10-17"
        (statement,) = document.pop("Statement")
        assert not document
        assert statement["Effect"] == "Allow"
        assert isinstance(statement, dict)
        return statement


@pytest.fixture
def printed(capfd: pytest.CaptureFixture[str]) -> Printed:
    return Printed(capfd)


@pytest.fixture
def endpoint() -> Iterator[str]:
    with running_moto() as running:
        yield running


def iam(endpoint: str, region: str) -> Any:
    return boto3.Session().client(
        "iam",
        endpoint_url=endpoint,
        region_name=region,
        aws_access_key_id="setup",
        aws_secret_access_key="setup",
    )


def test_bastion_trusts_its_users_with_mfa_over_tls(printed: Printed) -> None:
    assert printed.policy("bastion", BASTION) == {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{BASTION}:root"},
        "Action": "sts:AssumeRole",
        "Condition": MFA,
    }


def test_saml_trusts_the_provider_at_the_sign_in_page(printed: Printed) -> None:
    assert printed.policy("saml", TARGET, "acme-idp") == {
        "Effect": "Allow",
        "Principal": {"Federated": f"arn:aws:iam::{TARGET}:saml-provider/acme-idp"},
        "Action": "sts:AssumeRoleWithSAML",
        "Condition": {
            "Bool": {"aws:SecureTransport": "true"},
            "StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"},
        },
    }


def test_group_may_take_the_roles_with_mfa(printed: Printed) -> None:
    assert printed.policy("group", f"{TARGET}/read") == {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Resource": [f"arn:aws:iam::{TARGET}:role/read"],
        "Condition": MFA,
    }


def test_group_may_look_up_its_own_devices_before_any_code(printed: Printed) -> None:
    roles, own = json.loads(printed.text("group", f"{TARGET}/read", "--own-devices"))["Statement"]
    assert roles == printed.policy("group", f"{TARGET}/read")
    assert own == {
        "Effect": "Allow",
        "Action": ["iam:GetUser", "iam:ListMFADevices"],
        "Resource": [
            "arn:aws:iam::*:user/${aws:username}",
            "arn:aws:iam::*:user/*/${aws:username}",
        ],
        "Condition": {"Bool": {"aws:SecureTransport": "true"}},
    }


@pytest.mark.parametrize(
    ("words", "roles"),
    [
        ("222233334444/read 333344445555/ops/deploy", ["2/read", "3/ops/deploy"]),
        ("222233334444 read ops/deploy 3333-4444-5555 read", ["2/read", "2/ops/deploy", "3/read"]),
        ("222233334444 read 333344445555/admin", ["2/read", "3/admin"]),
        ("arn:aws:iam::222233334444:role/ops/read 333344445555 a", ["2/ops/read", "3/a"]),
        ("222233334444/read 222233334444 read", ["2/read"]),
    ],
)
def test_group_takes_roles_of_several_accounts(
    printed: Printed, words: str, roles: list[str]
) -> None:
    ids = {"2": "222233334444", "3": "333344445555"}
    assert printed.policy("group", *words.split())["Resource"] == [
        f"arn:aws:iam::{ids[role[0]]}:role{role[1:]}" for role in roles
    ]


@pytest.mark.parametrize(
    ("age", "seconds"), [("12h", "43200"), ("54000", "54000"), ("90m", "5400"), ("1h", "3600")]
)
@pytest.mark.parametrize("words", [["bastion", BASTION], ["group", f"{TARGET}/read"]])
def test_the_age_of_the_code_is_in_seconds(
    printed: Printed, words: list[str], age: str, seconds: str
) -> None:
    condition = printed.policy(*words, "--mfa-age", age)["Condition"]
    assert condition["NumericLessThan"] == {"aws:MultiFactorAuthAge": seconds}
    assert condition["Bool"] == MFA["Bool"]


def test_an_external_id_is_asked_for_only_on_request(printed: Printed) -> None:
    condition = printed.policy("bastion", BASTION, "--external-id", TARGET)["Condition"]
    assert condition == {**MFA, "StringEquals": {"sts:ExternalId": TARGET}}


def test_audiences_replace_the_partitions_page(printed: Printed) -> None:
    pages = [
        f"https://{region}.signin.aws.amazon.com/saml" for region in ("us-east-2", "eu-west-1")
    ]
    saml = ("saml", TARGET, "acme-idp")
    one = printed.policy(*saml, "--audience", pages[0])["Condition"]["StringEquals"]
    assert one == {"SAML:aud": pages[0]}
    both = printed.policy(*saml, "--audience", pages[0], "--audience", pages[1])
    assert both["Condition"]["StringEquals"] == {"SAML:aud": pages}


@pytest.mark.parametrize("words", THREE, ids=lambda words: words[0])
def test_session_tags_are_allowed_only_on_request(printed: Printed, words: list[str]) -> None:
    alone = printed.policy(*words)["Action"]
    assert printed.policy(*words, "--tag-session")["Action"] == [alone, "sts:TagSession"]


@pytest.mark.parametrize(("partition", "region", "page"), WORLDS)
def test_a_region_means_its_partition(
    printed: Printed, partition: str, region: str, page: str
) -> None:
    for words in THREE:
        told = printed.text(*words, "--partition", partition)
        assert f'"arn:{partition}:iam::' in told
        assert printed.text(*words, "--region", region) == told
        assert printed.text(*words, env={"AWS_REGION": region}) == told
        assert printed.text(*words, env={"AWS_DEFAULT_REGION": region}) == told
    saml = printed.policy("saml", TARGET, "idp", "--region", region)
    assert saml["Condition"]["StringEquals"] == {"SAML:aud": page}


def test_what_is_said_beats_the_environment(printed: Printed) -> None:
    env = {"AWS_REGION": "cn-north-1", "AWS_DEFAULT_REGION": "us-gov-west-1"}
    words = ("bastion", BASTION)
    assert '"arn:aws-cn:' in printed.text(*words, env=env)
    assert '"arn:aws-eusc:' in printed.text(*words, "--region", "eusc-de-east-1", env=env)
    assert '"arn:aws:' in printed.text(*words, "--partition", "aws", env=env)


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["moon", BASTION],
        ["bastion"],
        ["bastion", "11112222333"],
        ["bastion", "1111222233334"],
        ["bastion", "1111-22223333"],
        ["bastion", "１１１１２２２２３３３３"],
        ["bastion", "111122223333\n"],
        ["bastion", "production"],
        ["bastion", BASTION, TARGET],
        ["bastion", BASTION, "--mfa-age", "soon"],
        ["bastion", BASTION, "--mfa-age", "0"],
        ["bastion", BASTION, "--mfa-age="],
        ["bastion", BASTION, "--mfa-age", "-1"],
        ["bastion", BASTION, "--external-id", "x"],
        ["bastion", BASTION, "--external-id", "${aws:username}"],
        ["bastion", BASTION, "--audience", "https://signin.aws.amazon.com/saml"],
        ["bastion", BASTION, "--partition", "aws-gov"],
        ["bastion", BASTION, "--region", "moon"],
        ["bastion", BASTION, "--partition", "aws", "--region", "cn-north-1"],
        ["saml", TARGET],
        ["saml", "acme-idp", TARGET],
        ["saml", TARGET, "acme/idp"],
        ["saml", TARGET, "acme*"],
        ["saml", TARGET, 'acme"idp'],
        ["saml", TARGET, "Ä"],
        ["saml", TARGET, ""],
        ["saml", TARGET, "a" * 129],
        ["saml", TARGET, "acme-idp", "--mfa-age", "1h"],
        ["saml", TARGET, "acme-idp", "--external-id", TARGET],
        ["saml", TARGET, "acme-idp", "--own-devices"],
        ["saml", TARGET, "acme-idp", "--audience", "http://signin.aws.amazon.com/saml"],
        ["saml", TARGET, "acme-idp", "--audience", "https://*/saml"],
        ["group"],
        ["group", TARGET],
        ["group", TARGET, BASTION, "read"],
        ["group", TARGET, "read", BASTION],
        ["group", "read"],
        ["group", f"{TARGET}/"],
        ["group", f"{TARGET}/re ad"],
        ["group", f"{TARGET}/*"],
        ["group", f"{TARGET}/a*/read"],
        ["group", f"{TARGET}/a?/read"],
        ["group", f"{TARGET}/${{aws:username}}/read"],
        ["group", TARGET, "read", "33334444555/admin"],
        ["group", f"{TARGET}/read", "admin"],
        ["group", f"arn:aws:iam::{TARGET}:role/read", "admin"],
        ["group", f"arn:aws:iam::{TARGET}:user/alice"],
        ["group", f"arn:aws-cn:iam::{TARGET}:role/read"],
        ["group", f"arn:aws:iam::{TARGET}:role/*/read"],
        ["group", f"{TARGET}/read", "--external-id", TARGET],
    ],
)
def test_what_cannot_be_is_refused_with_nothing_on_stdout(
    words: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["trust-policy", *words], {}) == 2
    said = capfd.readouterr()
    assert said.out == ""
    message, hint = said.err.splitlines()
    assert message and hint.startswith("hint: ")


def test_a_region_of_the_environment_that_is_none_is_named(
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert main(["trust-policy", "bastion", BASTION], {"AWS_REGION": "moon"}) == 2
    said = capfd.readouterr()
    assert said.out == ""
    assert said.err.startswith("AWS_REGION is not an AWS region.")


@pytest.mark.parametrize(("partition", "region", "page"), WORLDS[:4])
def test_iam_takes_every_policy_and_calls_things_the_same(
    printed: Printed, endpoint: str, partition: str, region: str, page: str
) -> None:
    client = iam(endpoint, region)
    there = ("--region", region)

    trust = printed.text("bastion", MOTO_ACCOUNT, "--external-id", "payments", *there)
    role = client.create_role(RoleName="read", Path="/ops/", AssumeRolePolicyDocument=trust)["Role"]
    assert role["AssumeRolePolicyDocument"] == json.loads(trust)
    client.update_assume_role_policy(RoleName="read", PolicyDocument=trust)  # moto is stricter

    group = printed.text("group", f"{MOTO_ACCOUNT}/ops/read", "--own-devices", *there)
    assert json.loads(group)["Statement"][0]["Resource"] == [role["Arn"]]
    client.create_group(GroupName="may-read")
    client.put_group_policy(GroupName="may-read", PolicyName="read", PolicyDocument=group)
    kept = client.get_group_policy(GroupName="may-read", PolicyName="read")
    assert kept["PolicyDocument"] == json.loads(group)

    provider = client.create_saml_provider(Name="acme.IdP_1-x", SAMLMetadataDocument="x" * 1000)
    saml = printed.text("saml", MOTO_ACCOUNT, "acme.IdP_1-x", "--tag-session", *there)
    principal = json.loads(saml)["Statement"][0]["Principal"]
    assert principal == {"Federated": provider["SAMLProviderArn"]}
    client.update_assume_role_policy(RoleName="read", PolicyDocument=saml)


def test_iam_would_notice_a_policy_in_the_wrong_place(printed: Printed, endpoint: str) -> None:
    client = iam(endpoint, "eu-west-1")
    trust = printed.text("bastion", BASTION)
    client.create_role(RoleName="read", AssumeRolePolicyDocument=trust)
    with pytest.raises(ClientError, match="MalformedPolicyDocument"):
        client.update_assume_role_policy(
            RoleName="read", PolicyDocument=printed.text("group", f"{TARGET}/read")
        )
    client.create_group(GroupName="may-read")
    with pytest.raises(ClientError, match="MalformedPolicyDocument"):
        client.put_group_policy(
            GroupName="may-read",
            PolicyName="read",
            PolicyDocument=trust,
        )


WATCHED = """
import os, sys
home = os.environ["HOME"]
def watch(event, details):
    if event.startswith("socket.") or (event == "open" and str(details[0]).startswith(home)):
        print("seen:", event, details, file=sys.stderr)
sys.addaudithook(watch)
from rolecall.cli.main import main
status = main(sys.argv[1:], os.environ)
heavy = {"boto3", "textual", "dataclasses", "pathlib", "subprocess", "rolecall.catalog.catalog"}
print(status, *(heavy & sys.modules.keys()), file=sys.stderr)
"""


@pytest.mark.parametrize("words", THREE, ids=lambda words: words[0])
def test_no_file_is_read_and_nobody_is_asked(tmp_path: Path, words: list[str]) -> None:
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "config").write_text("[default]\nregion = cn-north-1\n")
    (tmp_path / ".aws" / "accounts").write_text("{")
    env = {"HOME": str(tmp_path), "PATH": os.environ["PATH"], "AWS_PROFILE": "gone"}
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, "trust-policy", *words],
        env=env,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.stderr == "0\n"
    assert '"arn:aws:iam::' in done.stdout
