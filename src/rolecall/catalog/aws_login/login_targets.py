"""Creates targets from the profiles that sign in with `aws login`: who one is there."""

from collections.abc import Iterator

from rolecall.catalog.account_book import Account, AccountBook, is_guarded
from rolecall.catalog.accounts.account_scope import scope_of_entry
from rolecall.catalog.aws_config import Profiles
from rolecall.catalog.role_profiles import profile_source
from rolecall.core.model import AWS_LOGIN, REGION, Target, parse_login_arn


def login_targets(
    profiles: Profiles, book: AccountBook, guard: tuple[str, ...]
) -> Iterator[Target]:
    """Yields a target for each profile with a `login_session`, which gives the keys of its user.

    Its ARN is that of the user or session, since no role is assumed. A profile with keys is left
    out, as those count for AWS's tools; so is one whose `login_session` is no such ARN.
    """
    for profile in profiles.by_name.values():
        if not profile.login_session or profile.is_ours or profile.has_keys:
            continue
        arn = parse_login_arn(profile.login_session)
        if arn is None:
            continue
        account = book.accounts.get(arn.account_id) or Account(arn.account_id)
        settings = account.settings.of_role(arn.role)
        aliases = account.aliases
        if not aliases and profile.name not in book.owners:
            aliases = (profile.name,)
        protected = settings.protected
        if protected is None:
            protected = is_guarded((*aliases, profile.name, arn.account_id), guard)
        _, why_not = scope_of_entry(settings, AWS_LOGIN)
        region = profile.region if REGION.fullmatch(profile.region) else ""
        yield Target(
            account_id=arn.account_id,
            aliases=aliases,
            role=arn.role,
            sources=(profile_source(profile.name),),
            partition=arn.partition,
            partition_known=True,
            region=region or settings.region,
            protected=protected,
            tags=settings.tags,
            note=settings.note,
            why_not=why_not,
            scheme=AWS_LOGIN,
            idp=profile.name,
            holder=profile.login_session,
        )
