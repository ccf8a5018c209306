"""The user's MFA devices, and what the files say about them."""

import os
import re
import shlex
import shutil
from typing import TYPE_CHECKING

from rolecall.core.errors import Refused, RolecallError
from rolecall.core.safe_text import safe_text
from rolecall.doctor.finding import Area, Finding, failing, ok, warning
from rolecall.doctor.setup import Setup

if TYPE_CHECKING:
    from rolecall.aws.call.client import AwsClients
    from rolecall.aws.caller import Caller

_AREA = Area.MFA
# STS takes ARNs of virtual devices and serial numbers of hardware ones.
_SERIAL = re.compile(r"arn:aws[a-z-]*:iam::[0-9]{12}:mfa/[\w+=/:,.@-]+|[A-Za-z0-9]{9,64}")
_FIDO = ":u2f/"
_ADD = (
    "In the AWS console: IAM, your user, Security credentials, Assign MFA device, "
    "Authenticator app."
)


def file_findings(setup: Setup) -> list[Finding]:
    """Returns what is wrong with mfa_serial and `[mfa] process`, without asking AWS."""
    found = []
    serial = setup.base.mfa_serial if setup.base else ""
    name = safe_text(setup.base_name)
    if _FIDO in serial:
        found.append(
            failing(
                _AREA,
                f"mfa_serial of profile {name} names a FIDO device, which shows no code for STS.",
                "Name an authenticator app there; add one to your user first if it has none.",
            )
        )
    elif serial and not _SERIAL.fullmatch(serial):
        found.append(
            failing(
                _AREA,
                f"mfa_serial of profile {name} is no MFA device: {safe_text(serial, 40)}.",
                "It looks like arn:aws:iam::111122223333:mfa/NAME; `aws iam list-mfa-devices` "
                "prints it.",
            )
        )
    return [*found, *_process(setup)]


def _process(setup: Setup) -> list[Finding]:
    command = setup.settings.mfa_process
    if not command:
        return []
    try:
        words = shlex.split(command)
    except ValueError:
        words = []
    if words and shutil.which(words[0], path=setup.env.get("PATH", os.defpath)):
        return [ok(_AREA, f"[mfa] process: codes come from {safe_text(words[0])}")]
    program = safe_text(words[0]) if words else "no program"
    return [
        failing(
            _AREA,
            f"[mfa] process in config.toml starts {program}, which is not there.",
            "Correct the command, or remove the line: the code is asked for then.",
        )
    ]


def device_findings(setup: Setup, clients: "AwsClients", caller: "Caller") -> list[Finding]:
    """Returns the findings about the devices that AWS lists for the caller."""
    # deferred: boto3 takes 0.4 s to import
    from rolecall.aws.iam import mfa_serials

    found = file_findings(setup)
    if not caller.user_name or clients.are_temporary:
        return [*found, ok(_AREA, "Not needed: with temporary credentials there is no MFA code")]
    serial = setup.base.mfa_serial if setup.base else ""
    try:
        serials = mfa_serials(clients, caller.user_name)
    except Refused as refused:
        return [*found, _unlisted(setup, serial, refused)]
    except RolecallError as error:
        return [*found, failing(_AREA, error.message, error.hint)]
    if any(one.area is _AREA and "mfa_serial" in one.text for one in found):
        return found
    return [*found, _listed(setup, safe_text(caller.user_name), serial, serials)]


def _unlisted(setup: Setup, serial: str, refused: Refused) -> Finding:
    name = safe_text(setup.base_name)
    if serial:
        return ok(_AREA, f"{_name(serial)}, as mfa_serial of profile {name} says")
    return warning(
        _AREA,
        f"{refused.message.rstrip('.')}, and profile {name} has no mfa_serial.",
        f"Write mfa_serial = arn:aws:iam::ACCOUNT:mfa/DEVICE below [{name}], "
        "or have iam:ListMFADevices allowed.",
    )


def _listed(setup: Setup, user: str, serial: str, serials: list[str]) -> Finding:
    usable = [one for one in serials if _FIDO not in one]
    if not serials:
        return warning(
            _AREA, f"User {user} has no MFA device: roles that want MFA are denied.", _ADD
        )
    if not usable:
        return warning(
            _AREA,
            f"User {user} has only FIDO devices or passkeys, which show no code for STS.",
            _ADD,
        )
    if serial and serial not in serials:
        return failing(
            _AREA,
            f"mfa_serial of profile {safe_text(setup.base_name)} names {_name(serial)}, "
            f"which is none of {user}'s devices.",
            f"Name one of these there: {', '.join(usable)}",
        )
    return ok(_AREA, ", ".join(_name(one) for one in serials if one in usable))


def _name(serial: str) -> str:
    return safe_text(serial.rpartition("/")[2] or serial)
