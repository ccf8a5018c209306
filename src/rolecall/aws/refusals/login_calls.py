"""What AWS Sign-In refuses of `aws login`, by the reason it names: cause and remedy.

Source: OAuth2ErrorCode in the service model `signin`, and the AWS CLI's own texts for it.
"""

from rolecall.aws.refusals.row import Row
from rolecall.aws.refusals.signed_calls import ROWS
from rolecall.core.errors import NotProcessed

SESSION_OVER = ("TOKEN_EXPIRED", "USER_CREDENTIALS_CHANGED")  # only a new sign-in helps
_AGAIN = "Sign in again: aws login --profile {profile}"

LOGIN_ROWS = (
    Row("TOKEN_EXPIRED", "", "The `aws login` session of profile {profile} has expired.", _AGAIN),
    Row(
        "USER_CREDENTIALS_CHANGED",
        "",
        "The `aws login` session of profile {profile} has expired: its user's password or "
        "permissions have changed.",
        _AGAIN,
    ),
    Row(
        "INSUFFICIENT_PERMISSIONS",
        "",
        "AWS denied signin:CreateOAuth2Token to profile {profile}.",
        "Its user or role needs the managed policy SignInLocalDevelopmentAccess: ask whoever "
        "manages the account.",
    ),
    Row(
        "AUTHCODE_EXPIRED",
        "",
        "The sign-in took too long: its code has expired.",
        "Sign in again, and allow it within 10 minutes.",
    ),
    Row(
        "INVALID_REQUEST invalid_request invalid_grant",
        "",
        "AWS Sign-In refuses the request for keys of profile {profile} ({code}).",
        "If this machine's clock is right, sign in again: aws login --profile {profile}",
    ),
    Row(
        "rate_exceeded TooManyRequestsError",
        "",
        "AWS Sign-In is throttling: too many requests.",
        "Try again in a minute.",
        NotProcessed,
    ),
    *ROWS,
)
