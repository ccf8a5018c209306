"""The identity that AWS derives from credentials, and credentials that it refuses."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from rolecall.demo.server import EmbeddedAws
from rolecall.demo.world.bastion import BASTION, alice
from rolecall.demo.world.clock import SettableClock
from tests.drivers.sdk_clients import client, mfa_session, refusal


def _refused(call: Callable[[], Any]) -> tuple[int, str, str]:
    with pytest.raises(ClientError) as caught:
        call()
    return refusal(caught.value)


def test_user_is_named_with_account_and_id(aws: EmbeddedAws) -> None:
    who = client(aws, "sts").get_caller_identity()
    assert who["Arn"] == f"arn:aws:iam::{BASTION}:user/alice"
    assert (who["Account"], who["UserId"]) == (BASTION, alice(aws.world).user_id)


def test_wrong_secret_is_told_from_an_unknown_key(aws: EmbeddedAws) -> None:
    wrong = client(aws, "sts", aws_secret_access_key="x" * 40).get_caller_identity
    status, code, message = _refused(wrong)
    assert (status, code) == (403, "SignatureDoesNotMatch")
    assert message.startswith("The request signature we calculated does not match the signature")
    unknown = client(aws, "sts", aws_access_key_id="AKIAAAAAAAAAAAAAAAAA").get_caller_identity
    assert _refused(unknown) == (
        403,
        "InvalidClientTokenId",
        "The security token included in the request is invalid.",
    )


@pytest.mark.parametrize(
    ("off", "wording"),
    [
        (16 * 60, r"Signature expired: \w+ is now earlier than \w+ \(\w+ - 15 min\.\)"),
        (-16 * 60, r"Signature not yet current: \w+ is still later than \w+ \(\w+ \+ 15 min\.\)"),
        (86_400, r"Signature expired: "),
    ],
)
def test_clock_more_than_15_minutes_off_is_refused(
    aws: EmbeddedAws, off: int, wording: str
) -> None:
    aws.signing_clock = lambda: time.time() + off
    with pytest.raises(ClientError, match=wording) as caught:
        client(aws, "sts").get_caller_identity()
    assert refusal(caught.value)[:2] == (403, "SignatureDoesNotMatch")


def test_clock_14_minutes_off_is_taken(aws: EmbeddedAws) -> None:
    for off in (14 * 60, -14 * 60):
        aws.signing_clock = lambda off=off: time.time() + off  # type: ignore[misc]
        assert client(aws, "sts").get_caller_identity()["Account"] == BASTION


def test_temporary_credentials_end_when_their_time_is_over(
    aws: EmbeddedAws, clock: SettableClock
) -> None:
    session = mfa_session(aws)
    clock.advance(43_200 - 2)
    assert client(aws, "sts", session).get_caller_identity()["Account"] == BASTION
    clock.advance(2)
    assert _refused(client(aws, "sts", session).get_caller_identity) == (
        403,
        "ExpiredToken",
        "The security token included in the request is expired",
    )


def test_temporary_keys_are_nothing_without_their_own_token(aws: EmbeddedAws) -> None:
    one, two = mfa_session(aws), client(aws, "sts").get_session_token()["Credentials"]
    mixed = one | {"SessionToken": two["SessionToken"]}
    assert _refused(client(aws, "sts", mixed).get_caller_identity)[1] == "InvalidClientTokenId"


def test_revoked_credentials_are_unknown(aws: EmbeddedAws) -> None:
    session = mfa_session(aws)
    aws.world.revoke(session["AccessKeyId"])
    code = _refused(client(aws, "sts", session).get_caller_identity)[1]
    assert code == "InvalidClientTokenId"


def test_keys_look_like_those_of_aws_and_never_repeat(aws: EmbeddedAws) -> None:
    session = mfa_session(aws)
    user = alice(aws.world)
    assert (user.access_key_id[:4], len(user.access_key_id), len(user.secret)) == ("AKIA", 20, 40)
    assert (session["AccessKeyId"][:4], len(session["AccessKeyId"])) == ("ASIA", 20)
    assert len(session["SecretAccessKey"]) == 40
    assert len(session["SessionToken"]) > 300
    again = client(aws, "sts").get_session_token()["Credentials"]
    assert again["SessionToken"] != session["SessionToken"]
