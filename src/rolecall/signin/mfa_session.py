"""Getting an MFA session: who the user is, which devices they have, and a code AWS takes."""

from typing import TYPE_CHECKING

from rolecall.core.errors import MfaCodeUsed, MfaRefused, Refused, Unreachable, UsageError
from rolecall.core.safe_text import safe_text
from rolecall.signin.mfa_exchange import Begun, MfaExchange
from rolecall.signin.plan import Plan
from rolecall.signin.prompter import MfaDevice, MfaQuestion, Prompter, device_called

if TYPE_CHECKING:
    from rolecall.aws.client import AwsClients


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
    except Unreachable:  # IAM has one endpoint for all regions; STS may be nearer
        pass
    return sts.caller_name(clients)


def new_mfa_session(
    plan: Plan,
    clients: "AwsClients",
    prompter: Prompter,
    exchange: MfaExchange,
    refusal: Refused | None = None,
) -> Begun:
    """Ask for codes until AWS takes one.

    `refusal` is why a code is asked for although a session is held. Raises what the prompter and
    AWS raise otherwise.
    """
    user = user_name(plan, clients, prompter)
    devices = _devices(plan, clients, user, prompter)
    preset = _preset(devices, plan, user)
    while True:
        question = MfaQuestion(
            plan.target,
            user,
            devices,
            preset,
            plan.device_used_last,
            refusal,
            is_chosen=bool(plan.device_asked or plan.mfa_serial),
        )
        device, typed = prompter.mfa_code(question)
        preset = device
        prompter.progress("asking AWS")
        try:
            return exchange.session(plan, clients, prompter, user, device, typed)
        except (MfaRefused, MfaCodeUsed) as again:
            refusal = again


def _devices(
    plan: Plan, clients: "AwsClients", user: str, prompter: Prompter
) -> tuple[MfaDevice, ...]:
    from rolecall.aws import iam  # deferred: boto3 costs 0.4 s

    named = plan.device_asked if plan.device_asked.startswith("arn:") else plan.mfa_serial
    if named and plan.user_name:  # nothing that IAM could add
        return (MfaDevice(named),)
    prompter.progress("asking AWS for your MFA devices")
    try:
        serials = iam.mfa_serials(clients, user)
    except Refused as refused:
        if refused.code != "AccessDenied":
            raise
        if not named:
            raise Refused(
                f"AWS does not let {user} list their MFA devices (iam:ListMFADevices).",
                f"Add the device's ARN as mfa_serial to profile {plan.base.profile} "
                "in the AWS config file.",
                refused.code,
            ) from None
        serials = []
    except Unreachable:
        if not named:
            raise
        serials = []
    if named and named not in serials:
        serials.append(named)
    if not serials:
        raise Refused(
            f"{user} has no MFA device.",
            "Register one in the IAM console, under Security credentials.",
        )
    return tuple(MfaDevice(serial) for serial in serials)


def _preset(devices: tuple[MfaDevice, ...], plan: Plan, user: str) -> MfaDevice:
    """The device named, the one that the files name, the one used last, or the first."""
    asked = device_called(plan.device_asked, devices) if plan.device_asked else None
    if plan.device_asked and asked is None:
        known = ", ".join(device.name for device in devices)
        raise UsageError(
            f"{user} has no MFA device called {safe_text(plan.device_asked)}.",
            f"AWS knows: {safe_text(known)}.",
        )
    if asked is not None and asked.why_not:
        raise Refused(
            f"{safe_text(asked.name)} is a FIDO key: {asked.why_not}.",
            "Name a virtual device (an authenticator app) with --mfa-device.",
        )
    usable = [device for device in devices if not device.why_not]
    if not usable:
        raise Refused(
            "Every MFA device of this user is a FIDO key, which AWS STS cannot use.",
            "Register a virtual device (an authenticator app) beside it.",
        )
    return asked or device_called(plan.device, usable) or usable[0]
