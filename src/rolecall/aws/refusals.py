"""What AWS or the network answered, in one line and a hint.

Keyed by error code, never by the text of botocore's exceptions: that of ResponseParserError holds
the whole answer, secrets included.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore import exceptions as boto

from rolecall.core.errors import (
    ConfigError,
    MfaRefused,
    Refused,
    RolecallError,
    Unheard,
    Unreachable,
)
from rolecall.core.safe_text import safe_text

# No connection came about. Not ProxyConnectionError: older urllib3 raise it for a reset, too.
NEVER_SENT = (boto.EndpointConnectionError, boto.ConnectTimeoutError)
_BUSY = {"Throttling", "ThrottlingException", "RequestLimitExceeded", "SlowDown"}
_DENIED = {"AccessDenied", "AccessDeniedException"}


@contextmanager
def aws_call(action: str, base_profile: str) -> Iterator[None]:
    """Run one call; `action` as IAM names it (`sts:AssumeRole`). Raises RolecallError alone."""
    try:
        yield
    except RolecallError:
        raise
    except boto.ClientError as error:
        raise _refusal(error, action, base_profile) from None
    except (boto.NoCredentialsError, boto.PartialCredentialsError):
        raise _no_keys(base_profile) from None
    except boto.CredentialRetrievalError:
        raise ConfigError(
            f"The credential_process or provider of base profile {base_profile} gave nothing.",
            f"Try: aws sts get-caller-identity --profile {base_profile}",
        ) from None
    except boto.ProfileNotFound:
        raise ConfigError(
            f"There is no profile {base_profile} in the AWS config or credentials file.",
            "Name another with --base-profile or AWS_PROFILE_ASSUME_ROLE, or add its keys.",
        ) from None
    except boto.SSLError:
        raise Unreachable(
            f"The TLS certificate of AWS's endpoint for {action} cannot be trusted.",
            "Behind a company proxy, set AWS_CA_BUNDLE to the company's certificates.",
        ) from None
    except boto.ProxyConnectionError:
        raise Unreachable(
            "The proxy does not answer.", "Check HTTPS_PROXY and NO_PROXY, or the network."
        ) from None
    except NEVER_SENT:
        raise Unheard(
            f"AWS cannot be reached ({action}).",
            "Check the network, the proxy variables and AWS_ENDPOINT_URL. "
            "Held sessions still work.",
        ) from None
    except boto.ReadTimeoutError:
        raise Unreachable(
            f"AWS did not answer {action} in time.", "Check the network, then try again."
        ) from None
    except (boto.HTTPClientError, boto.ConnectionError):
        raise Unreachable(
            f"The connection broke before AWS had answered {action}.",
            "Check the network and the proxy, then try again. Held sessions still work.",
        ) from None
    except boto.ParamValidationError:
        raise ConfigError(
            f"AWS cannot be asked for {action}: a value has not the form it must have.",
            "Look at mfa_serial, external_id, role_session_name and duration_seconds "
            "in the AWS config file, and at AWS_USERNAME.",
        ) from None
    except boto.BotoCoreError as error:
        raise _unusable(error, base_profile) from None
    except Exception:
        # A captive portal's page, an empty body, a date out of range: botocore passes on whatever
        # its parsers raise, and their texts may hold the answer.
        raise Unreachable(
            f"The answer to {action} did not come from AWS.",
            "A login page of the network, perhaps: open a browser once, then try again.",
        ) from None


@contextmanager
def aws_settings(base_profile: str) -> Iterator[None]:
    """Have botocore read the profile, its credentials and its endpoint. Raises RolecallError."""
    with aws_call("the credentials", base_profile):
        try:
            yield
        except (RolecallError, boto.BotoCoreError, boto.ClientError):
            raise
        except Exception as error:
            # A credential_process that cannot be started, an endpoint that is no URL.
            raise _unusable(error, base_profile) from None


def _unusable(error: Exception, base_profile: str) -> ConfigError:
    return ConfigError(
        f"The AWS settings of profile {base_profile} cannot be used ({type(error).__name__}).",
        f"Look at the profile and AWS_ENDPOINT_URL. Try: "
        f"aws sts get-caller-identity --profile {base_profile}",
    )


def _no_keys(base_profile: str) -> ConfigError:
    return ConfigError(
        f"Base profile {base_profile} holds no credentials.",
        f"Add them with: aws configure --profile {base_profile}",
    )


def _refusal(error: boto.ClientError, action: str, base_profile: str) -> RolecallError:
    answer = error.response.get("Error", {})
    code, words = str(answer.get("Code", "")), str(answer.get("Message", ""))
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    shown = safe_text(code, 64)
    if code in _DENIED and words.startswith("MultiFactorAuthentication failed"):
        if "serial number" in words:
            return Refused(
                "AWS does not know that MFA device.",
                "Check mfa_serial in the AWS config file, or choose the device with --mfa-device.",
                code,
            )
        return MfaRefused(
            "AWS refused that code: wrong, or used before.", "Type the next one.", code
        )
    if code == "InvalidClientTokenId":
        return Refused(
            f"AWS does not know the access key of profile {base_profile}.",
            "It may be deleted or switched off: make a new one, then aws configure.",
            code,
        )
    if code in ("SignatureDoesNotMatch", "RequestExpired", "RequestTimeTooSkewed"):
        if "expired" in words or "not yet current" in words or code != "SignatureDoesNotMatch":
            return Refused(
                "AWS refused the request because of its time: this machine's clock is wrong.",
                "Set the clock (timedatectl set-ntp true), then try again.",
                code,
            )
        return Refused(
            f"The secret access key of profile {base_profile} does not belong to its key id.",
            "Copy both again: aws configure.",
            code,
        )
    if code in ("ExpiredToken", "ExpiredTokenException"):
        return Refused(
            f"The credentials of profile {base_profile} are over.", "Renew them, then again.", code
        )
    if code in _DENIED:
        return Refused(
            f"AWS refused {action} ({shown}).",
            f"Profile {base_profile} is not allowed to do that.",
            code,
        )
    if code in _BUSY or status == 429:
        # AWS counts requests before it looks at them.
        return Unheard("AWS asks for patience: too many requests.", "Try again in a minute.")
    if status >= 500:
        return Unreachable(
            f"AWS has trouble answering {action} (HTTP {status}).", "Try again in a minute."
        )
    return Refused(f"AWS refused {action} ({shown}).", safe_text(words, 200), code)
