"""MFA codes are accepted by AWS's rules."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import Stage
from rolecall.demo.world.bastion import alice
from rolecall.demo.world.clock import SettableClock
from rolecall.demo.world.device import current_code
from rolecall.demo.world.totp import TotpDevice, code_at
from tests.drivers.sdk_clients import Answer, client, phone_code, refusal

INVALID = (
    403,
    "AccessDenied",
    "MultiFactorAuthentication failed with invalid MFA one time pass code. ",
)
UNKNOWN = (
    "MultiFactorAuthentication failed, unable to validate MFA code.  "
    "Please verify your MFA serial number is valid and associated with this user."
)


def _session(aws: EmbeddedAws, mfa: Answer) -> Any:
    return client(aws, "sts").get_session_token(**mfa)


def _refused(aws: EmbeddedAws, mfa: Answer) -> tuple[int, str, str]:
    with pytest.raises(ClientError) as caught:
        _session(aws, mfa)
    return refusal(caught.value)


@pytest.mark.parametrize(
    ("moment", "code"),
    # RFC 6238, appendix B: the last six of its eight digits.
    [(59, "287082"), (1111111109, "081804"), (2000000000, "279037"), (20000000000, "353130")],
)
def test_codes_are_those_of_the_rfc(moment: int, code: str) -> None:
    assert code_at("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", moment) == code


def test_right_code_gives_twelve_hours(aws: EmbeddedAws, clock: SettableClock) -> None:
    credentials = _session(aws, phone_code(aws))["Credentials"]
    assert credentials["Expiration"].timestamp() == int(clock()) + 43_200


def test_wrong_code_is_refused_and_burns_nothing(aws: EmbeddedAws) -> None:
    right = phone_code(aws)
    wrong = right | {"TokenCode": f"{(int(right['TokenCode']) + 1) % 1_000_000:06}"}
    assert _refused(aws, wrong) == INVALID
    assert _session(aws, right)


def test_code_is_taken_once_however_late(aws: EmbeddedAws, clock: SettableClock) -> None:
    mfa = phone_code(aws)
    assert _session(aws, mfa)
    assert _refused(aws, mfa) == INVALID
    clock.advance(30)
    assert _refused(aws, mfa) == INVALID
    assert _session(aws, phone_code(aws))


@pytest.mark.parametrize(("windows", "taken"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_device_may_be_one_window_off(aws: EmbeddedAws, windows: int, taken: bool) -> None:
    mfa = phone_code(aws, windows)
    if taken:
        assert _session(aws, mfa)
        assert _refused(aws, mfa) == INVALID
    else:
        assert _refused(aws, mfa) == INVALID


def test_code_of_the_other_device_is_refused(aws: EmbeddedAws, clock: SettableClock) -> None:
    phone, backup = alice(aws.world).devices
    assert (
        _refused(aws, {"SerialNumber": phone.serial, "TokenCode": backup.code(clock())}) == INVALID
    )
    assert _session(aws, {"SerialNumber": backup.serial, "TokenCode": backup.code(clock())})


def test_unknown_serial_is_told_from_a_wrong_code(aws: EmbeddedAws) -> None:
    mfa = phone_code(aws) | {"SerialNumber": "arn:aws:iam::111122223333:mfa/nobody"}
    assert _refused(aws, mfa) == (403, "AccessDenied", UNKNOWN)


def test_no_code_of_a_passkey_is_taken(aws: EmbeddedAws, clock: SettableClock) -> None:
    passkey = TotpDevice("arn:aws:iam::111122223333:u2f/user/alice/yubikey")
    alice(aws.world).devices.append(passkey)
    mfa = {"SerialNumber": passkey.serial, "TokenCode": passkey.code(clock())}
    assert _refused(aws, mfa) == (403, "AccessDenied", UNKNOWN)


def test_serial_without_code_is_refused(aws: EmbeddedAws) -> None:
    mfa = phone_code(aws)
    del mfa["TokenCode"]
    assert "must provide both MFA serial number" in _refused(aws, mfa)[2]


def test_letters_break_the_pattern_of_a_code(aws: EmbeddedAws) -> None:
    assert _refused(aws, phone_code(aws) | {"TokenCode": "12345x"}) == (
        400,
        "ValidationError",
        "1 validation error detected: Value '12345x' at 'tokenCode' failed to satisfy constraint: "
        r"Member must satisfy regular expression pattern: [\d]*",
    )


def test_session_credentials_cannot_get_another_session(aws: EmbeddedAws) -> None:
    session = _session(aws, phone_code(aws))["Credentials"]
    with pytest.raises(ClientError) as caught:
        client(aws, "sts", session).get_session_token()
    assert refusal(caught.value) == (
        403,
        "AccessDenied",
        "Cannot call GetSessionToken with session credentials",
    )


@pytest.mark.parametrize(
    ("seconds", "must"),
    [(899, "greater than or equal to 900"), (129_601, "less than or equal to 129600")],
)
def test_session_lasts_15_minutes_to_36_hours(aws: EmbeddedAws, seconds: int, must: str) -> None:
    assert _refused(aws, {"DurationSeconds": seconds}) == (
        400,
        "ValidationError",
        f"1 validation error detected: Value '{seconds}' at 'durationSeconds' failed to satisfy "
        f"constraint: Member must have value {must}",
    )


def test_code_shown_by_the_demo_is_the_one_aws_takes(
    aws: EmbeddedAws, home: Stage, clock: SettableClock
) -> None:
    serial = alice(aws.world).devices[0].serial
    code = current_code(home.env, serial, clock())
    assert _session(aws, {"SerialNumber": serial, "TokenCode": code})


def test_no_code_is_shown_outside_the_demo(home: Stage) -> None:
    assert current_code({}, "arn:aws:iam::111122223333:mfa/alice-phone", 0) is None
    assert current_code(home.env, "arn:aws:iam::111122223333:mfa/nobody", 0) is None
    assert current_code({"ROLECALL_DEMO": home.paths.aws_config}, "x", 0) is None
