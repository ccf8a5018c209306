"""The way to a target, from files and environment alone: whose keys, for how long, what is asked.

No call is made and nothing is asked, so the picker can say beforehand what Enter will do.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from rolecall.catalog.aws_config import Profiles
from rolecall.catalog.defaults import base_profile_name, checked_region, in_region, region_for
from rolecall.catalog.identity_providers import identity_providers
from rolecall.core.errors import ConfigError, UsageError
from rolecall.core.model import REGION, SAML, Target
from rolecall.core.partitions import region_within
from rolecall.core.process.sha256 import sha256_hex
from rolecall.core.role_request import RoleRequest
from rolecall.core.settings.settings import IdentityProvider, Settings, parse_duration
from rolecall.core.state.state import State
from rolecall.sessions.store import BaseIdentity

ROLE_DURATION = 3_600  # seconds, the classic's and AWS's default
CHAINED_LONGEST = 3_600  # seconds: AWS's limit for a role taken with an MFA session


class Files(NamedTuple):
    """What a plan is made from."""

    env: Mapping[str, str]
    settings: Settings
    profiles: Profiles
    state: State
    saml_user: str = ""  # the user name in the login file, where that is for the target's IdP


class Options(NamedTuple):
    """What the command line said; empty where it said nothing."""

    region: str = ""
    duration: str = ""
    mfa_device: str = ""
    base_profile: str = ""
    mfa_code: str = ""


NO_OPTIONS = Options()


class Plan(NamedTuple):
    """How one target is reached. `duration` is in seconds; `region` is empty for none known."""

    target: Target
    base: BaseIdentity
    region: str
    duration: int
    session_name: str  # empty: the user's name, which AWS is asked for
    user_name: str  # AWS_USERNAME; empty: AWS is asked. At an IdP: the stored, or used last
    mfa_serial: str  # from the files, for where IAM may not be asked
    device: str  # serial or name of the MFA device to preset
    device_used_last: str = ""  # its serial
    provider: IdentityProvider | None = None  # the IdP, for the scheme saml
    device_asked: str = ""  # serial or name of the device that was named for this sign-in
    new_login: bool = False  # a code was given: what is held does not do
    region_named: bool = False  # by an option
    region_of_shell: bool = False  # the environment's

    user_chosen: bool = False  # at an IdP: the user of a session that is to be renewed

    def by_user(self, user: str, *, chosen: bool = False) -> "Plan":
        """The way through the IdP as another of its users."""
        url = self.provider.url if self.provider else ""
        base = BaseIdentity(self.base.profile, f"{user} {url}".strip())
        return self._replace(base=base, user_name=user, user_chosen=chosen)

    @property
    def request(self) -> RoleRequest:
        """Whose session this plan leads to."""
        target = self.target
        by_saml = target.scheme == SAML
        return RoleRequest(
            scheme=target.scheme,
            identity=self.base.profile,
            identity_key=self.base.access_key_id,
            role_arn=target.arn,
            role_profile=target.role_profile,
            external_id="" if by_saml else target.external_id_sent,
            session_name=self.session_name,
        )


def plan_for(target: Target, files: Files, options: Options = NO_OPTIONS) -> Plan:
    """Plan the way to `target`. Raises ConfigError or UsageError for values that cannot be used."""
    if named := checked_region(options.region):
        target = in_region(target, named)
    env, settings, profiles, state, _ = files
    name = options.base_profile or target.base_profile or base_profile_name(env, settings, state)
    profile = profiles.get(name)
    if target.scheme == SAML:
        return _saml_plan(target, files, options, name)
    if profile is not None and profile.is_ours:
        raise ConfigError(
            f"Base profile {name} is a role that Rolecall handed over, not a user's own keys.",
            "Name the profile that holds them: AWS_PROFILE_ASSUME_ROLE or --base-profile.",
        )
    if (
        profile is not None
        and profile.config_credential_key == "login_session"
        and not profile.has_keys
    ):
        raise ConfigError(
            f"Base profile {name} signs in with `aws login`, which Rolecall cannot use yet.",
            "Name one that has credential_process = aws configure export-credentials --profile "
            f"{name}, or one with keys.",
        )
    is_role = profile is not None and profile.role_arn and not profile.has_keys
    if is_role and not target.why_not:  # else that is the better reason
        raise ConfigError(
            f"Base profile {name} is a role itself, and chains are not supported yet.",
            "Name the profile that holds the keys: AWS_PROFILE_ASSUME_ROLE or --base-profile.",
        )
    if options.mfa_code or options.mfa_device:  # to a role profile without mfa_serial, too
        target = target._replace(with_mfa=True)
    user = env.get("AWS_USERNAME", "")
    serial = target.mfa_serial or (profile.mfa_serial if profile else "")
    return Plan(
        target=target,
        base=base_identity(profiles, name),
        region=(region := _region(target, files, options, name)),
        duration=_duration(target, options, env, settings),
        session_name=target.session_name or settings.session_name or session_name_of(user),
        user_name=user,
        mfa_serial=serial,
        device=options.mfa_device or serial or state.last_device.get(name, ""),
        device_used_last=state.last_device.get(name, ""),
        device_asked=options.mfa_device,
        new_login=bool(options.mfa_code),
        region_named=bool(options.region),
        region_of_shell=_is_of_shell(region, env),
    )


def _saml_plan(target: Target, files: Files, options: Options, profile: str) -> Plan:
    """The way through an IdP. The base profile has a part in it only by its region."""
    for option, value in (("--mfa-code", options.mfa_code), ("--mfa-device", options.mfa_device)):
        if value:
            raise UsageError(
                f"{target.alias} is reached by its identity provider {target.idp}, "
                f"which takes no {option}.",
                f"Leave {option} out.",
            )
    env, settings, _, state, user = files
    provider = identity_providers(settings, env).by_name.get(target.idp, IdentityProvider())
    plan = Plan(
        target=target,
        base=BaseIdentity(target.identity(""), ""),
        region=(region := _region(target, files, options, profile)),
        duration=_duration(target, options, env, settings),
        session_name="",  # the assertion says it
        user_name="",
        mfa_serial="",
        device="",
        provider=provider,
        region_named=bool(options.region),
        region_of_shell=_is_of_shell(region, env),
    )
    # Another user is another identity, as other keys in a profile are.
    return plan.by_user(user or state.saml_users.get(target.idp, ""))


def base_identity(profiles: Profiles, name: str) -> BaseIdentity:
    """Whose sessions are held for a base profile: those of the keys it has now.

    Where the files hold no keys, those of the way that leads to some.
    """
    profile = profiles.get(name)
    if profile is None or profile.access_key_id:
        return BaseIdentity(name, profile.access_key_id if profile else "")
    way = (
        profile.credential_process,
        profile.sso_session or profile.sso_start_url,
        profile.web_identity_token_file,
        profile.credential_source,
    )
    return BaseIdentity(name, sha256_hex(repr(way).encode())[:20] if any(way) else "")


def _region(target: Target, files: Files, options: Options, profile: str) -> str:
    env, settings, profiles, state, _ = files
    chosen = state.regions.get(target.account_id, "")
    if not REGION.fullmatch(chosen):  # a state file that was meddled with forgets, as elsewhere
        chosen = ""
    region = options.region or region_for(target, env, settings, profiles, profile, chosen)
    usual = profiles.get("default")
    if region or usual is None or not usual.region:
        return region
    # Tools fall back to the region of [default]: keys mean nothing beside one of another partition.
    own = region_within(target.partition, usual.region)
    return own if target.partition_known and own != usual.region else ""


def _is_of_shell(region: str, env: Mapping[str, str]) -> bool:
    return bool(region) and region == (env.get("AWS_REGION") or env.get("AWS_DEFAULT_REGION"))


def _duration(target: Target, options: Options, env: Mapping[str, str], settings: Settings) -> int:
    if options.duration:
        return parse_duration(options.duration)
    if named := env.get("AWS_ROLE_SESSION_TIMEOUT"):
        try:
            return parse_duration(named)
        except UsageError as error:
            raise ConfigError(f"AWS_ROLE_SESSION_TIMEOUT: {error.message}", error.hint) from None
    return target.duration or settings.duration or ROLE_DURATION


def session_name_of(user: str) -> str:
    """The user's name as STS takes it for RoleSessionName; empty for none."""
    # STS AssumeRole: 2 to 64 of these characters.
    return re.sub(r"[^A-Za-z0-9_+=,.@-]", "-", user)[:64].ljust(2, "-") if user else ""
