"""One fault each in a healthy HOME, in what a sign-in needs: keys, devices, clock, endpoints."""

import time
from collections.abc import Callable
from typing import NamedTuple

import pytest

from rolecall.demo.faults import altered
from rolecall.demo.world.totp import TotpDevice
from rolecall.doctor.signin.answers import aws_findings
from tests.drivers.patient import Patient, closed_port


class Planted(NamedTuple):
    """A fault, and what is told about it."""

    plant: Callable[[Patient], object]
    area: str
    state: str
    text: str
    remedy: str


def _keys(patient: Patient, *more: str, key_id: str = "", secret: str = "") -> None:
    user = patient.user
    patient.keys(
        f"aws_access_key_id = {key_id or user.access_key_id}",
        f"aws_secret_access_key = {secret or user.secret}",
        *more,
    )


def _env(**variables: str) -> Callable[[Patient], object]:
    return lambda patient: patient.env.update(variables)


def _temporary(patient: Patient, *more: str, token: bool = True) -> None:
    held = patient.held()
    token_line = (f"aws_session_token = {held['AWS_SESSION_TOKEN']}",) if token else ()
    _keys(
        patient,
        *token_line,
        *more,
        key_id=held["AWS_ACCESS_KEY_ID"],
        secret=held["AWS_SECRET_ACCESS_KEY"],
    )


def _written_by_rolecall(patient: Patient) -> None:
    done = patient.program.run("profile", "sandbox", "read", "--mfa-code", patient.program.code())
    assert done.returncode == 0, done.stderr
    patient.env["AWS_PROFILE_ASSUME_ROLE"] = "sandbox-read"


def _deleted_key(patient: Patient) -> None:
    patient.user.access_key_id = "AKIAANOTHERKEYOFHERS"


def _root(patient: Patient) -> None:
    root = altered(lambda body: body.replace(b":user/alice<", b":root<"))
    patient.aws.faults.add("GetCallerIdentity", root)


def _profile(*lines: str) -> Callable[[Patient], object]:
    """Plant a base profile with these lines in the config file, and no keys."""

    def plant(patient: Patient) -> None:
        patient.append(patient.paths.aws_config, "", "[profile own]", *lines)
        patient.env["AWS_PROFILE_ASSUME_ROLE"] = "own"

    return plant


def _mfa_serial(serial: str) -> Callable[[Patient], object]:
    return lambda patient: patient.replace(
        patient.paths.aws_config, "[default]\n", f"[default]\nmfa_serial = {serial}\n"
    )


def _fido_only(patient: Patient) -> None:
    patient.user.devices[:] = [TotpDevice("arn:aws:iam::111122223333:u2f/user/alice/key-1")]


def _no_list(patient: Patient) -> None:
    patient.aws.world.deny(patient.user.arn, "iam:ListMFADevices")


def _clock(seconds: float) -> Callable[[Patient], object]:
    """Plant an AWS whose time is that much later than this machine's."""

    def plant(patient: Patient) -> None:
        patient.aws.signing_clock = lambda: time.time() + seconds

    return plant


CREDENTIALS = {
    "missing profile": Planted(
        _env(AWS_PROFILE_ASSUME_ROLE="defualt"),
        "credentials", "failing", "There is no profile defualt (AWS_PROFILE_ASSUME_ROLE)",
        'Did you mean "default"?',
    ),
    "no credentials": Planted(
        _profile("region = eu-west-1"),
        "credentials", "failing", "Profile own (AWS_PROFILE_ASSUME_ROLE) has no credentials",
        "aws configure --profile own",
    ),
    "half set": Planted(
        lambda patient: patient.keys(f"aws_access_key_id = {patient.user.access_key_id}"),
        "credentials", "failing", "has aws_access_key_id, but no aws_secret_access_key",
        "aws configure --profile default",
    ),
    "in quotes": Planted(
        lambda patient: _keys(patient, secret=f'"{patient.user.secret}"'),
        "credentials", "failing", "aws_secret_access_key of profile default is in quotes",
        "Remove the quotes in ~/.aws/credentials",
    ),
    "a role's keys": Planted(
        _written_by_rolecall,
        "credentials", "failing", "was written by Rolecall: it holds a role's keys",
        "base_profile under [defaults] in config.toml",
    ),
    "temporary without token": Planted(
        lambda patient: _temporary(patient, token=False),
        "credentials", "failing", "temporary keys without their aws_session_token",
        "Copy all three values again",
    ),
    "token beside a long-term key": Planted(
        lambda patient: _keys(patient, "aws_session_token = IQoJb3JpZ2lu"),
        "credentials", "failing", "a long-term key and an aws_session_token",
        "Remove aws_session_token of [default]",
    ),
    "expired": Planted(
        lambda patient: _temporary(patient, "x_security_token_expires = 2024-01-01T00:00:00Z"),
        "credentials", "failing", "The keys of profile default expired",
        "write new ones",
    ),
    "temporary": Planted(
        _temporary,
        "credentials", "warning", "roles last 1 h at most",
        "the access key of an IAM user",
    ),
    "deleted key": Planted(
        _deleted_key,
        "credentials", "failing", "AWS does not know the access key of profile default",
        "deleted or inactive",
    ),
    "wrong secret": Planted(
        lambda patient: _keys(patient, secret="wrong" + patient.user.secret[5:]),
        "credentials", "failing", "The secret access key of profile default does not match",
        "aws configure",
    ),
    "root": Planted(
        _root,
        "credentials", "failing", "are the root user's, who cannot assume roles",
        "Use the keys of an IAM user instead",
    ),
    "no program": Planted(
        _profile("credential_process = /opt/nowhere/keys --json"),
        "credentials", "failing", "starts /opt/nowhere/keys, which is not there",
        "Correct its path",
    ),
    "keys and a program": Planted(
        lambda patient: patient.replace(
            patient.paths.aws_config, "[default]\n", "[default]\ncredential_process = /bin/true\n"
        ),
        "credentials", "warning", "has keys and another source of credentials: the keys win",
        "Remove the one that you do not mean",
    ),
    "not logged in": Planted(
        _profile(
            "sso_start_url = https://example.awsapps.com/start", "sso_region = eu-central-1",
            "sso_account_id = 111122223333", "sso_role_name = read",
        ),
        "credentials", "failing", "Profile own has no Identity Center session, or it has expired",
        "Sign in again: aws sso login --profile own",
    ),
    "not signed in": Planted(
        _profile("login_session = arn:aws:iam::111122223333:user/alice"),
        "credentials", "failing", "Profile own has no `aws login` session, or it has expired",
        "Sign in: aws login --profile own",
    ),
    "a role profile": Planted(
        _env(AWS_PROFILE_ASSUME_ROLE="auditor"),
        "credentials", "failing", "Profile auditor (AWS_PROFILE_ASSUME_ROLE) is a role profile",
        "Make default the base profile",
    ),
    "no metadata": Planted(
        _profile("credential_source = Ec2InstanceMetadata", "role_arn = arn:aws:iam::1:role/x"),
        "credentials", "failing", "AWS_EC2_METADATA_DISABLED is set",
        "unset AWS_EC2_METADATA_DISABLED",
    ),
}  # fmt: skip

DEVICES = {
    "no device": Planted(
        lambda patient: patient.user.devices.clear(),
        "mfa", "warning", "User alice has no MFA device",
        "Assign MFA device",
    ),
    "FIDO only": Planted(
        _fido_only,
        "mfa", "warning", "has only FIDO devices or passkeys",
        "Authenticator app",
    ),
    "no serial number": Planted(
        _mfa_serial("my phone"),
        "mfa", "failing", "mfa_serial of profile default is no MFA device: my phone",
        "aws iam list-mfa-devices",
    ),
    "serial of a FIDO device": Planted(
        _mfa_serial("arn:aws:iam::111122223333:u2f/user/alice/key-1"),
        "mfa", "failing", "names a FIDO device",
        "Name an authenticator app there",
    ),
    "another's device": Planted(
        _mfa_serial("arn:aws:iam::111122223333:mfa/lost-phone"),
        "mfa", "failing", "names lost-phone, which is none of alice's devices",
        "arn:aws:iam::111122223333:mfa/alice-phone",
    ),
    "not listed": Planted(
        _no_list,
        "mfa", "warning", "AWS denied iam:ListMFADevices: your own policy does not allow it, and",
        "Write mfa_serial = arn:aws:iam::ACCOUNT:mfa/DEVICE",
    ),
    "no code program": Planted(
        lambda patient: patient.append(
            patient.paths.config_file, "", "[mfa]", 'process = "pass-otp aws"'
        ),
        "mfa", "failing", "[mfa] process in config.toml starts pass-otp, which is not there",
        "Correct the command",
    ),
}  # fmt: skip

TIME_AND_PLACE = {
    "clock behind": Planted(
        _clock(16 * 60),
        "clock", "failing", "This machine's clock is 16 minutes behind",
        "Set the clock",
    ),
    "clock ahead": Planted(
        _clock(-16 * 60),
        "clock", "failing", "This machine's clock is 16 minutes ahead",
        "Set the clock",
    ),
    "clock a minute off": Planted(
        _clock(60),
        "clock", "warning", "and so is every time left that is shown",
        "Set the clock",
    ),
    "no URL": Planted(
        _env(AWS_ENDPOINT_URL="sts.example.com"),
        "endpoints", "failing", "AWS_ENDPOINT_URL: The AWS endpoint that is set does not have",
        "Check AWS_ENDPOINT_URL",
    ),
    "plain http": Planted(
        _env(AWS_ENDPOINT_URL_STS="http://sts.example.com"),
        "endpoints", "failing", "go to http://sts.example.com in plain text: refused",
        "allow_endpoints",
    ),
    "foreign": Planted(
        _env(AWS_ENDPOINT_URL_IAM="https://iam.example.com"),
        "endpoints", "warning", "https://iam.example.com, which is neither AWS's nor on this",
        "unset AWS_ENDPOINT_URL_IAM",
    ),
    "silent": Planted(
        lambda patient: patient.env.update(AWS_ENDPOINT_URL=f"http://127.0.0.1:{closed_port()}"),
        "endpoints", "failing", "AWS cannot be reached",
        "Check the network",
    ),
    "FIPS and an endpoint": Planted(
        _env(AWS_USE_FIPS_ENDPOINT="true"),
        "endpoints", "warning", "AWS_USE_FIPS_ENDPOINT has no effect: AWS_ENDPOINT_URL names",
        "unset AWS_USE_FIPS_ENDPOINT",
    ),
    "a switch that is none": Planted(
        _env(AWS_USE_DUALSTACK_ENDPOINT="yes"),
        "endpoints", "warning", "AWS_USE_DUALSTACK_ENDPOINT is neither true nor false",
        "unset AWS_USE_DUALSTACK_ENDPOINT",
    ),
}  # fmt: skip

ALL = CREDENTIALS | DEVICES | TIME_AND_PLACE


@pytest.mark.parametrize("name", ALL)
def test_it_finds(name: str, patient: Patient) -> None:
    fault = ALL[name]
    fault.plant(patient)
    check = patient.findings().found(fault.area, fault.state, fault.text)
    assert fault.remedy in check.remedy


@pytest.mark.parametrize("name", ["half set", "clock behind", "silent", "no URL"])
def test_what_another_fault_prevents_is_not_asked(name: str, patient: Patient) -> None:
    ALL[name].plant(patient)
    report = patient.findings()
    report.found("credentials", "not asked", "Whether AWS accepts them: ")
    report.found("mfa", "not asked", "The devices that AWS knows: ")
    assert not patient.aws.times_called("ListMFADevices")


def test_a_program_that_hangs_is_given_up(patient: Patient) -> None:
    program = patient.script("keys", "sleep 60")
    _profile(f"credential_process = {program}")(patient)
    found = aws_findings(patient.setup(), (), process_limit=0.5)
    assert [one.text for one in found if "did not answer within 0.5 s" in one.text]


def test_the_program_may_ask_on_the_terminal_unless_no_input_forbids_it(patient: Patient) -> None:
    held = patient.held()
    program = patient.script(
        "keys",
        f"""
        printf "PIN: " > /dev/tty; read -r pin < /dev/tty; test "$pin" = 1234 || exit 1
        echo '{{"Version": 1, "AccessKeyId": "{held["AWS_ACCESS_KEY_ID"]}",
            "SecretAccessKey": "{held["AWS_SECRET_ACCESS_KEY"]}",
            "SessionToken": "{held["AWS_SESSION_TOKEN"]}"}}'
        """,
    )
    _profile(f"credential_process = {program}")(patient)
    talk = patient.program.talk(["doctor", "--json"], [("PIN: ", "1234\n")])
    assert "user alice in account" in talk.stdout
    talk = patient.program.talk(["doctor", "--json", "--no-input"], [])
    assert "needs to ask on the terminal, which it cannot do here" in talk.stdout
    assert talk.status == 1
