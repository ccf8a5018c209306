"""The catalog of all targets, merged from every source of accounts and roles."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING

from rolecall.catalog.account_book import (
    CONFIG_FILE,
    Account,
    AccountBook,
    merge_accounts,
)
from rolecall.catalog.account_targets import AccountTargets
from rolecall.catalog.accounts.accounts_file import load_accounts
from rolecall.catalog.accounts.default_roles import TYPED as TYPED
from rolecall.catalog.accounts.default_roles import default_roles
from rolecall.catalog.aws_config import Profiles
from rolecall.catalog.aws_login.login_targets import login_targets
from rolecall.catalog.chains.chains import Chains
from rolecall.catalog.defaults import base_profile_name
from rolecall.catalog.discovered import Discovered, listed_targets, load_discovered
from rolecall.catalog.identity_center.centers import Centers, identity_centers
from rolecall.catalog.identity_providers import Providers, identity_providers
from rolecall.catalog.natural_order import in_natural_order
from rolecall.catalog.role_profiles import merge_role_profiles, role_targets
from rolecall.core.errors import ConfigError
from rolecall.core.model import (
    ACCOUNT_ID,
    IDENTITY_CENTER,
    Target,
    parse_role_arn,
)
from rolecall.core.paths import Paths, shown
from rolecall.core.record import Record
from rolecall.core.settings.settings import Settings
from rolecall.core.state.state import State, guard_chosen

if TYPE_CHECKING:
    from rolecall.catalog.head.list_head import Head

_Targets = dict[tuple[str, str], Target]  # by ARN and identity


class Catalog(Record):
    """All targets, sorted by alias and role, and the problems of the files they come from.

    `accounts` are those that a file lists, by account id.
    """

    targets: tuple[Target, ...]
    problems: tuple[ConfigError, ...]
    accounts: Mapping[str, Account]
    account_targets: AccountTargets
    providers: Providers
    chains: Chains
    centers: Centers
    book: AccountBook
    listed_at: Mapping[str, float]  # when each center was listed last, in epoch seconds
    beyond: tuple[Target, ...] = ()  # of a head: some that come later, one as wide as the widest

    @property
    def is_head(self) -> bool:
        """Whether there are more targets, which were not read yet."""
        return bool(self.beyond)

    def role(self, account_id: str, role: str) -> Target:
        """Returns the target of a role that no file lists, in a known or an unknown account.

        In an account that only an Identity Center lists, it is one of that.
        """
        if account_id not in self.accounts and self.centers.by_name:
            for target in self.targets:
                if target.account_id == account_id and target.scheme == IDENTITY_CENTER:
                    return target._replace(role=role, why_not=self.centers.why_not(target.idp))
        account = self.accounts.get(account_id, Account(account_id))
        return self.chains.linked(self.account_targets.unlisted(account, role, account.sources))

    def listed(self, idp: str, role_arns: tuple[str, ...]) -> list[Target]:
        """Returns the targets of the roles that an assertion lists."""
        found = listed_targets(idp, role_arns, self.accounts, self.account_targets)
        return [self.chains.linked(target) for target in found]


def load_catalog(
    paths: Paths,
    settings: Settings,
    state: State,
    profiles: Profiles,
    env: Mapping[str, str],
    head: "Head | None" = None,
) -> Catalog:
    """Merges the accounts file, config.toml, the AWS config file, typed and discovered roles.

    A role profile of the AWS config file and a target of another source are one target if ARN and
    base profile are equal: it then has both sources, and the profile's values where the other has
    none. Otherwise the profile is a target of its own, and so is every further profile of the same
    role. An account without a role that can be assumed gets a target with the default role. `head`:
    only its accounts, and the targets that it has complete. Raises ConfigError where the
    environment has an unknown scheme.
    """
    settings = settings.replaced(guard=(*settings.guard, *guard_chosen(state)))
    from_file = head.accounts if head else None
    if from_file is None:
        from_file = load_accounts(paths.accounts_file, shown(paths.accounts_file, env))
    book = merge_accounts(from_file.accounts, settings)
    base = base_profile_name(env, settings, state)
    providers = identity_providers(settings, env)
    centers = identity_centers(settings, profiles)
    account_targets = AccountTargets(settings, profiles, env, base, providers, centers)

    targets = _roles_of_accounts(book, account_targets, load_discovered(paths.discovered), state)
    listed_at: Mapping[str, float] = {}
    if centers.by_name:
        listed_at = _add_assigned(targets, centers, paths, profiles, book, account_targets)
    from_profiles, problems = role_targets(profiles, book, settings.guard)
    others = merge_role_profiles(targets, from_profiles)
    chains = _chains((targets.values(), others), book, account_targets)
    targets = {key: chains.linked(target) for key, target in targets.items()}
    others = [chains.linked(target) for target in others]
    others += login_targets(profiles, book, settings.guard)
    listed = [*targets.values(), *others]
    listed += default_roles(targets, others, book, account_targets, chains)
    beyond: tuple[Target, ...] = ()
    if head:
        # deferred: small files have none
        from rolecall.catalog.head.list_head import within

        listed, beyond = within(listed, head)
    return Catalog(
        targets=tuple(in_natural_order(listed)),
        problems=(
            *settings.problems,
            *from_file.problems,
            *book.problems,
            *_unknown(providers, book),
            *profiles.problems,
            *centers.problems,
            *problems,
        ),
        accounts=book.accounts,
        account_targets=account_targets,
        providers=providers,
        chains=chains,
        centers=centers,
        book=book,
        listed_at=listed_at,
        beyond=beyond,
    )


def _add_assigned(
    targets: _Targets,
    centers: Centers,
    paths: Paths,
    profiles: Profiles,
    book: AccountBook,
    account_targets: AccountTargets,
) -> Mapping[str, float]:
    """Adds what Identity Centers list; what config.toml configures of it keeps its settings.

    Returns when each center was listed, in epoch seconds.
    """
    # deferred: many have no Identity Center
    from rolecall.catalog.identity_center.assigned_targets import (
        assigned_targets,
        profile_targets,
        with_profile,
    )
    from rolecall.catalog.identity_center.assignments import load_assignments

    base = account_targets.base_profile
    assignments = load_assignments(paths.assignments)
    for target in assigned_targets(centers, assignments, book, account_targets):
        known = targets.get(key := (target.arn, target.identity(base)))
        if known is not None:
            target = known._replace(
                sources=(*known.sources, *target.sources), aliases=target.aliases
            )
        targets[key] = target
    for target in profile_targets(centers, profiles, book, account_targets):
        known = targets.get(key := (target.arn, target.identity(base)))
        targets[key] = with_profile(known, target) if known else target
    return {name: found.listed for name, found in assignments.items() if found.listed}


def _chains(
    targets: Iterable[Iterable[Target]], book: AccountBook, account_targets: AccountTargets
) -> Chains:
    def unlisted(account_id: str, role: str) -> Target:
        account = book.accounts.get(account_id, Account(account_id))
        return account_targets.unlisted(account, role, account.sources)

    return Chains(lambda: chain.from_iterable(targets), book.owners, unlisted)


def _roles_of_accounts(
    book: AccountBook, account_targets: AccountTargets, discovered: Discovered, state: State
) -> _Targets:
    """Returns the roles of config.toml, then of assertions, then those typed by hand."""
    base = account_targets.base_profile
    targets: _Targets = {}
    for account in book.accounts.configured.values():
        for target in account_targets.configured(account):
            targets[target.arn, target.identity(base)] = target
    for idp, role_arns in discovered.items():
        if idp in account_targets.providers.by_name:
            for target in listed_targets(idp, role_arns, book.accounts, account_targets):
                targets.setdefault((target.arn, target.identity(base)), target)
    arns = {arn for arn, _ in targets}
    for account_id, roles in state.typed_roles.items():
        if ACCOUNT_ID.fullmatch(account_id):
            account = book.accounts.get(account_id, Account(account_id))
            for role in roles:
                target = account_targets.unlisted(account, role, (TYPED,))
                if target.arn not in arns and parse_role_arn(target.arn):
                    targets[target.arn, target.identity(base)] = target
    return targets


def _unknown(providers: Providers, book: AccountBook) -> Iterator[ConfigError]:
    """Yields a problem for each alias that only an identity provider lists, which has no effect."""
    for alias, idp in providers.of_account.items():
        if alias not in book.owners and not ACCOUNT_ID.fullmatch(alias):
            yield ConfigError(
                f"{CONFIG_FILE}: [identity-providers.{idp}] lists {alias}, which is in no file.",
                "Fix the alias, or use the account's id.",
                about=(alias,),
            )
