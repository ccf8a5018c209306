"""Translates AWS's error responses into messages with hints, by error code.

AWS's message text is read only to distinguish causes with the same code, and shown, shortened and
escaped, only for unknown codes.
"""

from botocore.exceptions import ClientError

from rolecall.aws.call.server_clock import clock_difference
from rolecall.core.errors import (
    MfaRefused,
    NotProcessed,
    Refused,
    RolecallError,
    RootUser,
    Unreachable,
)
from rolecall.core.model import utc_now
from rolecall.core.partitions import unknown_region
from rolecall.core.process.machine_clock import how_to_set_clock
from rolecall.core.safe_text import safe_text

_BUSY = {"Throttling", "ThrottlingException", "RequestLimitExceeded", "SlowDown"}
_DENIED = {"AccessDenied", "AccessDeniedException"}
_UNSIGNED = {"SignatureDoesNotMatch", "InvalidSignatureException"}
_UNTIMELY = {"RequestExpired", "RequestTimeTooSkewed"}


def denial(error: ClientError, action: str, base_profile: str, region: str) -> RolecallError:
    """Returns the error to raise; `region` is the one that the request was signed for."""
    details = error.response.get("Error", {})
    code, words = str(details.get("Code", "")), str(details.get("Message", ""))
    metadata = error.response.get("ResponseMetadata", {})
    status = metadata.get("HTTPStatusCode", 0)
    request_id = safe_text(str(metadata.get("RequestId") or ""), 64)
    shown = safe_text(code, 64)
    if code in _DENIED and words.startswith("MultiFactorAuthentication failed"):
        return _mfa_denial(code, words)
    if code in _DENIED and "root account" in words:
        return root_user(base_profile)
    if code == "InvalidClientTokenId":
        return Refused(
            f"AWS does not know the access key of profile {base_profile}.",
            "It may be deleted or inactive: create a new one, then run aws configure.",
            code,
        )
    if code in _UNSIGNED or code in _UNTIMELY:
        return _signature_denial(error, code, words, base_profile, region)
    if code in ("ExpiredToken", "ExpiredTokenException"):
        return Refused(
            f"The credentials of profile {base_profile} have expired.",
            "Renew them, then try again.",
            code,
        )
    if code in _DENIED:
        return Refused(
            f"AWS denied {action} ({shown}).",
            with_request_id(f"Profile {base_profile} is not allowed to do that.", request_id),
            code,
            request_id,
        )
    if code in _BUSY or status == 429:
        # AWS throttles requests before it processes them.
        return NotProcessed("Too many requests: AWS is throttling.", "Try again in a minute.")
    if status >= 500:
        return Unreachable(
            f"AWS failed to answer {action} (HTTP {status}).",
            with_request_id("Try again in a minute.", request_id),
        )
    return Refused(f"AWS refused {action} ({shown}).", safe_text(words, 200), code, request_id)


def root_user(base_profile: str) -> RootUser:
    """Returns the error for keys that belong to the account's root user."""
    return RootUser(
        f"The keys of profile {base_profile} are the root user's, who cannot assume roles.",
        "Use the keys of an IAM user instead, and delete the root user's.",
    )


def with_request_id(hint: str, request_id: str) -> str:
    """Returns the hint with the request id, which AWS Support asks for."""
    return f"{hint} Request id: {request_id}" if request_id else hint


def _mfa_denial(code: str, words: str) -> Refused:
    if "serial number" in words:
        return Refused(
            "AWS does not know that MFA device.",
            "Check mfa_serial in the AWS config file, or choose the device with --mfa-device.",
            code,
        )
    return MfaRefused("AWS refused that code: wrong, or used before.", "Type the next one.", code)


def _signature_denial(
    error: ClientError, code: str, words: str, base_profile: str, region: str
) -> Refused:
    if "scoped to a valid region" in words:
        return Refused(
            f"AWS accepts no requests signed for the region {region or 'of this profile'} "
            "at this endpoint.",
            unknown_region(region)
            or "Check --region, AWS_REGION and the profile's region, and whether an endpoint_url "
            "leads to another one. The keys are not at fault.",
            code,
        )
    if (
        any(sign in words for sign in ("expired", "not yet current", "Date in Credential scope"))
        or code in _UNTIMELY
    ):
        by = clock_difference(error.response, utc_now())
        return Refused(
            f"This machine's clock is {by or 'wrong'}: "
            "AWS refuses what is more than 15 minutes off.",
            how_to_set_clock(),
            code,
        )
    return Refused(
        f"The secret access key of profile {base_profile} does not match its key id.",
        "Enter both again: aws configure.",
        code,
    )
