"""Creates targets from the role profiles of the AWS config file."""

from collections.abc import Iterable

from rolecall.catalog.account_book import AccountBook, is_guarded
from rolecall.catalog.accounts.account_scope import scope_of_entry
from rolecall.catalog.aws_config import Profile, Profiles
from rolecall.core.errors import ConfigError
from rolecall.core.model import BASTION, Target, parse_role_arn
from rolecall.core.settings.settings import AccountSettings

_SOURCE = "AWS config: "


def profile_source(name: str) -> str:
    """Returns the entry in a target's `sources` for its role profile."""
    return f"{_SOURCE}{name}"


def profile_of_source(source: str) -> str:
    """Returns the role profile in an entry of `sources`; empty for another kind of source."""
    return source.removeprefix(_SOURCE) if source.startswith(_SOURCE) else ""


def role_targets(
    profiles: Profiles, book: AccountBook, guard: tuple[str, ...]
) -> tuple[list[Target], list[ConfigError]]:
    """Returns a target for each profile with a role_arn, and the problems found.

    The target uses the profile's source profile, MFA device, external id and session name. Profiles
    that Rolecall wrote are left out. An account without an alias has the profile's name as one.
    `why_not` of a target is set where Rolecall cannot assume it.
    """
    targets: list[Target] = []
    problems: list[ConfigError] = []
    for profile in profiles.by_name.values():
        if not profile.role_arn or profile.is_ours:
            continue
        arn = parse_role_arn(profile.role_arn)
        if arn is None:
            problems.append(
                ConfigError(
                    f"AWS config: the role_arn of profile {profile.name} is not a role ARN.",
                    "A role ARN looks like arn:aws:iam::123456789012:role/read.",
                    about=(profile.name,),
                )
            )
            continue
        account = book.accounts.get(arn.account_id)
        settings = (account.settings if account else AccountSettings()).of_role(arn.role)
        aliases = account.aliases if account else ()
        if not aliases and profile.name not in book.owners:
            aliases = (profile.name,)
        protected = settings.protected
        if protected is None:
            protected = is_guarded((*aliases, profile.name, arn.account_id), guard)
        scope, scope_fault = scope_of_entry(settings, BASTION)
        targets.append(
            Target(
                account_id=arn.account_id,
                aliases=aliases,
                role=arn.role,
                sources=(profile_source(profile.name),),
                partition=arn.partition,
                partition_known=True,
                base_profile=profile.source_profile,
                external_id=profile.external_id,
                session_name=profile.role_session_name,
                duration=profile.duration_seconds,
                mfa_serial=profile.mfa_serial,
                # AWS takes no MFA code with temporary credentials.
                with_mfa=bool(profile.mfa_serial) and not _is_temporary(profile, profiles),
                mfa_max_age=settings.mfa_max_age,
                region=profile.region or settings.region,
                protected=protected,
                tags=settings.tags,
                note=settings.note,
                why_not=_why_not(profile, profiles) or scope_fault,
                role_profile=profile.name,
                scope=scope,
                via=profile.source_profile if _is_chain(profile, profiles) else "",
            )
        )
    return targets, problems


def _is_chain(profile: Profile, profiles: Profiles) -> bool:
    """Whether the source profile is a role itself, which takes this one."""
    source = profiles.get(profile.source_profile)
    if source is None or source.has_keys or source.is_ours or source.web_identity_token_file:
        return False
    return bool(source.role_arn) or source.is_center_role


def _is_temporary(profile: Profile, profiles: Profiles) -> bool:
    """Whether the source profile has temporary credentials, as far as the files tell."""
    source = profiles.get(profile.source_profile)
    if source is None or source.has_keys:
        return False
    return bool(
        source.sso_session
        or source.sso_start_url
        or source.login_session
        or source.web_identity_token_file
    )


def _why_not(profile: Profile, profiles: Profiles) -> str:
    """Returns why Rolecall cannot assume this profile's role; empty where it can."""
    if profile.web_identity_token_file:
        return "it signs in with a web identity"
    if profile.credential_source:
        return f"its credentials come from {profile.credential_source}"
    name = profile.source_profile
    if not name:
        return "it names no source profile"
    source = profiles.get(name)
    if source is None:
        return f"its source profile {name} does not exist"
    if source.is_ours:
        return f"its source profile {name} holds a role session from Rolecall"
    if source.has_keys:  # botocore, too, uses keys before any other source of credentials
        return ""
    if source.name == profile.name:
        return "it is its own source profile but has no keys"
    return ""


def merge_role_profiles(
    targets: dict[tuple[str, str], Target], from_profiles: Iterable[Target]
) -> list[Target]:
    """Merges the targets of role profiles into equal ones; returns those that are their own."""
    others: list[Target] = []
    for target in from_profiles:
        known = targets.get((target.arn, target.base_profile))
        is_chain = target.via or (known is not None and known.via)
        if known is not None and not (known.role_profile or target.why_not or is_chain):
            targets[target.arn, target.base_profile] = _filled(known, target)
        else:
            others.append(target)
    return others


def _filled(known: Target, profile: Target) -> Target:
    """Returns a target with the values of a role profile where it has none of its own."""
    external_id = known.external_id
    if external_id is None and profile.external_id:
        external_id = profile.external_id
    return known._replace(
        sources=(*known.sources, *profile.sources),
        external_id=external_id,
        session_name=known.session_name or profile.session_name,
        duration=known.duration or profile.duration,
        mfa_serial=known.mfa_serial or profile.mfa_serial,
        region=known.region or profile.region,
        role_profile=profile.role_profile,
    )
