"""Getting an MFA session: who the user is, which devices they have, and a code AWS takes."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from rolecall.core.errors import (
    MfaCodeUsed,
    MfaRefused,
    Refused,
    Unheard,
    Unreachable,
)
from rolecall.core.model import MfaSession
from rolecall.signin.mfa_code import UsedCodes, tidy_code
from rolecall.signin.plan import Plan
from rolecall.signin.prompter import MfaDevice, MfaQuestion, Prompter, device_called

if TYPE_CHECKING:
    from rolecall.aws.client import AwsClients

MFA_DURATION = 43_200  # seconds, as the classic asks for


def user_name(plan: Plan, clients: "AwsClients", prompter: Prompter) -> str:
    """AWS_USERNAME, else iam:GetUser, else the ARN of GetCallerIdentity."""
    # deferred: boto3 costs 0.4 s
    from rolecall.aws import iam, sts

    if plan.user_name:
        return plan.user_name
    prompter.progress("asking AWS who you are")
    if clients.are_temporary:  # IAM knows their role, but no user of it
        return sts.caller_name(clients)
    try:
        return iam.user_name(clients)
    except Refused as refused:
        if refused.code != "AccessDenied":
            raise
        return sts.caller_name(clients)


def new_mfa_session(
    plan: Plan,
    clients: "AwsClients",
    prompter: Prompter,
    used: UsedCodes,
    clock: Callable[[], datetime],
) -> MfaSession:
    """Ask for codes until AWS takes one. Raises what the prompter and AWS raise otherwise."""
    # deferred: boto3 costs 0.4 s
    from rolecall.aws import sts

    user = user_name(plan, clients, prompter)
    devices = _devices(plan, clients, user, prompter)
    preset = _preset(devices, plan.device)
    refusal: Refused | None = None
    while True:
        question = MfaQuestion(plan.target, user, devices, preset, plan.device_used_last, refusal)
        device, typed = prompter.mfa_code(question)
        preset = device
        prompter.progress("asking AWS")
        try:
            code = tidy_code(typed)
            used.spend(device.serial, code)
            try:
                credentials = sts.get_session_token(
                    clients, device.serial, code, MFA_DURATION, clock
                )
            except Unheard:
                used.give_back(device.serial, code)
                raise
            except Unreachable as lost:
                hint = f"{lost.hint} AWS may have used up the code: take the next one."
                raise Unreachable(lost.message, hint) from None
        except (MfaRefused, MfaCodeUsed) as again:
            refusal = again
            continue
        started = clock().replace(microsecond=0)  # as the store keeps it
        return MfaSession(credentials, plan.base.profile, user, device.serial, started)


def _devices(
    plan: Plan, clients: "AwsClients", user: str, prompter: Prompter
) -> tuple[MfaDevice, ...]:
    from rolecall.aws import iam  # deferred: boto3 costs 0.4 s

    prompter.progress("asking AWS for your MFA devices")
    try:
        serials = iam.mfa_serials(clients, user)
    except Refused as refused:
        if refused.code != "AccessDenied":
            raise
        if not plan.mfa_serial:
            raise Refused(
                f"AWS does not let {user} list their MFA devices (iam:ListMFADevices).",
                f"Add the device's ARN as mfa_serial to profile {plan.base.profile} "
                "in the AWS config file.",
                refused.code,
            ) from None
        serials = [plan.mfa_serial]
    if plan.target.mfa_serial and plan.target.mfa_serial not in serials:
        serials.append(plan.target.mfa_serial)
    if not serials:
        raise Refused(
            f"{user} has no MFA device.",
            "Register one in the IAM console, under Security credentials.",
        )
    return tuple(MfaDevice(serial) for serial in serials)


def _preset(devices: tuple[MfaDevice, ...], wanted: str) -> MfaDevice:
    usable = [device for device in devices if not device.why_not]
    if not usable:
        raise Refused(
            "Every MFA device of this user is a FIDO key, which AWS STS cannot use.",
            "Register a virtual device (an authenticator app) beside it.",
        )
    return device_called(wanted, usable) or usable[0]
