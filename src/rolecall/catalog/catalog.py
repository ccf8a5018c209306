"""The catalog of all targets, merged from every source of accounts and roles."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from rolecall.catalog.account_book import (
    CONFIG_FILE,
    PLAIN,
    Account,
    AccountBook,
    merge_accounts,
)
from rolecall.catalog.account_targets import AccountTargets, plain_targets
from rolecall.catalog.accounts_file import load_accounts
from rolecall.catalog.aws_config import Profiles
from rolecall.catalog.defaults import base_profile_name
from rolecall.catalog.discovered import listed_targets, load_discovered
from rolecall.catalog.identity_providers import Providers, identity_providers
from rolecall.catalog.natural_order import in_natural_order
from rolecall.catalog.role_profiles import role_targets
from rolecall.core.errors import ConfigError
from rolecall.core.model import ACCOUNT_ID, DEFAULT_ROLE, Target, parse_role_arn
from rolecall.core.paths import Paths, shown
from rolecall.core.settings.settings import Settings
from rolecall.core.state.state import State, guard_chosen

TYPED = "typed"


class Catalog(NamedTuple):
    """All targets, sorted by alias and role, and the problems of the files they come from.

    `accounts` are those that a file lists, by account id.
    """

    targets: tuple[Target, ...]
    problems: tuple[ConfigError, ...]
    accounts: Mapping[str, Account]
    account_targets: AccountTargets
    providers: Providers

    def role(self, account_id: str, role: str) -> Target:
        """Returns the target of a role that no file lists, in a known or an unknown account."""
        account = self.accounts.get(account_id, Account(account_id))
        return self.account_targets.unlisted(account, role, account.sources)

    def listed(self, idp: str, role_arns: tuple[str, ...]) -> list[Target]:
        """Returns the targets of the roles that an assertion lists."""
        return listed_targets(idp, role_arns, self.accounts, self.account_targets)


def load_catalog(
    paths: Paths, settings: Settings, state: State, profiles: Profiles, env: Mapping[str, str]
) -> Catalog:
    """Merges the accounts file, config.toml, the AWS config file, typed and discovered roles.

    A role profile of the AWS config file and a target of another source are one target if ARN and
    base profile are equal: it then has both sources, and the profile's values where the other has
    none. Otherwise the profile is a target of its own, and so is every further profile of the same
    role. An account without a role that can be assumed gets a target with the default role. Raises
    ConfigError where the environment has an unknown scheme.
    """
    settings = settings._replace(guard=(*settings.guard, *guard_chosen(state)))
    from_file = load_accounts(paths.accounts_file, shown(paths.accounts_file, env))
    book = merge_accounts(from_file.accounts, settings)
    base = base_profile_name(env, settings, state)
    providers = identity_providers(settings, env)
    account_targets = AccountTargets(settings, profiles, env, base, providers)

    targets: dict[tuple[str, str], Target] = {}  # by ARN and identity
    for account in book.accounts.configured.values():
        for target in account_targets.configured(account):
            targets[target.arn, target.identity(base)] = target
    for idp, listed_arns in load_discovered(paths.discovered).items():
        if idp in providers.by_name:
            for target in listed_targets(idp, listed_arns, book.accounts, account_targets):
                targets.setdefault((target.arn, target.identity(base)), target)
    arns = {arn for arn, _ in targets}
    for account_id, roles in state.typed_roles.items():
        if ACCOUNT_ID.fullmatch(account_id):
            account = book.accounts.get(account_id, Account(account_id))
            for role in roles:
                target = account_targets.unlisted(account, role, (TYPED,))
                if target.arn not in arns and parse_role_arn(target.arn):
                    targets[target.arn, target.identity(base)] = target

    from_profiles, problems = role_targets(profiles, book, settings.guard)
    others: list[Target] = []
    for target in from_profiles:
        known_target = targets.get((target.arn, target.base_profile))
        if known_target is not None and not known_target.role_profile and not target.why_not:
            targets[target.arn, target.base_profile] = _filled(known_target, target)
        else:
            others.append(target)

    # Neither a typed role nor one that cannot be assumed replaces the target of the default role.
    known = {
        (target.account_id, target.scheme)
        for target in targets.values()
        if target.sources != (TYPED,)
    }
    known.update((t.account_id, t.scheme) for t in others if not t.why_not)
    listed = [*targets.values(), *others]
    not_plain = dict.fromkeys(
        (
            *(target.account_id for target in listed),
            *book.accounts.configured,
            *(book.owners.get(name, name) for name in providers.of_account),
        )
    )
    for account_id in not_plain:
        named = book.accounts.get(account_id)
        if named is None:
            continue
        blank = account_targets.unlisted(named, DEFAULT_ROLE, named.sources)
        unknown = (account_id, blank.scheme) not in known
        if unknown and (blank.arn, blank.identity(base)) not in targets:
            listed.append(blank)
    like = account_targets.unlisted(Account(""), DEFAULT_ROLE, PLAIN)
    listed += plain_targets(book.accounts.plain, not_plain, like, settings.guard)
    return Catalog(
        targets=tuple(in_natural_order(listed)),
        problems=(
            *settings.problems,
            *from_file.problems,
            *book.problems,
            *_unknown(providers, book),
            *profiles.problems,
            *problems,
        ),
        accounts=book.accounts,
        account_targets=account_targets,
        providers=providers,
    )


def _unknown(providers: Providers, book: AccountBook) -> Iterator[ConfigError]:
    """Yields a problem for each alias that only an identity provider lists, which has no effect."""
    for alias, idp in providers.of_account.items():
        if alias not in book.owners and not ACCOUNT_ID.fullmatch(alias):
            yield ConfigError(
                f"{CONFIG_FILE}: [identity-providers.{idp}] lists {alias}, which no file names.",
                "Correct the alias, or write the account's id.",
                about=(alias,),
            )


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
