"""What a federated user may not, and who may make one."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from rolecall.demo.server import EmbeddedAws
from rolecall.demo.world.bastion import alice
from rolecall.demo.world.clock import SettableClock
from tests.drivers.sdk_clients import Answer, become, client, mfa_session, refusal


def _federated(aws: EmbeddedAws, keys: Answer | None = None, **more: Any) -> Answer:
    answer: Answer = client(aws, "sts", keys).get_federation_token(**{"Name": "bob", **more})
    return answer


def _refused(call: Callable[[], object]) -> tuple[int, str, str]:
    with pytest.raises(ClientError) as caught:
        call()
    return refusal(caught.value)


def test_it_is_a_user_of_its_own_for_twelve_hours(aws: EmbeddedAws, clock: SettableClock) -> None:
    answer = _federated(aws)
    arn = "arn:aws:sts::111122223333:federated-user/bob"
    assert answer["FederatedUser"] == {"Arn": arn, "FederatedUserId": "111122223333:bob"}
    assert client(aws, "sts", answer["Credentials"]).get_caller_identity()["Arn"] == arn
    lasts = answer["Credentials"]["Expiration"].timestamp() - clock()
    assert lasts == pytest.approx(43_200, abs=1)


def test_it_takes_no_role_and_asks_iam_nothing(aws: EmbeddedAws) -> None:
    role = aws.world.role("sandbox", "admin")
    role.needs_mfa = False
    keys = _federated(aws)["Credentials"]
    assert _refused(lambda: become(aws, keys, "sandbox", "admin"))[:2] == (403, "AccessDenied")
    role.trusts.add("arn:aws:sts::111122223333:federated-user/bob")
    assert _refused(lambda: become(aws, keys, "sandbox", "admin"))[:2] == (403, "AccessDenied")
    iam = client(aws, "iam", keys)
    assert _refused(lambda: iam.list_mfa_devices(UserName="alice"))[1] == "InvalidClientTokenId"
    again = client(aws, "sts", keys).get_session_token
    assert "GetSessionToken with session credentials" in _refused(again)[2]


def test_session_credentials_make_none(aws: EmbeddedAws) -> None:
    said = (403, "AccessDenied", "Cannot call GetFederationToken with session credentials")
    session = mfa_session(aws)
    assert _refused(lambda: _federated(aws, session)) == said
    role = become(aws, session, "data-lake", "analyst")["Credentials"]
    assert _refused(lambda: _federated(aws, role)) == said
    assert _refused(lambda: _federated(aws, _federated(aws)["Credentials"])) == said


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"DurationSeconds": 899}, "'durationSeconds' failed to satisfy constraint"),
        ({"DurationSeconds": 129_601}, "'durationSeconds' failed to satisfy constraint"),
        ({"Name": "x" * 33}, "'name' failed to satisfy constraint"),
        ({"Name": "a b"}, "'name' failed to satisfy constraint"),
    ],
)
def test_its_parameters_have_limits(aws: EmbeddedAws, more: Answer, said: str) -> None:
    status, code, message = _refused(lambda: _federated(aws, **more))
    assert (status, code) == (400, "ValidationError") and said in message


def test_a_policy_may_deny_it(aws: EmbeddedAws) -> None:
    aws.world.deny(alice(aws.world).arn, "sts:GetFederationToken")
    assert _refused(lambda: _federated(aws))[:2] == (403, "AccessDenied")
