"""Starting an MFA session: finds user and devices, and asks for codes until AWS accepts one."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from rolecall.core.errors import (
    Cancelled,
    MfaCodeUsed,
    MfaRefused,
    Refused,
    RolecallError,
    Unreachable,
    UsageError,
)
from rolecall.core.safe_text import safe_text
from rolecall.signin.mfa.mfa_exchange import Begun, MfaExchange
from rolecall.signin.plan import Plan
from rolecall.signin.progress import Step
from rolecall.signin.prompters import MfaDevice, MfaQuestion, Prompter, device_called

if TYPE_CHECKING:
    from rolecall.aws.call.client import AwsClients


Result = TypeVar("Result")


def user_name(plan: Plan, clients: "AwsClients", prompter: Prompter) -> str:
    """AWS_USERNAME, else iam:GetUser, else the ARN of GetCallerIdentity."""
    try:
        return _user_of_iam(plan, clients, prompter)
    except Unreachable:
        from rolecall.aws import sts  # deferred: boto3 costs 0.4 s

        return sts.caller_name(clients)


def _user_of_iam(plan: Plan, clients: "AwsClients", prompter: Prompter) -> str:
    """As `user_name`, but raises Unreachable if IAM does not answer."""
    # deferred: boto3 costs 0.4 s
    from rolecall.aws import iam, sts

    if plan.user_name:
        return plan.user_name
    prompter.progress(Step.ASKING_WHO)
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
    exchange: MfaExchange,
    refusal: Refused | None = None,
    program: Callable[[], str] | None = None,
) -> Begun:
    """Asks for codes until AWS accepts one, and returns the session that it started.

    Raises as `with_code` does.
    """

    def begin(user: str, device: MfaDevice, typed: str) -> Begun:
        return exchange.session(plan, clients, prompter, user, device, typed)

    return with_code(plan, clients, prompter, begin, refusal, program=program)


def with_code(
    plan: Plan,
    clients: "AwsClients",
    prompter: Prompter,
    use: Callable[[str, MfaDevice, str], Result],
    refusal: Refused | None = None,
    serves: str = "",
    program: Callable[[], str] | None = None,
) -> Result:
    """Asks for codes until `use` (user name, device, what was typed) accepts one.

    `refusal`: why a code is asked for although a session is held; `serves`: what the code is for;
    `program`: prints the first code, and what it cannot do, the prompter is asked for. Raises what
    the prompter raises, and AWS's other refusals.
    """
    iam_answers = True
    try:
        user = _user_of_iam(plan, clients, prompter)
    except Unreachable:  # IAM has one endpoint for all regions; STS may be nearer
        from rolecall.aws import sts  # deferred: boto3 costs 0.4 s

        user, iam_answers = sts.caller_name(clients), False
    devices = _devices(plan, clients, user, prompter, iam_answers)
    preset = _preset(devices, plan, user)
    while True:
        question = MfaQuestion(
            plan.target,
            user,
            devices,
            preset,
            plan.device_used_last,
            refusal,
            is_chosen=bool(device_called(plan.device_asked or plan.mfa_serial, [preset])),
            serves=serves,
        )
        device, typed = preset, _printed(program, prompter)
        program = None
        if not typed:
            device, typed = prompter.mfa_code(question)
        preset = device
        prompter.progress(Step.ASKING)
        try:
            return use(user, device, typed)
        except (MfaRefused, MfaCodeUsed) as again:
            refusal = again


def _printed(program: Callable[[], str] | None, prompter: Prompter) -> str:
    """Returns the code that the program prints; empty where there is none, or with a notice."""
    if program is None:
        return ""
    prompter.progress(Step.WAITING_FOR_PROGRAM)
    try:
        return program()
    except Cancelled:
        raise
    except RolecallError as fault:
        prompter.notice(f"{fault.message} {fault.hint}")
        return ""


def _devices(
    plan: Plan, clients: "AwsClients", user: str, prompter: Prompter, iam_answers: bool
) -> tuple[MfaDevice, ...]:
    from rolecall.aws import iam  # deferred: boto3 costs 0.4 s

    named = plan.device_asked if _is_serial(plan.device_asked) else plan.mfa_serial
    is_meant = not plan.device_asked or device_called(plan.device_asked, [MfaDevice(named)])
    if named and is_meant and (plan.user_name or not iam_answers):  # nothing that IAM could add
        return (MfaDevice(named),)
    prompter.progress(Step.ASKING_DEVICES)
    try:
        serials = iam.mfa_serials(clients, user)
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
        raise Refused(
            f"{user} has no MFA device.",
            "Register one in the IAM console, under Security credentials.",
        )
    return tuple(MfaDevice(serial) for serial in serials)


def _preset(devices: tuple[MfaDevice, ...], plan: Plan, user: str) -> MfaDevice:
    """Returns the device named, else the one in the files, the last one used, or the first."""
    asked = device_called(plan.device_asked, devices) if plan.device_asked else None
    if plan.device_asked and asked is None:
        known = ", ".join(device.name for device in devices)
        raise UsageError(
            f"{user} has no MFA device named {safe_text(plan.device_asked)}.",
            f"AWS lists: {safe_text(known)}.",
        )
    if asked is not None and asked.why_not:
        raise Refused(
            f"{safe_text(asked.name)} is a FIDO key: {asked.why_not}.",
            "Choose a virtual device (an authenticator app) with --mfa-device.",
        )
    usable = [device for device in devices if not device.why_not]
    if not usable:
        raise Refused(
            "Every MFA device of this user is a FIDO key, which AWS STS cannot use.",
            "Register a virtual device (an authenticator app) as well.",
        )
    return asked or device_called(plan.device, usable) or usable[0]


def _is_serial(text: str) -> bool:
    """Whether it is a serial number (IAM MFADevice): an ARN, or that of a hardware token."""
    return text.startswith("arn:") or (len(text) >= 9 and text.isalnum() and not text.isalpha())
