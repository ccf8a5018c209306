"""Which MFA devices a user has, and which of them a code is asked of first."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rolecall.core.errors import NoMfaDevice, Refused, Unreachable, UsageError
from rolecall.core.safe_text import safe_text
from rolecall.signin.plan import Plan
from rolecall.signin.progress import Step
from rolecall.signin.prompters import MfaDevice, Prompter, device_called

if TYPE_CHECKING:
    from rolecall.aws.call.client import AwsClients

ADD_A_DEVICE = (
    "Add an authenticator app (a virtual MFA device), or use IAM Identity Center or `aws login`."
)


def fido_only(devices: Sequence[MfaDevice]) -> str:
    """Says of devices without a code that they do not serve; to follow whose they are."""
    if len(devices) == 1:
        name = safe_text(devices[0].name)
        return f"only MFA device, {name}, is a passkey: it {devices[0].why_not}."
    return f"MFA devices are all passkeys: they {devices[0].why_not.replace('gives', 'give')}."


def devices_of(
    plan: Plan, clients: "AwsClients", user: str, prompter: Prompter, *, iam_answers: bool
) -> tuple[MfaDevice, ...]:
    """Returns the devices that AWS lists, and the one named in the files or by an option.

    Raises NoMfaDevice where there is none, Refused where AWS lists none and nothing names one.
    """
    # deferred: boto3 costs 0.4 s
    from rolecall.aws import iam
    from rolecall.aws.call.limits import SECOND

    named = plan.device_asked if _is_serial(plan.device_asked) else plan.mfa_serial
    is_meant = not plan.device_asked or device_called(plan.device_asked, [MfaDevice(named)])
    serves = named and is_meant and not MfaDevice(named).why_not
    if serves and (plan.user_name or not iam_answers):  # nothing that IAM could add
        return (MfaDevice(named),)
    prompter.progress(Step.ASKING_DEVICES)
    try:
        serials = iam.mfa_serials(clients if iam_answers else clients.shared(SECOND), user)
    except Refused as refused:
        if refused.code != "AccessDenied":
            raise
        if not named or not is_meant:
            raise Refused(
                f"AWS denied {user} the list of their MFA devices (iam:ListMFADevices).",
                f"Add the device's ARN as mfa_serial to profile {plan.base.profile} "
                "in the AWS config file, or pass it with --mfa-device.",
                refused.code,
            ) from None
        serials = []
    except Unreachable:
        if not named or not is_meant:
            raise
        serials = []
    if named and named not in serials:
        serials.append(named)
    if not serials:
        raise NoMfaDevice(
            f"{user} has no MFA device.",
            "Register one in the IAM console, under Security credentials.",
        )
    return tuple(MfaDevice(serial) for serial in serials)


def preset_of(devices: tuple[MfaDevice, ...], plan: Plan, user: str) -> MfaDevice:
    """Returns the device named, else the one in the files, the last one used, or the first."""
    asked = device_called(plan.device_asked, devices) if plan.device_asked else None
    if plan.device_asked and asked is None:
        known = ", ".join(device.name for device in devices)
        raise UsageError(
            f"{user} has no MFA device named {safe_text(plan.device_asked)}.",
            f"AWS lists: {safe_text(known)}.",
        )
    usable = [device for device in devices if not device.why_not]
    if not usable:
        raise Refused(f"{user}'s {fido_only(devices)}", ADD_A_DEVICE)
    if asked is not None and asked.why_not:
        others = " or ".join(safe_text(device.name) for device in usable)
        raise Refused(
            f"{safe_text(asked.name)} is a passkey: it {asked.why_not}.",
            f"Use --mfa-device {others}.",
        )
    return asked or device_called(plan.device, usable) or usable[0]


def _is_serial(text: str) -> bool:
    """Whether it is a serial number (IAM MFADevice): an ARN, or that of a hardware token."""
    return text.startswith("arn:") or (len(text) >= 9 and text.isalnum() and not text.isalpha())
