"""How often AWS is asked does not hang on what the user's SDK settings say of retries."""

import pytest

from rolecall.aws import sts
from rolecall.aws.call.client import AwsClients
from rolecall.core.errors import NotProcessed, RolecallError
from rolecall.demo.faults import throttle, unavailable
from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import Stage


@pytest.fixture(params=["1", "2", "9"])
def attempts(
    request: pytest.FixtureRequest, environment: Stage, monkeypatch: pytest.MonkeyPatch
) -> str:
    """The environment asks for so many attempts, in the old way of counting."""
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", str(request.param))
    monkeypatch.setenv("AWS_RETRY_MODE", "legacy")
    return str(request.param)


@pytest.mark.usefixtures("attempts")
def test_a_throttled_call_is_tried_three_times(aws: EmbeddedAws) -> None:
    aws.faults.add("GetCallerIdentity", throttle())
    with pytest.raises(NotProcessed):
        sts.caller_name(AwsClients("default", "eu-central-1", "aws"))
    assert aws.times_called("GetCallerIdentity") == 3


@pytest.mark.usefixtures("attempts")
def test_a_call_that_fails_twice_succeeds(aws: EmbeddedAws) -> None:
    aws.faults.add("GetCallerIdentity", unavailable(), times=2)
    assert sts.caller_name(AwsClients("default", "eu-central-1", "aws")) == "alice"
    assert aws.times_called("GetCallerIdentity") == 3


@pytest.mark.usefixtures("attempts")
def test_a_call_that_fails_for_ever_ends(aws: EmbeddedAws) -> None:
    aws.faults.add("GetCallerIdentity", unavailable())
    with pytest.raises(RolecallError):
        sts.caller_name(AwsClients("default", "eu-central-1", "aws"))
    assert aws.times_called("GetCallerIdentity") == 3
