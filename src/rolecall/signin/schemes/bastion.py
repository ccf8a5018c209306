"""The scheme `bastion`: roles by a base profile's keys, with an MFA session where one is wanted.

What is imported for a held session; the sign-in itself is in `rolecall.signin.mfa`.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from rolecall.catalog.aws_config import Profiles
from rolecall.core.errors import ConfigError
from rolecall.core.login import BaseIdentity, Login
from rolecall.core.model import Target
from rolecall.core.process.sha256 import sha256_hex
from rolecall.core.role_request import RoleRequest
from rolecall.core.state.state import NO_DEVICE
from rolecall.signin.mfa.base_kinds import Base, base_of
from rolecall.signin.mfa.mfa_login import MFA_SESSION, inherited_mfa_session, mfa_login
from rolecall.signin.plan import (
    Files,
    Options,
    Plan,
    duration_of,
    duration_wanted,
    is_of_shell,
    naming,
    region_of,
)
from rolecall.signin.scope.wanted import wanted_scope
from rolecall.signin.services import Services, SignedIn

if TYPE_CHECKING:
    from rolecall.signin.prompters import Prompter

_LONG_TERM = "AKIA"  # IAM: how the ids of a user's own keys begin


class Bastion:
    """A Scheme: GetSessionToken with a code, then AssumeRole."""

    kind = MFA_SESSION
    call = "sts:AssumeRole"
    provider = login_by = decides_duration = ""
    result = "session"
    by_base_profile = True
    chains = True
    always_asks = True

    def plan(self, target: Target, files: Files, options: Options, profile: str) -> Plan:
        env, settings, profiles, state, _ = files
        base = profiles.get(profile)
        if base is not None and base.is_ours:
            raise ConfigError(
                f"Base profile {profile} holds a role session from Rolecall, not your own keys.",
                "Use the profile that holds them: AWS_PROFILE_ASSUME_ROLE or --base-profile.",
            )
        # The role of a web identity is taken by botocore.
        is_role = (
            base is not None
            and base.role_arn
            and not (base.has_keys or base.web_identity_token_file)
        )
        if is_role and not target.why_not:  # else that is the better reason
            raise ConfigError(
                f"Base profile {profile} is a role itself.",
                "Use the profile that holds the keys: AWS_PROFILE_ASSUME_ROLE or --base-profile. "
                f'To go through {profile}, set via = "{profile}" for the account in config.toml.',
            )
        if options.mfa_code or options.mfa_device:  # to a role profile without mfa_serial, too
            target = target._replace(with_mfa=True)
        named = naming(target, files, options)
        serial = target.mfa_serial or (base.mfa_serial if base else "")
        used_last = state.last_device.get(profile, "")
        has_none = used_last == NO_DEVICE
        used_last = "" if has_none else used_last
        return Plan(
            target=target,
            base=base_identity(profiles, profile),
            region=(region := region_of(target, files, options, profile)),
            duration=duration_of(target, files, options),
            duration_wanted=duration_wanted(target, files, options),
            duration_named=bool(options.duration),
            code_printed=bool(settings.mfa_process)
            and not (options.mfa_code or options.mfa_device),
            **named._asdict(),
            user_name=env.get("AWS_USERNAME", ""),
            mfa_serial=serial,
            device=options.mfa_device or serial or used_last,
            device_used_last=used_last,
            has_no_device=has_none and not (options.mfa_device or options.mfa_code or serial),
            device_asked=options.mfa_device,
            new_login=bool(options.mfa_code),
            region_named=bool(options.region),
            region_of_shell=is_of_shell(region, env),
            external_id=target.external_id_sent,
            through=profile,
            scope=wanted_scope(target, options.scope),
            scope_named=bool(options.scope),
            elevated=options.scope.elevated,
        )

    def checked(self, target: Target, files: Files) -> Target:
        return target

    def current(self, plan: Plan, files: Callable[[], Files]) -> Plan:
        return plan

    def as_user(self, plan: Plan, user: str) -> Plan:
        return plan

    def user_of(self, request: RoleRequest) -> str:
        return ""

    def inherited(self, env: Mapping[str, str], identity: str, now: datetime) -> Login | None:
        return inherited_mfa_session(env, identity, now)

    def wants_login(self, plan: Plan) -> bool:
        return plan.target.with_mfa

    def login(self, services: Services, plan: Plan) -> Login | None:
        return mfa_login(services, plan)

    def needs_login(self, services: Services, plan: Plan) -> bool:
        return (
            plan.target.with_mfa
            and not services.files.settings.mfa_process
            and not plan.has_no_device
            and mfa_login(services, plan) is None
            and plan.base.access_key_id.startswith(_LONG_TERM)
        )

    def prepare(self, services: Services, plan: Plan, prompter: "Prompter") -> None:
        """Get the credentials of a base profile that has to ask for them."""
        profile = services.files.profiles.get(plan.base.profile)
        if base_of(profile) in (Base.PROGRAM, Base.AWS_LOGIN):
            from rolecall.signin.mfa.base_clients import prepare  # deferred: boto3 costs 0.4 s

            prepare(services, plan, prompter)

    def take(
        self, services: Services, plan: Plan, prompter: "Prompter", *, anew: bool, renew: bool
    ) -> SignedIn:
        from rolecall.signin.mfa.mfa_role import MfaRole  # deferred: boto3 costs 0.4 s

        return MfaRole(services, plan, prompter, anew=anew).take()

    def expected_user(self, plan: Plan) -> str:
        return ""


def base_identity(profiles: Profiles, name: str) -> BaseIdentity:
    """Whose sessions are held for a base profile: those of the keys it has now.

    Where the files hold no keys, those of the way that leads to some.
    """
    profile = profiles.get(name)
    if profile is None or profile.access_key_id:
        return BaseIdentity(name, profile.access_key_id if profile else "")
    if profile.login_session:
        return BaseIdentity(name, profile.login_session)
    way = (
        profile.credential_process,
        profile.sso_session or profile.sso_start_url,
        profile.web_identity_token_file,
        profile.credential_source,
    )
    return BaseIdentity(name, sha256_hex(repr(way).encode())[:20] if any(way) else "")
