"""Creates targets from what Identity Centers list, and from the profiles that sign in at them."""

from collections.abc import Iterator, Mapping

from rolecall.catalog.account_book import Account, AccountBook
from rolecall.catalog.account_targets import AccountTargets
from rolecall.catalog.aws_config import Profiles
from rolecall.catalog.identity_center.assignments import Assigned, Assignments
from rolecall.catalog.identity_center.centers import Centers
from rolecall.catalog.role_profiles import profile_source
from rolecall.core.identity_center import IdentityCenter
from rolecall.core.model import ACCOUNT_ID, REGION, Target, parse_role_arn

UNLISTED = "…"  # in the place of the roles that an account still has to list
_TO_BE_LISTED = "its roles are still to be listed: F2 in the picker, or rolecall sso login"


def center_source(name: str) -> str:
    """Returns the entry in a target's `sources` for its Identity Center."""
    return f"Identity Center: {name}"


def assigned_targets(
    centers: Centers,
    assignments: Mapping[str, Assignments],
    book: AccountBook,
    account_targets: AccountTargets,
) -> Iterator[Target]:
    """Yields a target for each role that an Identity Center has listed.

    An account of which only the name is known yet has one that cannot be assumed. What another
    start URL listed under the same name does not count.
    """
    for name, listed in assignments.items():
        center = centers.by_name.get(name)
        if center is None or center.start_url != listed.start_url:
            continue
        for assigned in listed.accounts.values():
            yield from targets_of(center, assigned, book, account_targets)


def targets_of(
    center: IdentityCenter, assigned: Assigned, book: AccountBook, account_targets: AccountTargets
) -> Iterator[Target]:
    """Yields a target for each role of one account."""
    known = book.accounts.get(assigned.account_id)
    account = known or Account(assigned.account_id)
    sources = (center_source(center.name),)
    like = account_targets.of_center(account, UNLISTED, center, sources)
    like = like._replace(
        aliases=_aliases(account, assigned, book), note=like.note or assigned.email
    )
    if not assigned.roles:
        why_not = _TO_BE_LISTED if assigned.roles is None else "you have no role in it"
        yield like._replace(why_not=like.why_not or why_not)
        return
    has_own = any(entry.role for entry in account.entries)
    for role in assigned.roles:
        target = like._replace(role=role)
        if has_own:
            own = account_targets.of_center(account, role, center, sources)
            target = own._replace(aliases=like.aliases, note=own.note or assigned.email)
        if parse_role_arn(target.arn):
            yield target


def profile_targets(
    centers: Centers, profiles: Profiles, book: AccountBook, account_targets: AccountTargets
) -> Iterator[Target]:
    """Yields a target for each profile that names an account and a role of an Identity Center."""
    for name, center_name in centers.of_profile.items():
        profile, center = profiles.by_name[name], centers.by_name[center_name]
        if not ACCOUNT_ID.fullmatch(profile.sso_account_id) or not profile.sso_role_name:
            continue
        account = book.accounts.get(profile.sso_account_id) or Account(profile.sso_account_id)
        sources = (profile_source(name),)
        target = account_targets.of_center(account, profile.sso_role_name, center, sources)
        if not parse_role_arn(target.arn):
            continue
        if not target.aliases and name not in book.owners:
            target = target._replace(aliases=(name,))
        if not target.region and REGION.fullmatch(profile.region):
            target = target._replace(region=profile.region)
        yield target


def with_profile(listed: Target, profile: Target) -> Target:
    """Returns a listed target with the name and the region of a profile of the same role."""
    return listed._replace(
        sources=(*listed.sources, *profile.sources),
        aliases=listed.aliases or profile.aliases,
        region=listed.region or profile.region,
    )


def _aliases(account: Account, assigned: Assigned, book: AccountBook) -> tuple[str, ...]:
    """Returns the user's own names of an account, then the one it has in AWS.

    A name that the user's files give to another account does not come to mean two.
    """
    name = assigned.name
    if not name or name in account.aliases:
        return account.aliases
    if book.owners.get(name, account.id) != account.id:
        name = f"{name} {account.id[-4:]}"
    return (*account.aliases, name)
