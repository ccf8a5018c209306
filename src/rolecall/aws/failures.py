"""Translates network errors and botocore's exceptions into messages with hints.

By the type of the exception, never by its text, which may contain a response or a proxy's password.
Exceptions of other types are bugs of ours, and are not caught.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from botocore import exceptions as boto

from rolecall.aws.call.strict_parsers import InvalidResponse
from rolecall.aws.call.unreached import (
    CHECK,
    ConnectTimedOut,
    HostNotFound,
    UntrustedCertificate,
    by_proxy,
    no_address,
    no_connection,
    no_tls,
    silent_proxy,
    untrusted,
)
from rolecall.aws.refusals.denial import denial
from rolecall.core.errors import ConfigError, NotProcessed, RolecallError, Unreachable

# No connection was made. Not ProxyConnectionError: older urllib3 raise it for a reset as well.
NEVER_SENT = (
    boto.EndpointConnectionError,
    boto.ConnectTimeoutError,
    HostNotFound,
    ConnectTimedOut,
)
# What botocore raises for settings that it does not validate: a missing file, an endpoint that is
# no URL, nested keys in place of a value.
_UNUSABLE = (AttributeError, LookupError, OSError, RuntimeError, TypeError, ValueError)
_OWNERS = {"rolecall", "botocore", "boto3"}


@contextmanager
def aws_call(
    action: str,
    base_profile: str,
    region: str = "",
    about: Mapping[str, str] | None = None,
) -> Iterator[None]:
    """Translates the exceptions of one call into RolecallError.

    `action` is its IAM name (`sts:AssumeRole`), `region` the region that it is sent to; `about`
    are values for the texts of refusals, such as the role that was asked for.
    """
    try:
        yield
    except boto.ClientError as error:
        raise denial(error, action, base_profile, region, about) from None
    except InvalidResponse:
        raise not_aws(action) from None
    except (boto.NoCredentialsError, boto.PartialCredentialsError):
        raise _no_keys(base_profile) from None
    except boto.CredentialRetrievalError:
        raise ConfigError(
            f"The credential_process or provider of base profile {base_profile} returned no "
            "credentials.",
            f"Try: aws sts get-caller-identity --profile {base_profile}",
        ) from None
    except (boto.SSOError, boto.TokenRetrievalError):
        raise ConfigError(
            f"You are not signed in to IAM Identity Center for profile {base_profile}.",
            f"Sign in: aws sso login --profile {base_profile}",
        ) from None
    except boto.ProfileNotFound:
        raise ConfigError(
            f"There is no profile {base_profile} in the AWS config or credentials file.",
            "Choose another with --base-profile or AWS_PROFILE_ASSUME_ROLE, or add its keys.",
        ) from None
    except UntrustedCertificate as error:
        raise untrusted(error) from None
    except boto.SSLError as error:
        raise no_tls(error, action) from None
    except boto.ProxyConnectionError as error:
        raise by_proxy(error, region) from None
    except ConnectTimedOut as error:
        if error.proxy:
            raise silent_proxy(region, never_sent=True) from None
        raise NotProcessed(f"AWS cannot be reached ({action}).", CHECK) from None
    except HostNotFound as error:
        raise no_address(error, action, region) from None
    except NEVER_SENT as error:
        raise no_connection(error, action) from None
    except boto.ReadTimeoutError:
        raise Unreachable(
            f"AWS did not answer {action} in time.", "Check the network, then try again."
        ) from None
    except (boto.HTTPClientError, boto.ConnectionError):
        raise Unreachable(
            f"The connection broke before AWS had answered {action}.",
            "Check the network and the proxy, then try again. Your sessions still work.",
        ) from None
    except boto.ParamValidationError:
        raise ConfigError(
            f"AWS cannot be asked for {action}: a value is malformed.",
            "Check mfa_serial, external_id, role_session_name and duration_seconds "
            "in the AWS config file, and at AWS_USERNAME.",
        ) from None
    except boto.BotoCoreError as error:
        raise _unusable(error, base_profile) from None


@contextmanager
def aws_settings(base_profile: str) -> Iterator[None]:
    """Translates botocore's exceptions while it reads a profile, its credentials or endpoint."""
    with aws_call("the credentials", base_profile):
        try:
            yield
        except (RolecallError, boto.BotoCoreError, boto.ClientError):
            raise
        except _UNUSABLE as error:
            if not _is_botocores(error):
                raise
            raise _unusable(error, base_profile) from None


def not_aws(action: str) -> Unreachable:
    """Returns the error for a response not in AWS's format: a captive portal, a wrong proxy."""
    return Unreachable(
        f"The answer to {action} did not come from AWS.",
        "Is it the network's login page? Open a browser once, then try again.",
    )


def _is_botocores(error: BaseException) -> bool:
    """Whether the exception was raised in botocore or in what it called, not in our code."""
    names = []
    trace = error.__traceback__
    while trace is not None:
        names.append(str(trace.tb_frame.f_globals.get("__name__", "")).partition(".")[0])
        trace = trace.tb_next
    return next((name != "rolecall" for name in reversed(names) if name in _OWNERS), False)


def _unusable(error: Exception, base_profile: str) -> ConfigError:
    return ConfigError(
        f"The AWS settings of profile {base_profile} cannot be used ({type(error).__name__}).",
        f"Check the profile and AWS_ENDPOINT_URL. Try: "
        f"aws sts get-caller-identity --profile {base_profile}",
    )


def _no_keys(base_profile: str) -> ConfigError:
    return ConfigError(
        f"Base profile {base_profile} has no credentials.",
        f"Add them with: aws configure --profile {base_profile}",
    )
