"""What Identity Center refuses, by error code: cause and remedy.

The first row that matches counts. Sources: the references of SSO OIDC and of the access portal
under "Errors". `{profile}` is the Identity Center's name, `{login}` the command that signs in.
"""

from rolecall.aws.refusals.denied_calls import DENIED
from rolecall.aws.refusals.row import Row
from rolecall.aws.refusals.signed_calls import ROWS
from rolecall.core.errors import Throttled, Unreachable

DENIED_BY_USER = f"{DENIED} access_denied"
PENDING, SLOW_DOWN = "AuthorizationPendingException", "SlowDownException"
CODE_EXPIRED = "ExpiredTokenException"
SESSION_OVER = "InvalidGrantException"
REGISTRATION_OVER = "InvalidClientException UnauthorizedClientException"
TOKEN_REFUSED = "UnauthorizedException"  # noqa: S105 - a code of AWS's, also sent without a cause
TOO_MANY = "TooManyRequestsException"
UNASSIGNED = "ForbiddenException ResourceNotFoundException"
REGISTER, DEVICE = "sso-oidc:RegisterClient", "sso-oidc:StartDeviceAuthorization"
ROLE, ROLES = "sso:GetRoleCredentials", "sso:ListAccountRoles"

_NO_CENTER = (
    "There is no Identity Center with the start URL {url} in {region}.",
    "Check both: the start URL is the address of the access portal, and the region is in the "
    "settings of the Identity Center.",
)
_ASK = "Ask whoever manages your Identity Center for it."
_SLOW = Row(
    TOO_MANY,
    "",
    "Identity Center is throttling: too many requests of yours at once.",
    "Try again in a minute.",
    Throttled,
)
_FAILED = Row(
    "",
    "",
    "Identity Center failed to answer {action} (HTTP {status}).",
    "The fault is AWS's: try again in a minute. Your sessions still work.",
    Unreachable,
    only="5xx",
)

OIDC_ROWS = (
    Row(
        DENIED_BY_USER,
        "",
        "The sign-in was denied in the browser.",
        "Try again to allow it.",
        with_id=False,
    ),
    Row(
        CODE_EXPIRED,
        "",
        "Nobody approved the sign-in to {profile} in time.",
        "A code serves for 10 minutes. To get another: {login}",
        with_id=False,
    ),
    Row(
        SESSION_OVER,
        "",
        "The Identity Center session of {profile} has expired.",
        "Sign in again: {login}",
        with_id=False,
    ),
    Row(
        REGISTRATION_OVER,
        "",
        "Identity Center no longer accepts the registration that {profile} was signed in with.",
        "Sign in again, which makes a new one: {login}",
    ),
    Row(
        "InvalidScopeException",
        "",
        "Identity Center does not accept the scopes of {profile}: {scopes}.",
        "Check sso_registration_scopes: for roles, sso:account:access is enough.",
    ),
    Row("InvalidRequestException", "", *_NO_CENTER, only=REGISTER),
    Row("InvalidRequestException", "", *_NO_CENTER, only=DEVICE),
    _SLOW,
    _FAILED,
    *ROWS,
)

PORTAL_ROWS = (
    Row(
        TOKEN_REFUSED,
        "",
        "Identity Center does not accept the session of {profile} in {region}.",
        "Check its region. If that is right, sign in again: {login}",
    ),
    Row(UNASSIGNED, "", "{name} is not assigned to you.", _ASK, only=ROLE),
    Row(UNASSIGNED, "", "Account {account} is no longer assigned to you.", _ASK, only=ROLES),
    _SLOW,
    _FAILED,
    *ROWS,
)
