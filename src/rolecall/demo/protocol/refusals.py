"""AWS's error responses: its HTTP statuses, error codes and messages."""

from collections.abc import Sequence


class AwsError(Exception):
    """An error to send to the caller; `sender` is false for a failure of AWS itself."""

    def __init__(self, code: str, message: str, status: int, *, sender: bool = True) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status
        self.sender = sender


def missing_authentication() -> AwsError:
    return AwsError("MissingAuthenticationToken", "Request is missing Authentication Token", 403)


def incomplete_signature(message: str) -> AwsError:
    return AwsError("IncompleteSignature", message, 400)


def signature_refused(message: str) -> AwsError:
    return AwsError("SignatureDoesNotMatch", message, 403)


def signature_differs() -> AwsError:
    return signature_refused(
        "The request signature we calculated does not match the signature you provided. "
        "Check your AWS Secret Access Key and signing method. "
        "Consult the service documentation for details."
    )


def signature_expired(signed: str, oldest: str, now: str) -> AwsError:
    """The times are in the format of the request: 20260131T120000Z."""
    return signature_refused(
        f"Signature expired: {signed} is now earlier than {oldest} ({now} - 15 min.)"
    )


def signature_not_yet_current(signed: str, newest: str, now: str) -> AwsError:
    return signature_refused(
        f"Signature not yet current: {signed} is still later than {newest} ({now} + 15 min.)"
    )


def invalid_token() -> AwsError:
    return AwsError(
        "InvalidClientTokenId", "The security token included in the request is invalid.", 403
    )


def expired_token() -> AwsError:
    return AwsError("ExpiredToken", "The security token included in the request is expired", 403)


def access_denied(message: str) -> AwsError:
    return AwsError("AccessDenied", message, 403)


def not_authorized(caller_arn: str, action: str, resource: str, why: str = "") -> AwsError:
    """AssumeRole's error has no `why`: it reveals neither the role's existence nor a policy."""
    refused = f"User: {caller_arn} is not authorized to perform: {action} on resource: {resource}"
    return access_denied(f"{refused} because {why}" if why else refused)


def no_policy_allows(
    caller_arn: str, action: str, resource: str, policy: str = "identity-based"
) -> AwsError:
    return not_authorized(
        caller_arn, action, resource, f"no {policy} policy allows the {action} action"
    )


def mfa_code_refused() -> AwsError:
    # AWS's message ends with a blank.
    return access_denied("MultiFactorAuthentication failed with invalid MFA one time pass code. ")


def mfa_device_unknown() -> AwsError:
    return access_denied(
        "MultiFactorAuthentication failed, unable to validate MFA code.  "
        "Please verify your MFA serial number is valid and associated with this user."
    )


def mfa_incomplete() -> AwsError:
    return access_denied(
        "MultiFactorAuthentication failed, must provide both MFA serial number "
        "and one time pass code."
    )


def session_token_from_session() -> AwsError:
    return access_denied("Cannot call GetSessionToken with session credentials")


def federation_token_from_session() -> AwsError:
    return access_denied("Cannot call GetFederationToken with session credentials")


def validation(message: str) -> AwsError:
    return AwsError("ValidationError", message, 400)


def constraints(broken: Sequence[str]) -> AwsError:
    """All violated constraints of one call, listed as AWS's API layer does."""
    errors = "error" if len(broken) == 1 else "errors"
    return validation(f"{len(broken)} validation {errors} detected: " + "; ".join(broken))


def role_session_too_long() -> AwsError:
    return validation(
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
    )


def chained_session_too_long() -> AwsError:
    return validation(
        "The requested DurationSeconds exceeds the 1 hour session limit "
        "for roles assumed by role chaining."
    )


def no_such_user(name: str) -> AwsError:
    return AwsError("NoSuchEntity", f"The user with name {name} cannot be found.", 404)


def no_such_role(name: str) -> AwsError:
    return AwsError("NoSuchEntity", f"The role with name {name} cannot be found.", 404)


def user_name_needed() -> AwsError:
    return validation("Must specify userName when calling with non-User credentials")


def unknown_action(action: str, version: str) -> AwsError:
    return AwsError(
        "InvalidAction", f"Could not find operation {action} for version {version}", 400
    )


def throttled() -> AwsError:
    return AwsError("Throttling", "Rate exceeded", 400)


def internal_failure() -> AwsError:
    return AwsError(
        "InternalFailure",
        "The request processing has failed because of an unknown error, exception or failure.",
        500,
        sender=False,
    )


def service_unavailable() -> AwsError:
    return AwsError(
        "ServiceUnavailable",
        "The request has failed due to a temporary failure of the server.",
        503,
        sender=False,
    )
