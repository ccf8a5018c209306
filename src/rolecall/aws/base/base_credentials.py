"""Resolves the credentials of a base profile, from any source that botocore supports."""

import json
from datetime import UTC, datetime
from typing import Any, NamedTuple

import botocore.session
from botocore import UNSIGNED
from botocore.compat import compat_shell_split
from botocore.config import Config
from botocore.credentials import CredentialProvider, ProcessProvider
from botocore.utils import parse_timestamp

from rolecall.aws.base.base_process import process_output
from rolecall.aws.call.bounded_call import CallContext
from rolecall.aws.call.endpoints import dns_suffixes
from rolecall.aws.call.waiting import wait_for
from rolecall.aws.failures import aws_settings
from rolecall.core.errors import ConfigError, RolecallError, Unreachable
from rolecall.core.model import utc_now
from rolecall.core.secret import Secret


class BaseKeys(NamedTuple):
    """The keys that requests are signed with; `token` is empty for long-lived ones."""

    access_key_id: str
    secret_access_key: Secret
    token: Secret


class _ProcessNeeded(Exception):
    """The profile has a credential_process, which the waiting thread has to run."""

    def __init__(self, command: str) -> None:
        super().__init__("a credential_process")
        self.command = command


class _ProcessDetector(CredentialProvider):  # type: ignore[misc]
    """Replaces botocore's ProcessProvider, which runs the program without a time limit.

    It raises _ProcessNeeded instead.
    """

    METHOD = ProcessProvider.METHOD

    def __init__(self, profile: str, core: botocore.session.Session) -> None:
        super().__init__(core)
        self._profile = profile

    def load(self) -> None:
        profiles = self.session.full_config.get("profiles", {})
        command = profiles.get(self._profile, {}).get("credential_process")
        if command is not None:
            raise _ProcessNeeded(command)


def base_keys(profile: str, call: CallContext) -> BaseKeys:
    """Returns the keys of a base profile. Raises RolecallError, and what check_cancelled raises.

    botocore never assumes a role here: of a profile with both keys and a role_arn, the keys are
    used. Keys in the environment, usually those of an assumed role, are ignored.
    """
    with aws_settings(profile):
        core = botocore.session.Session(profile=profile)
        providers = core.get_component("credential_provider")
        # It would ask for an MFA code with getpass, bypassing the prompter and --no-input.
        providers.remove("assume-role")
        providers.insert_after(ProcessProvider.METHOD, _ProcessDetector(profile, core))
        providers.remove(ProcessProvider.METHOD)  # the first of the two, which is botocore's
        _check_endpoints(core, profile, call)
        try:
            # In a thread: a provider may use the network, as that of Identity Center does.
            frozen = wait_for(
                lambda: _frozen(core), call.limits.total, call.check_cancelled, "base-keys"
            )
        except TimeoutError:
            raise Unreachable(
                f"The credentials of profile {profile} did not come "
                f"within {call.limits.total:g} s.",
                f"Try: aws sts get-caller-identity --profile {profile}",
            ) from None
        except _ProcessNeeded as needed:
            return _from_process(needed.command, profile, call)
    if frozen is None or not frozen.access_key:
        raise ConfigError(
            f"Base profile {profile} has no credentials.",
            f"Add them with: aws configure --profile {profile}",
        )
    return BaseKeys(frozen.access_key, Secret(frozen.secret_key), Secret(frozen.token or ""))


def _check_endpoints(core: botocore.session.Session, profile: str, call: CallContext) -> None:
    """Checks the endpoints that botocore itself would send a token to: Identity Center's, STS."""
    settings = core.full_config.get("profiles", {}).get(profile, {})
    if {"sso_session", "sso_start_url"} & settings.keys():
        services: tuple[str, ...] = ("sso", "sso-oidc")
    elif "web_identity_token_file" in settings:
        services = ("sts",)
    else:
        return
    suffixes = dns_suffixes(core.get_data("partitions"))
    region = settings.get("sso_region") or core.get_config_variable("region") or "us-east-1"
    for service in services:
        client = core.create_client(
            service, region_name=region, config=Config(signature_version=UNSIGNED)
        )
        call.endpoints.check(client.meta.endpoint_url, service, suffixes, call.observer.notice)


def _frozen(core: botocore.session.Session) -> Any:
    credentials = core.get_credentials()
    return credentials.get_frozen_credentials() if credentials else None


def _from_process(command: object, profile: str, call: CallContext) -> BaseKeys:
    try:
        words = compat_shell_split(command)
    except (ValueError, AttributeError, TypeError):  # quotes that do not close; a table
        words = []
    if not words:
        raise _unusable(profile, "it is not a command line")
    output = process_output(words, profile, call)
    try:
        given = json.loads(output)
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        raise _unusable(profile, "its output is not the expected JSON")
    if given.get("Version") != 1:
        raise _no_credentials(profile, "its output lacks Version 1")
    key_id, secret = given.get("AccessKeyId"), given.get("SecretAccessKey")
    token, expiration = given.get("SessionToken") or "", given.get("Expiration")
    if not all(isinstance(text, str) for text in (key_id, secret, token)) or not key_id:
        raise _no_credentials(profile, "its output lacks a key")
    if expiration is not None and not _is_ahead(expiration):
        raise _no_credentials(profile, "its credentials have expired, or have no expiration")
    return BaseKeys(str(key_id), Secret(str(secret)), Secret(token))


def _is_ahead(expiration: object) -> bool:
    try:
        moment: datetime = parse_timestamp(expiration)
        return moment.replace(tzinfo=moment.tzinfo or UTC) > utc_now()
    except (ValueError, TypeError, OverflowError, RuntimeError):
        return False


def _no_credentials(profile: str, why: str) -> RolecallError:
    return ConfigError(
        f"The credential_process or provider of base profile {profile} returned no credentials: "
        f"{why}.",
        _try(profile),
    )


def _unusable(profile: str, why: str) -> RolecallError:
    return ConfigError(
        f"The credential_process of base profile {profile} cannot be used: {why}.", _try(profile)
    )


def _try(profile: str) -> str:
    return f"Try: aws sts get-caller-identity --profile {profile}"
