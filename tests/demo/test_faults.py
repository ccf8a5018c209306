"""Faults and rules, which inject failures into the embedded AWS."""

import threading
from typing import Any

import pytest
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    EndpointConnectionError,
    ReadTimeoutError,
)
from botocore.parsers import ResponseParserError

from rolecall.demo.faults import (
    altered,
    drip,
    refuse,
    reset,
    stalled,
    throttle,
    truncated,
    unavailable,
    wrong_body,
)
from rolecall.demo.protocol import refusals
from rolecall.demo.server import EmbeddedAws
from rolecall.demo.world.actions import ApiCall
from rolecall.demo.world.world import World
from tests.drivers.sdk_clients import become, client, mfa_session, refusal


def _refused(call: Any) -> tuple[int, str, str]:
    with pytest.raises(ClientError) as caught:
        call()
    return refusal(caught.value)


def test_fault_lasts_as_often_as_said_and_counts_as_asked(aws: EmbeddedAws) -> None:
    aws.faults.add("GetCallerIdentity", throttle(), times=2)
    sts = client(aws, "sts")
    for _ in range(2):
        assert _refused(sts.get_caller_identity) == (400, "Throttling", "Rate exceeded")
    assert sts.get_caller_identity()
    assert aws.times_called("GetCallerIdentity") == 3


def test_fault_hits_its_own_action_only(aws: EmbeddedAws) -> None:
    aws.faults.add("AssumeRole", unavailable(503))
    session = mfa_session(aws)
    with pytest.raises(ClientError) as caught:
        become(aws, session, "staging", "read")
    assert refusal(caught.value)[:2] == (503, "ServiceUnavailable")
    assert caught.value.response["ResponseMetadata"]["RequestId"]
    aws.faults.clear()
    assert become(aws, session, "staging", "read")


def test_refusal_takes_the_form_of_the_service(aws: EmbeddedAws) -> None:
    aws.faults.add("*", throttle())
    ec2 = client(aws, "ec2")
    assert _refused(ec2.describe_regions)[:2] == (503, "RequestLimitExceeded")
    aws.faults.clear()
    aws.faults.add("GetUser", refuse(refusals.internal_failure()))
    assert _refused(client(aws, "iam").get_user)[:2] == (500, "InternalFailure")


def test_reset_comes_before_any_answer(aws: EmbeddedAws) -> None:
    aws.faults.add("*", reset())
    with pytest.raises(ConnectionClosedError) as caught:
        client(aws, "sts").get_caller_identity()
    # The innermost cause, below botocore's and urllib3's: the kernel received RST, not FIN.
    assert "ConnectionResetError" in repr(caught.value.kwargs["error"])


def test_truncated_answer_ends_in_the_middle(aws: EmbeddedAws) -> None:
    aws.faults.add("*", truncated(100))
    with pytest.raises(Exception, match=r"(?i)incomplete|closed|parse"):
        client(aws, "sts").get_caller_identity()


def test_portal_answers_in_place_of_aws(aws: EmbeddedAws) -> None:
    aws.faults.add("*", wrong_body(b"Please sign in to the Wi-Fi"))
    with pytest.raises(ResponseParserError):
        client(aws, "sts").get_caller_identity()


def test_answer_can_be_altered(aws: EmbeddedAws) -> None:
    aws.faults.add("*", altered(lambda body: body.replace(b"111122223333", b"999999999999")))
    assert client(aws, "sts").get_caller_identity()["Account"] == "999999999999"


def test_dripping_answer_arrives_whole(aws: EmbeddedAws) -> None:
    aws.faults.add("*", drip(0.0001))
    assert client(aws, "sts").get_caller_identity()["Account"] == "111122223333"


def test_held_answer_waits_for_its_event(aws: EmbeddedAws) -> None:
    go = threading.Event()
    aws.faults.add("GetCallerIdentity", stalled(go), times=1)
    answers: list[str] = []
    sts = client(aws, "sts")
    caller = threading.Thread(
        target=lambda: answers.append(sts.get_caller_identity()["Account"]), daemon=True
    )
    caller.start()
    # Another call gets its response meanwhile, and the stalled one does not.
    assert client(aws, "iam").get_user()
    assert answers == []
    go.set()
    caller.join(timeout=10)
    assert answers == ["111122223333"]


def test_rule_refuses_known_callers_only(aws: EmbeddedAws) -> None:
    def no_sandbox(world: World, call: ApiCall) -> None:
        if "444455556666" in call.parameters.get("RoleArn", ""):
            raise refusals.access_denied(f"not today, {call.caller.arn}")

    aws.faults.rule("AssumeRole", no_sandbox)
    session = mfa_session(aws)
    with pytest.raises(ClientError, match="not today, arn:aws:iam::111122223333:user/alice"):
        become(aws, session, "sandbox", "read")
    assert become(aws, session, "staging", "read")


def test_closed_aws_is_unreachable_also_for_kept_connections(aws: EmbeddedAws) -> None:
    sts = client(aws, "sts")
    assert sts.get_caller_identity()
    aws.close()
    with pytest.raises((EndpointConnectionError, ConnectionClosedError, ReadTimeoutError)):
        sts.get_caller_identity()
