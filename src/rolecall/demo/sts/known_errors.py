"""Errors of STS and IAM by name, in AWS's words: for whoever wants to see what comes of one.

    aws.faults.add("AssumeRole", refuse(KNOWN["region disabled"]))

Sources: the reference of each action, the IAM User Guide's chapters on troubleshooting, and reports
of users of other tools. Where a text is not known, that of the reference stands for it.
"""

from rolecall.demo.protocol import refusals
from rolecall.demo.protocol.refusals import AwsError, access_denied, signature_refused, validation
from rolecall.demo.sts import saml_refusals

_ALICE = "arn:aws:iam::111122223333:user/alice"
_ROLE = "arn:aws:iam::444455556666:role/developer"
_POLICIES = {  # kinds of policies, each with the ARN of one where AWS names it
    "identity-based policy": "arn:aws:iam::111122223333:policy/NoRoles",
    "resource-based policy": "",
    "service control policy": (
        "arn:aws:organizations::999988887777:policy/o-exampleorg/service_control_policy/p-1a2b3c4d"
    ),
    "resource control policy": "",
    "permissions boundary": "arn:aws:iam::111122223333:policy/Boundary",
    "session policy": "",
    "VPC endpoint policy": "",
}


def _denied(action: str, more: str = "") -> AwsError:
    text = f"User: {_ALICE} is not authorized to perform: {action} on resource: {_ROLE}"
    return access_denied(f"{text} {more}".rstrip())


def _by_policies() -> dict[str, AwsError]:
    known = {}
    for policy, arn in _POLICIES.items():
        deny = f"with an explicit deny in a{'n' * (policy[0] in 'aeiou')} {policy}"
        known[f"deny: {policy}"] = _denied("sts:AssumeRole", f"{deny}: {arn}" if arn else deny)
        known[f"no allow: {policy}"] = _denied(
            "sts:AssumeRole", f"because no {policy} allows the sts:AssumeRole action"
        )
    return known


KNOWN: dict[str, AwsError] = {
    "wrong code": refusals.mfa_code_refused(),
    "unknown device": refusals.mfa_device_unknown(),
    "session token from a session": refusals.session_token_from_session(),
    "root user": access_denied("Roles may not be assumed by root accounts."),
    "tags denied": _denied("sts:TagSession"),
    "source identity denied": _denied("sts:SetSourceIdentity"),
    **_by_policies(),
    "encoded reason": access_denied(
        "You are not authorized to perform this operation. "
        "Encoded authorization failure message: 4GIOHlTkIaWHQD0Q0m6XSnuUMCm-abcdefghijklmn"
    ),
    "denied": _denied("sts:AssumeRole"),
    "user denied": access_denied(
        f"User: {_ALICE} is not authorized to perform: iam:GetUser on resource: user alice"
    ),
    "unknown key": refusals.invalid_token(),
    "unknown key abroad": refusals.invalid_token(),
    "unknown key in an opt-in region": refusals.invalid_token(),
    "expired token": refusals.expired_token(),
    "wrong scope": signature_refused(
        "Credential should be scoped to a valid region, not 'eu-central-1'."
    ),
    "wrong scope of an unknown region": signature_refused(
        "Credential should be scoped to a valid region, not 'eu-centrl-1'."
    ),
    "late": refusals.signature_expired("20260131T114400Z", "20260131T114500Z", "20260131T120000Z"),
    "early": refusals.signature_not_yet_current(
        "20260131T121600Z", "20260131T121500Z", "20260131T120000Z"
    ),
    "request expired": AwsError("RequestExpired", "Request has expired.", 400),
    "time too skewed": AwsError(
        "RequestTimeTooSkewed",
        "The difference between the request time and the current time is too large.",
        403,
    ),
    "wrong secret": refusals.signature_differs(),
    "no signature": refusals.missing_authentication(),
    "not signed up": AwsError(
        "OptInRequired", "The AWS Access Key Id needs a subscription for the service", 403
    ),
    "region disabled": AwsError(
        "RegionDisabledException",
        "STS is not activated in this region for account:444455556666. Your account administrator "
        "can activate STS in this region using the IAM Console.",
        403,
    ),
    "some region disabled": AwsError(
        "RegionDisabledException", "STS is not activated in this region.", 403
    ),
    "other partition": validation("Invalid ARN partition"),
    "malformed arn": validation("arn:aws-cn:iam::444455556666:role/developer is invalid"),
    "over the maximum": refusals.role_session_too_long(),
    "over the hour of a chain": refusals.chained_session_too_long(),
    "no such duration": refusals.constraints(
        [
            "Value '604800' at 'durationSeconds' failed to satisfy constraint: "
            "Member must have value less than or equal to 43200"
        ]
    ),
    "bad external id": refusals.constraints(
        [
            "Value 'a b' at 'externalId' failed to satisfy constraint: "
            "Member must satisfy regular expression pattern: [\\w+=,.@:\\/-]*"
        ]
    ),
    "bad session name": refusals.constraints(
        [
            "Value 'alice smith' at 'roleSessionName' failed to satisfy constraint: "
            "Member must satisfy regular expression pattern: [\\w+=,.@-]*"
        ]
    ),
    "bad serial": refusals.constraints(
        [
            "Value 'phone' at 'serialNumber' failed to satisfy constraint: "
            "Member must have length greater than or equal to 9"
        ]
    ),
    "too large": AwsError(
        "PackedPolicyTooLarge", "Packed size of session tags consumes 142% of allotted space.", 400
    ),
    "malformed policy": AwsError("MalformedPolicyDocument", "Syntax errors in policy.", 400),
    "throttled": refusals.throttled(),
    "too many requests": AwsError("TooManyRequests", "Too many requests", 429),
    "unavailable": refusals.service_unavailable(),
    "internal failure": refusals.internal_failure(),
    "no such role": refusals.no_such_role("developer"),
    # AssumeRoleWithSAML
    "assertion denied": saml_refusals.not_authorized(),
    "no such provider": saml_refusals.no_such_provider(),
    "wrong issuer": saml_refusals.wrong_issuer(),
    "wrong signature": saml_refusals.invalid_token("Response signature invalid"),
    "wrong audience": saml_refusals.wrong_audience(),
    "role not in the assertion": saml_refusals.role_not_listed(),
    "no session name": saml_refusals.no_session_name(),
    "no confirmation": saml_refusals.no_confirmation(),
    "unreadable": saml_refusals.unreadable(),
    "not valid yet": saml_refusals.not_yet_valid(),
    "login failed": saml_refusals.sign_in_failed(),
    "assertion expired": saml_refusals.too_late(),
    "assertion over the maximum": refusals.role_session_too_long(),
    "idp out of reach": AwsError(
        "IDPCommunicationError",
        "The request could not be fulfilled because the identity provider (IdP) that was asked to "
        "verify the incoming identity token could not be reached.",
        400,
    ),
}
