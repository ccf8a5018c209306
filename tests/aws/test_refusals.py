"""Errors of AWS and the network as one line and a hint: a real response for every branch."""

import os
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from rolecall.aws import iam, sts
from rolecall.aws.call.client import AwsClients
from rolecall.aws.failures import aws_call, aws_settings
from rolecall.core.errors import (
    ConfigError,
    MfaRefused,
    NotProcessed,
    Refused,
    RolecallError,
    RoleDenied,
    RootUser,
    Throttled,
    TooLong,
    Unreachable,
)
from rolecall.core.model import Target, utc_now
from rolecall.demo.faults import (
    altered,
    refuse,
    reset,
    throttle,
    truncated,
    unavailable,
    wrong_body,
)
from rolecall.demo.protocol.refusals import (
    AwsError,
    access_denied,
    expired_token,
    signature_differs,
    signature_refused,
)
from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import Stage
from rolecall.demo.world.bastion import alice
from rolecall.demo.world.clock import SettableClock

STAGING = Target("333344445555", ("staging",), "read")
REGION = "eu-central-1"


@pytest.fixture(autouse=True)
def environment(home: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process's own variables, which botocore reads."""
    for name in set(os.environ) - set(home.env):
        monkeypatch.delenv(name)
    for name, value in home.env.items():
        monkeypatch.setenv(name, value)


def who(profile: str = "default") -> str:
    return sts.caller_name(AwsClients(profile, REGION, "aws"))


def code_asked(serial: str, code: str) -> None:
    sts.get_session_token(AwsClients("default", REGION, "aws"), serial, code, 43_200, utc_now)


def role_asked(target: Target = STAGING, duration: int = 3600) -> None:
    sts.assume_role(
        AwsClients("default", REGION, "aws"),
        target,
        session_name="alice",
        duration=duration,
        credentials=None,
        clock=utc_now,
    )


def refused(call: Callable[[], object], kind: type[RolecallError], words: str) -> RolecallError:
    """The error of a call; it has this type, this message, and a hint."""
    with pytest.raises(RolecallError, match=words) as raised:
        call()
    assert type(raised.value) is kind
    assert raised.value.hint
    return raised.value


def test_a_wrong_code_may_be_followed_by_another(aws: EmbeddedAws, clock: SettableClock) -> None:
    phone = alice(aws.world).devices[0]
    wrong = "000000" if phone.code(clock()) != "000000" else "111111"
    error = refused(lambda: code_asked(phone.serial, wrong), MfaRefused, "refused that code")
    assert isinstance(error, MfaRefused) and error.code == "AccessDenied"


def test_a_device_that_is_not_the_users_is_said_to_be_unknown() -> None:
    serial = "arn:aws:iam::111122223333:mfa/nobodys"
    refused(lambda: code_asked(serial, "123456"), Refused, "does not know that MFA device")


def test_a_denied_call_names_itself(aws: EmbeddedAws) -> None:
    aws.world.deny(alice(aws.world).arn, "iam:GetUser")
    error = refused(
        lambda: iam.user_name(AwsClients("default", REGION, "aws")), Refused, "denied iam:GetUser"
    )
    assert isinstance(error, Refused) and error.code == "AccessDenied"


def test_a_denied_role_names_role_and_account() -> None:
    error = refused(role_asked, RoleDenied, r"denied read in staging \(333344445555\)")
    assert isinstance(error, RoleDenied) and error.caller.endswith(":user/alice")
    assert "trust" in error.hint


def test_a_duration_over_the_roles_maximum_is_told_with_what_works(aws: EmbeddedAws) -> None:
    aws.world.role("staging", "read").needs_mfa = False
    error = refused(lambda: role_asked(duration=43_200), TooLong, "allows no session of 12 h")
    assert "MaxSessionDuration" in error.hint
    assert "--duration 1h" in error.hint


def test_unknown_keys(home: Stage) -> None:
    keys = "[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = x\n"
    Path(home.paths.aws_credentials).write_text(keys)
    refused(who, Refused, "does not know the access key of profile default")


def test_a_secret_that_is_not_the_keys(home: Stage, aws: EmbeddedAws) -> None:
    key_id = alice(aws.world).access_key_id
    keys = f"[default]\naws_access_key_id = {key_id}\naws_secret_access_key = CanaryCanary\n"
    Path(home.paths.aws_credentials).write_text(keys)
    error = refused(who, Refused, "does not match its key id")
    assert "CanaryCanary" not in error.message + error.hint


@pytest.mark.parametrize("minutes", [-16, 16, -1440, 1440])
def test_a_clock_that_is_off_is_said_to_be(aws: EmbeddedAws, minutes: int) -> None:
    """As far as the words go."""
    real = aws.signing_clock
    aws.signing_clock = lambda: real() + minutes * 60
    refused(who, Refused, "This machine's clock is")


def test_a_signature_that_differs_is_not_taken_for_a_clock(aws: EmbeddedAws) -> None:
    aws.faults.add("GetCallerIdentity", refuse(signature_differs()))
    refused(who, Refused, "does not match its key id")


def test_credentials_that_are_over_name_their_profile(aws: EmbeddedAws) -> None:
    aws.faults.add("GetCallerIdentity", refuse(expired_token()))
    error = refused(who, Refused, "credentials of profile default have expired")
    assert isinstance(error, Refused) and error.code == "ExpiredToken"


@pytest.mark.parametrize(
    "fault",
    [throttle(), refuse(AwsError("TooManyRequestsException", "Slow down", 429))],
    ids=["throttling", "429"],
)
def test_too_many_requests(aws: EmbeddedAws, fault: object) -> None:
    aws.faults.add("GetCallerIdentity", fault)  # type: ignore[arg-type]
    refused(who, Throttled, "throttling")


def test_awss_own_trouble(aws: EmbeddedAws) -> None:
    aws.faults.add("GetCallerIdentity", unavailable(502))
    refused(who, Unreachable, "failed to answer sts:GetCallerIdentity .HTTP 502")


def test_words_of_a_stranger_cannot_steer_the_terminal(aws: EmbeddedAws) -> None:
    words = AwsError("Bad\u202eCode", "\u009b2J" + "x" * 1000, 400)
    aws.faults.add("GetCallerIdentity", refuse(words))
    error = refused(who, Refused, "refused sts:GetCallerIdentity")
    assert not {"\u202e", "\u009b"} & set(error.message + error.hint)
    assert len(error.advice) <= 250


def test_nobody_listens(aws: EmbeddedAws) -> None:
    aws.close()
    error = refused(who, NotProcessed, r"cannot be reached \(sts:GetCallerIdentity\)")
    assert "Your sessions" in error.hint


def test_a_name_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "https://sts.invalid")
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setenv("no_proxy", "*")
    refused(who, NotProcessed, "cannot be reached")


def test_a_connection_that_breaks(aws: EmbeddedAws) -> None:
    aws.faults.add("GetCallerIdentity", reset())
    refused(who, Unreachable, "connection broke before AWS had answered")


def test_tls_against_a_plain_port(aws: EmbeddedAws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", aws.endpoint.replace("http:", "https:"))
    error = refused(who, Unreachable, "TLS with .* failed")
    assert "AWS_ENDPOINT_URL" in error.hint


def test_a_dead_proxy_is_named_without_its_password(
    aws: EmbeddedAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    monkeypatch.setenv("AWS_ENDPOINT_URL", "https://sts.example.com")
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, f"http://user:CanaryCanary@127.0.0.1:{port}")
    error = refused(who, NotProcessed, "proxy .* does not answer")  # so the code was not used
    assert "HTTPS_PROXY" in error.hint and "Canary" not in error.message + error.hint


@pytest.mark.parametrize(
    "fault",
    [wrong_body(b"<html>Free WiFi</html>"), wrong_body(b""), truncated(60)],
    ids=["portal", "empty", "truncated"],
)
def test_an_answer_that_is_not_awss(aws: EmbeddedAws, fault: object) -> None:
    aws.faults.add("GetCallerIdentity", fault)  # type: ignore[arg-type]
    refused(who, Unreachable, "did not come from AWS")


def test_a_profile_that_is_not_there() -> None:
    refused(lambda: who("nobody"), ConfigError, "There is no profile nobody")


@pytest.mark.parametrize(
    "lines", [[], ["aws_access_key_id = AKIAIOSFODNN7EXAMPLE"]], ids=["none", "half"]
)
def test_a_profile_without_keys(home: Stage, lines: list[str]) -> None:
    Path(home.paths.aws_credentials).write_text("\n".join(("[default]", *lines, "")))
    refused(who, ConfigError, "profile default has no credentials")


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("false", "returned no credentials"),
        ("echo CanaryCanary", "cannot be used"),
        ("/no/such/program", "cannot be used"),
        ("""echo '{"Version": 2}'""", "returned no credentials"),
        ("""echo '{"Version": 1, "AccessKeyId": "CanaryCanary"}'""", "returned no credentials"),
    ],
)
def test_a_credential_process_that_fails(home: Stage, command: str, words: str) -> None:
    Path(home.paths.aws_credentials).write_text("")
    Path(home.paths.aws_config).write_text(f"[default]\ncredential_process = {command}\n")
    error = refused(who, ConfigError, words)
    assert "Canary" not in error.message + error.hint


def test_an_endpoint_that_is_no_url(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "not a url")
    error = refused(who, ConfigError, "settings of profile default cannot be used")
    assert "AWS_ENDPOINT_URL" in error.hint


def test_a_config_file_that_botocore_cannot_read(home: Stage) -> None:
    Path(home.paths.aws_config).write_text("[default\nCanaryCanary\n")
    error = refused(who, ConfigError, "settings of profile default cannot be used")
    assert "Canary" not in error.message + error.hint


def test_a_value_botocore_would_not_send_names_the_settings() -> None:
    error = refused(lambda: code_asked("short", "123456"), ConfigError, "sts:GetSessionToken")
    assert "mfa_serial" in error.hint


def test_errors_of_ours_pass_as_they_are(aws: EmbeddedAws) -> None:
    ours = Refused("No.", "Because.")
    for context in (aws_call("sts:X", "default"), aws_settings("default")):
        with pytest.raises(Refused) as raised, context:
            raise ours
        assert raised.value is ours


@pytest.fixture
def silent() -> Iterator[str]:
    """An endpoint that accepts every request and disconnects without a response."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        stopped = threading.Event()

        def hang_up() -> None:
            while not stopped.is_set():
                connection, _ = server.accept()
                with connection:
                    connection.recv(65_536)

        thread = threading.Thread(target=hang_up)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        stopped.set()
        socket.create_connection(server.getsockname()).close()
        thread.join()


def test_a_connection_that_closes_without_an_answer(
    silent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", silent)
    refused(who, Unreachable, "connection broke")


def test_a_signature_for_another_region_is_no_wrong_key(aws: EmbeddedAws) -> None:
    scope = signature_refused("Credential should be scoped to a valid region. ")
    aws.faults.add("GetCallerIdentity", refuse(scope))
    error = refused(who, Refused, "signed for the region eu-central-1")
    assert "secret" not in error.message and "keys are not at fault" in error.hint


@pytest.mark.parametrize(
    ("region", "near"), [("eu-west-99", "eu-west-1"), ("eu-centrl-1", "eu-central-1")]
)
def test_a_region_that_nobody_knows_is_named_beside_a_near_one(
    monkeypatch: pytest.MonkeyPatch, region: str, near: str
) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    monkeypatch.setattr(socket, "getaddrinfo", _nobody_knows)
    clients = AwsClients("default", region, "aws")
    error = refused(
        lambda: sts.caller_name(clients), NotProcessed, f"no region {region}: cannot resolve"
    )
    assert f"Did you mean {near}?" in error.hint and "Rolecall knows no AWS region" in error.hint


def _nobody_knows(*args: object, **options: object) -> object:
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


def test_a_known_region_without_a_network_is_not_called_wrong(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    monkeypatch.setattr(socket, "getaddrinfo", _nobody_knows)
    error = refused(who, NotProcessed, r"cannot resolve sts\.eu-central-1\.amazonaws\.com")
    assert "region" not in error.message + error.hint


ROOT = b"arn:aws:iam::111122223333:root"


def _as_root(body: bytes) -> bytes:
    body = re.sub(rb"<UserName>.*?</UserName>", b"", body)
    return re.sub(rb"arn:aws:iam::[0-9]+:user/[^<]+", ROOT, body)


@pytest.mark.parametrize("action", ["GetUser", "GetCallerIdentity", "AssumeRole"])
def test_the_root_users_keys_are_named_as_such(aws: EmbeddedAws, action: str) -> None:
    aws.faults.add("GetUser", altered(_as_root))
    aws.faults.add("GetCallerIdentity", altered(_as_root))
    aws.faults.add(
        "AssumeRole", refuse(access_denied("Roles may not be assumed by root accounts."))
    )
    calls: dict[str, Callable[[], object]] = {
        "GetUser": lambda: iam.user_name(AwsClients("default", REGION, "aws")),
        "GetCallerIdentity": who,
        "AssumeRole": role_asked,
    }
    refused(calls[action], RootUser, "default are the root user's")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (960, "16 minutes behind"),
        (-960, "16 minutes ahead"),
        (86_400, "24 hours behind"),
        (-259_200, "3 days ahead"),
    ],
)
def test_a_clock_that_is_off_is_told_by_how_much(
    aws: EmbeddedAws, seconds: int, words: str
) -> None:
    real = aws.signing_clock
    aws.signing_clock = lambda: real() + seconds
    refused(who, Refused, f"This machine's clock is {words}: ")


@pytest.mark.parametrize("status", [500, 502, 503])
def test_awss_trouble_bears_the_request_id(aws: EmbeddedAws, status: int) -> None:
    aws.faults.add("GetCallerIdentity", unavailable(status))
    error = refused(who, Unreachable, f"HTTP {status}")
    assert re.search(r"Request id: [0-9a-f-]{36}", error.hint)


def test_a_denied_role_bears_the_request_id_once() -> None:
    """Whoever administers the account finds the request in CloudTrail by it."""
    error = refused(role_asked, RoleDenied, "denied read in staging")
    assert re.fullmatch(r"[^:]*\. Request id: [0-9a-f-]{36}", error.hint)


def _typing_mistake(*args: object, **options: object) -> object:
    raise KeyError("CanaryCanary")


@pytest.mark.parametrize(
    "place",
    [
        "rolecall.aws.sts.credentials_from",
        "rolecall.aws.sts.check_assumed",
        "rolecall.aws.call.client.boto_session",
        "rolecall.aws.call.client.base_keys",
        "rolecall.aws.base.base_credentials._frozen",
        "rolecall.aws.call.endpoints.Endpoints.check",
        "rolecall.aws.call.connections.Connections._connect",
        "rolecall.aws.call.connections.Connections._read",
        "rolecall.aws.denials.denial",
    ],
)
def test_a_mistake_of_ours_is_told_as_nobody_elses(
    aws: EmbeddedAws, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    if place.endswith("denial"):
        place = "rolecall.aws.failures.denial"
    else:
        aws.world.role("staging", "read").needs_mfa = False
    monkeypatch.setattr(place, _typing_mistake)
    with pytest.raises(KeyError):
        role_asked()


@pytest.mark.parametrize(
    "within", [lambda: aws_call("sts:X", "default"), lambda: aws_settings("default")]
)
@pytest.mark.parametrize("mistake", [KeyError, AttributeError, TypeError, ValueError, OSError])
def test_a_mistake_beside_a_call_is_told_as_nobody_elses(
    within: Callable[[], AbstractContextManager[None]], mistake: type[Exception]
) -> None:
    with pytest.raises(mistake), within():
        raise mistake
