"""What STS and IAM refuse of signed calls, by error code and text: cause and remedy.

The first row that matches counts. Sources: the reference of each action under "Errors", the IAM
User Guide's "Troubleshoot Signature Version 4", and what users of other tools report.
"""

from rolecall.aws.refusals.denied_calls import DENIED_ROWS, ROLE
from rolecall.aws.refusals.row import OPT_IN, OTHER_PARTITION, UNKNOWN, Row
from rolecall.core.errors import Refused, Throttled, TooLong, Unreachable

UNKNOWN_KEY = "InvalidClientTokenId UnrecognizedClientException AuthFailure"
EXPIRED = "ExpiredToken ExpiredTokenException"
UNSIGNED = "SignatureDoesNotMatch InvalidSignatureException"
UNTIMELY = "RequestExpired RequestTimeTooSkewed"
THROTTLED = "Throttling ThrottlingException RequestLimitExceeded SlowDown TooManyRequestsException"
_LATE = r"[Ss]ignature expired|not yet current|Date in Credential scope"
_BREACH = r"at '{}' failed to satisfy constraint: (?P<must>[^;]*)"

_CLOCK = (
    "This machine's clock is {clock}: AWS refuses what is more than 15 minutes off.",
    "{set_clock}",
)
_SLOW_DOWN = (
    "AWS is throttling: too many requests from this account.",
    "Try again in a minute.",
    Throttled,  # AWS throttles requests before it processes them
)

ROWS = (
    *DENIED_ROWS,
    # Keys and signatures
    Row(
        UNKNOWN_KEY,
        "",
        "AWS does not know the access key of profile {profile} in {region}.",
        "It is an opt-in region: if its account has not enabled it, use another, such as "
        "--region us-east-1. Otherwise the key is deleted or inactive.",
        only=OPT_IN,
    ),
    Row(
        UNKNOWN_KEY,
        "",
        "AWS does not know the access key of profile {profile} in {partition}.",
        "Keys are valid in one partition only: use a base profile with keys of {partition}. "
        "Otherwise the key is deleted or inactive.",
        only=OTHER_PARTITION,
    ),
    Row(
        UNKNOWN_KEY,
        "",
        "AWS does not know the access key of profile {profile}.",
        "It is deleted or inactive: create a new one, then run: aws configure --profile {profile}",
    ),
    Row(
        EXPIRED,
        "",
        "The credentials of profile {profile} have expired.",
        "Renew them the way you got them, then try again.",
    ),
    Row(
        UNSIGNED,
        "scoped to a valid region",
        "AWS accepts no requests signed for the region {region} at this endpoint.",
        "{near}",
        only=UNKNOWN,
    ),
    Row(
        UNSIGNED,
        "scoped to a valid region",
        "AWS accepts no requests signed for the region {region} at this endpoint.",
        "Check --region, AWS_REGION and the profile's region, and whether an endpoint_url leads to "
        "another one. The keys are not at fault.",
    ),
    Row(UNSIGNED, _LATE, *_CLOCK),
    Row(UNTIMELY, "", *_CLOCK),
    Row(
        UNSIGNED,
        "",
        "The secret access key of profile {profile} does not match its key id.",
        "Enter both again: aws configure --profile {profile}",
    ),
    Row(
        "IncompleteSignature MissingAuthenticationToken",
        "",
        "The signature of {action} did not reach AWS intact ({code}).",
        "A proxy may drop or change headers: name AWS in NO_PROXY, or ask whoever runs the proxy.",
    ),
    Row(
        "OptInRequired SubscriptionRequiredException",
        "",
        "The account of profile {profile} is not activated ({code}).",
        "Finish its sign-up in the AWS console, or ask its owner to pay what is due.",
    ),
    # Regions and partitions
    Row(
        "RegionDisabledException",
        r"account: ?(?P<account>[0-9]{12})",
        "STS is switched off in {region} for account {account}.",
        "Use another region, such as --region us-east-1, or activate it there: IAM console, "
        "Account settings.",
    ),
    Row(
        "RegionDisabledException",
        "",
        "STS is switched off in {region}.",
        "Use another region, such as --region us-east-1.",
    ),
    Row(
        "ValidationError",
        "Invalid ARN partition|arn:aws[a-z-]*:iam::[0-9]{12}:role/.* is invalid",
        "AWS does not accept the role's ARN in {region}: malformed, or of another partition.",
        "A role is assumed with keys and in a region of its own partition: check --region, "
        "--base-profile and `partition` in config.toml.",
    ),
    # What was asked for
    Row(
        "ValidationError",
        "MaxSessionDuration",
        "{name} allows no session of {duration}.",
        "Its longest is MaxSessionDuration in IAM, 1 h unless changed: use --duration 1h",
        TooLong,
        only=ROLE,
    ),
    Row(
        "ValidationError",
        "1 hour session limit",
        "AWS allows no session of {duration} for {name}: it is assumed from another role.",
        "Role chaining is limited to 1 h: use --duration 1h",
        TooLong,
        only=ROLE,
    ),
    Row(
        "ValidationError",
        _BREACH.format("durationSeconds"),
        "AWS allows no session of {duration}, for any role.",
        "It has to last from 15m to 12h: check --duration and the durations in config.toml.",
    ),
    Row(
        "ValidationError",
        _BREACH.format("externalId"),
        "AWS does not accept the external id of {name}.",
        "It has 2 to 1224 letters, digits or +=,.@:/-_ : check external_id in config.toml and in "
        "the role profile.",
    ),
    Row(
        "ValidationError",
        _BREACH.format("roleSessionName"),
        "AWS does not accept the session name for {name}.",
        "It has 2 to 64 letters, digits or +=,.@-_ : check session_name, role_session_name and "
        "AWS_USERNAME.",
    ),
    Row(
        "ValidationError",
        _BREACH.format("(?P<field>[A-Za-z]+)"),
        "AWS does not accept the value of {field} in {action}.",
        "AWS says: {must}. Check it in config.toml and in the AWS config file.",
    ),
    Row(
        "PackedPolicyTooLarge PackedPolicyTooLargeException",
        "(?P<percent>[0-9]+)%",
        "The session policy and tags are too large: {percent}% of what AWS allows.",
        "Shorten the policy, or send fewer tags and shorter ones.",
    ),
    Row(
        "MalformedPolicyDocument MalformedPolicyDocumentException",
        "",
        "AWS cannot read the session policy: {said}",
        "Check the file with: aws accessanalyzer validate-policy --policy-type IDENTITY_POLICY "
        "--policy-document file://FILE",
    ),
    # AWS's own trouble, and the rest
    Row(THROTTLED, "", *_SLOW_DOWN),
    Row("", "", *_SLOW_DOWN, only="429"),
    Row(
        "",
        "",
        "AWS failed to answer {action} (HTTP {status}).",
        "The fault is AWS's: try again in a minute, or another region with --region.",
        Unreachable,
        only="5xx",
    ),
    Row("", "", "AWS refused {action} ({code}).", "AWS says: {said}", Refused),
)
