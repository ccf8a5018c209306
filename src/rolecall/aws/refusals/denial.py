"""Translates AWS's error responses into messages with hints, by the tables beside this module."""

import re
from collections.abc import Mapping

from botocore.exceptions import ClientError

from rolecall.aws.call.server_clock import clock_difference
from rolecall.aws.refusals.denied_calls import ROOT
from rolecall.aws.refusals.identity_center_calls import OIDC_ROWS, PORTAL_ROWS
from rolecall.aws.refusals.login_calls import LOGIN_ROWS
from rolecall.aws.refusals.row import Answer, explain
from rolecall.aws.refusals.saml_calls import SAML_ROWS
from rolecall.aws.refusals.signed_calls import ROWS
from rolecall.core.errors import RolecallError, RoleDenied, RootUser
from rolecall.core.model import utc_now
from rolecall.core.partitions import unknown_region
from rolecall.core.process.machine_clock import how_to_set_clock

_TABLES = {  # by action or service
    "sts:AssumeRoleWithSAML": SAML_ROWS,
    "signin:CreateOAuth2Token": LOGIN_ROWS,
    "sso": PORTAL_ROWS,
    "sso-oidc": OIDC_ROWS,
}
_LONGEST = 4_000  # characters of a response's text that are read
_WHO = re.compile(r"User: (arn:\S+) is not authorized to perform: ([\w:]+)")
_POLICY = re.compile(r"policy: (arn:\S+)$|boundary: (arn:\S+)$")


def denial(
    error: ClientError,
    action: str,
    base_profile: str,
    region: str,
    about: Mapping[str, str] | None = None,
) -> RolecallError:
    """Returns the error to raise.

    `region` is the one that the request was signed for; `about` are more values for the texts, such
    as the role that was asked for.
    """
    details = error.response.get("Error", {})
    metadata = error.response.get("ResponseMetadata", {})
    says = str(details.get("Message") or "")[:_LONGEST]
    who, policy = _WHO.search(says), _POLICY.search(says.strip())
    caller, permission = who.groups() if who else ("", action)
    arn = next(filter(None, policy.groups()), "") if policy else ""
    values = {
        "profile": base_profile,
        "clock": clock_difference(error.response, utc_now()) or "wrong",
        "set_clock": how_to_set_clock(),
        "near": unknown_region(region),
        "caller": caller or f"the user of profile {base_profile}",
        "permission": permission,
        "which": f" The policy: {arn}" if arn else "",
        **(about or {}),
    }
    answer = Answer(
        str(details.get("Code") or ""),
        says,
        int(metadata.get("HTTPStatusCode") or 0),
        str(metadata.get("RequestId") or ""),
        action,
        region,
        values,
    )
    service = action.partition(":")[0]
    explained = explain(answer, _TABLES.get(action) or _TABLES.get(service, ROWS))
    if isinstance(explained, RoleDenied):
        explained.caller = caller
    return explained


def root_user(base_profile: str) -> RootUser:
    """Returns the error for keys that belong to the account's root user."""
    return RootUser(ROOT.cause.format(profile=base_profile), ROOT.remedy)
