"""What AWS denies (AccessDenied): the policy that it names as the reason, or none.

The first row that matches counts. Sources: the IAM User Guide's "Troubleshoot access denied error
messages", and what users of other tools report.
"""

from rolecall.aws.refusals.row import Row
from rolecall.core.errors import MfaRefused, RoleDenied, RootUser

ROLE = "sts:AssumeRole"
DENIED = "AccessDenied AccessDeniedException UnauthorizedOperation"

ROOT = Row(
    DENIED,
    "root account",
    "The keys of profile {profile} are the root user's, who cannot assume roles.",
    "Use the keys of an IAM user instead, and delete the root user's.",
    RootUser,
    with_id=False,
)


def _by_policy(policy: str, whose: str, deny: str, allow: str, only: str = "") -> tuple[Row, Row]:
    """Returns the rows for a kind of policy that AWS names as the reason.

    `deny` is the remedy for an explicit deny, `allow` that for an allow that is missing.
    """
    return (
        Row(
            DENIED,
            f"explicit deny in an? {policy}",
            f"AWS denied {{what}}: {whose} explicitly denies it.",
            f"{deny}{{which}}",
            only=only,
        ),
        Row(
            DENIED,
            f"because no {policy} allows",
            f"AWS denied {{what}}: {whose} does not allow it.",
            f"{allow}{{which}}",
            only=only,
        ),
    )


DENIED_ROWS = (
    # MFA
    Row(
        DENIED,
        "^MultiFactorAuthentication failed.*serial number",
        "AWS does not know that MFA device.",
        "Check mfa_serial in the AWS config file, or choose the device with --mfa-device.",
    ),
    Row(
        DENIED,
        "^MultiFactorAuthentication failed",
        "AWS refused that code: wrong, or used before.",
        "Type the next one.",
        MfaRefused,
        with_id=False,
    ),
    Row(
        DENIED,
        "GetSessionToken with session credentials",
        "Base profile {profile} has temporary credentials: AWS starts no MFA session with them.",
        "Use the profile that holds the user's own access key: --base-profile.",
    ),
    ROOT,
    # Denied, with the reason
    Row(
        DENIED,
        "perform: sts:TagSession",
        "AWS denied the session tags for {what}.",
        "Leave them out, or have sts:TagSession allowed, by the role's trust policy and by yours.",
    ),
    Row(
        DENIED,
        "perform: sts:SetSourceIdentity",
        "AWS denied the source identity for {what}.",
        "Leave it out, or have sts:SetSourceIdentity allowed, by the role's trust policy and by "
        "yours.",
    ),
    *_by_policy(
        "identity-based policy",
        "your own policy",
        "Such a policy often wants MFA or a certain network: ask whoever manages {caller}.",
        "Ask whoever manages {caller} for {permission}.",
    ),
    *_by_policy(
        "resource-based policy",
        "the role's trust policy",
        "It has to let {caller} in: rolecall trust-policy prints one that does.",
        "It has to name {caller}: rolecall trust-policy prints one that does.",
        only=ROLE,
    ),
    *_by_policy(
        "service control policy",
        "a service control policy",
        "Only the administrators of your organization can change it.",
        "Only the administrators of your organization can change it.",
    ),
    *_by_policy(
        "resource control policy",
        "a resource control policy",
        "Only the administrators of the role's organization can change it.",
        "Only the administrators of the role's organization can change it.",
    ),
    *_by_policy(
        "permissions boundary",
        "a permissions boundary",
        "Ask whoever set the boundary of {caller} to change it.",
        "Ask whoever set the boundary of {caller} to add {permission}.",
    ),
    *_by_policy(
        "session policy",
        "the session policy",
        "The session that asked is scoped: sign in without that policy, or change it.",
        "The session that asked is scoped: sign in without that policy, or add {permission} to it.",
    ),
    *_by_policy(
        "VPC endpoint policy",
        "a VPC endpoint policy",
        "Ask whoever runs this network's VPC endpoints, or connect from elsewhere.",
        "Ask whoever runs this network's VPC endpoints, or connect from elsewhere.",
    ),
    Row(
        DENIED,
        "Encoded authorization failure message",
        "AWS denied {what}, with the reason encoded.",
        "Repeat the call with the AWS CLI, then decode what it prints: "
        "aws sts decode-authorization-message --encoded-message …",
    ),
    # Denied, without a reason
    Row(
        DENIED,
        "",
        "AWS denied {what}.",
        "The role may not exist, may not trust you, or your own policy may not allow it.",
        RoleDenied,
        only=ROLE,
    ),
    Row(
        DENIED,
        "",
        "AWS denied {what} ({code}).",
        "Profile {profile} is not allowed to do that.",
    ),
)
