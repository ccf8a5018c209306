"""Creates targets from the accounts file, config.toml, typed roles and the roles of assertions."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import partial
from itertools import repeat
from typing import Any

from rolecall.catalog.account_book import Account, is_guarded
from rolecall.catalog.accounts.account_scope import scope_of_entry
from rolecall.catalog.aws_config import Profiles
from rolecall.catalog.identity_center.centers import NO_CENTERS, Centers
from rolecall.catalog.identity_providers import Providers
from rolecall.core.identity_center import IdentityCenter
from rolecall.core.model import (
    AWS_LOGIN,
    BASTION,
    IDENTITY_CENTER,
    SAML,
    RoleArn,
    Target,
    partition_of,
)
from rolecall.core.record import Record
from rolecall.core.settings.settings import AccountSettings, Settings

_ACCOUNT_ID, _ALIASES, _PROTECTED = map(
    Target._fields.index, ("account_id", "aliases", "protected")
)


class AccountTargets(Record):
    """Creates the targets of single accounts; `base_profile` is the current one."""

    settings: Settings
    profiles: Profiles
    env: Mapping[str, str]
    base_profile: str
    providers: Providers
    centers: Centers = NO_CENTERS

    def configured(self, account: Account) -> Iterator[Target]:
        """Yields the roles of config.toml in this account; of two entries for a role, the first."""
        seen: set[str] = set()
        for entry in account.entries:
            for role in _roles(entry):
                if role not in seen:
                    seen.add(role)
                    yield self._target(account, entry.of_role(role), role, account.sources)

    def unlisted(self, account: Account, role: str, sources: tuple[str, ...]) -> Target:
        """Returns the target of a role that no file lists, with the settings of its account."""
        return self._target(account, account.settings.of_role(role), role, sources)

    def from_assertion(self, account: Account, arn: RoleArn, idp: str) -> Target | None:
        """Returns the target of a role that an IdP's assertion lists, with its settings.

        None where the account is configured for another scheme or IdP.
        """
        entry = account.settings.of_role(arn.role)
        target = self._target(account, entry, arn.role, (f"SAML: {idp}",))
        scope, why_not = scope_of_entry(entry, SAML)
        configured = self.providers.is_configured(
            (*account.aliases, account.id), entry, in_files=bool(account.sources)
        )
        if configured and (target.scheme, target.idp) not in ((SAML, idp), (SAML, "")):
            return None
        # The IdP is known, so only the reasons of the account itself remain.
        return target._replace(
            partition=arn.partition,
            partition_known=True,
            scheme=SAML,
            idp=idp,
            why_not=_why_not(entry) or why_not,
            scope=scope,
        )

    def of_center(
        self, account: Account, role: str, center: IdentityCenter, sources: tuple[str, ...]
    ) -> Target:
        """Returns the target of a role that an Identity Center gives, with its settings."""
        entry = account.settings.of_role(role)
        target = self._target(account, entry, role, sources)
        scope, why_not = scope_of_entry(entry, IDENTITY_CENTER)
        return target._replace(
            partition=partition_of(center.region),
            partition_known=True,
            base_profile="",
            scheme=IDENTITY_CENTER,
            idp=center.name,
            why_not=_why_not(entry) or why_not or center.fault,
            scope=scope,
            via="",
        )

    def _target(
        self, account: Account, entry: AccountSettings, role: str, sources: tuple[str, ...]
    ) -> Target:
        protected = entry.protected
        if protected is None:
            protected = is_guarded((*account.aliases, account.id), self.settings.guard)
        scheme, idp = self.providers.scheme_and_idp((*account.aliases, account.id), entry)
        if scheme == AWS_LOGIN:  # it signs in as somebody, who is a target of their own
            scheme, idp = BASTION, ""
        if scheme == IDENTITY_CENTER:
            idp = entry.idp or self.centers.only
        scope, why_not = scope_of_entry(entry, scheme)
        return Target(
            account_id=account.id,
            aliases=account.aliases,
            role=role,
            sources=sources,
            partition=entry.partition or partition_of(self._region(entry)),
            base_profile=entry.base_profile,
            external_id=entry.external_id,
            session_name=entry.session_name,
            duration=entry.duration,
            mfa_max_age=entry.mfa_max_age,
            region=entry.region,
            protected=protected,
            tags=entry.tags,
            note=entry.note,
            why_not=_why_not(entry) or why_not or self._provider_fault(scheme, idp),
            scheme=scheme,
            idp=idp,
            partition_known=bool(entry.partition or entry.region),
            scope=scope,
            via=entry.via or self._role_as_base(entry),
        )

    def _provider_fault(self, scheme: str, idp: str) -> str:
        if scheme == SAML:
            return self.providers.why_not(idp)
        return self.centers.why_not(idp) if scheme == IDENTITY_CENTER else ""

    def _role_as_base(self, entry: AccountSettings) -> str:
        """Returns the account's base profile if that is a role itself: then it is a chain."""
        base = self.profiles.get(entry.base_profile) if entry.base_profile else None
        if base is None or base.has_keys or base.is_ours:
            return ""
        return entry.base_profile if base.role_arn or base.is_center_role else ""

    def _region(self, entry: AccountSettings) -> str:
        """Returns the region that decides the partition, which credentials cannot cross."""
        base = self.profiles.get(entry.base_profile or self.base_profile)
        return (
            entry.region
            or (base.region if base else "")
            or self.env.get("AWS_REGION")
            or self.env.get("AWS_DEFAULT_REGION")
            or self.settings.region
        )


def _roles(entry: AccountSettings) -> Iterator[str]:
    yield from entry.roles
    named = {role.rpartition("/")[2] for role in entry.roles}
    # [accounts.x.role.admin] configures ops/admin if `roles` has that, else it is a role itself.
    yield from (role for role in entry.role if role not in entry.roles and role not in named)


def _why_not(entry: AccountSettings) -> str:
    """Returns why targets of this entry cannot be assumed: its fault.

    Ignoring it could mean another role, or less protection.
    """
    return entry.fault.rstrip(".")


def plain_targets(
    accounts: Mapping[str, tuple[str, ...]],
    but: Collection[str],
    like: Target,
    guard: tuple[str, ...],
) -> Iterable[Target]:
    """Yields a target for each account that has only aliases, given by id, except the ids in `but`.

    All other fields are those of `like`. The targets are created all at once, column by column,
    since there may be 100,000 of them.
    """
    ids = [account_id for account_id in accounts if account_id not in but]
    names = [accounts[account_id] for account_id in ids] if but else accounts.values()
    columns: list[Iterable[Any]] = [repeat(value) for value in like]
    columns[_ACCOUNT_ID], columns[_ALIASES] = ids, names
    if guard:
        columns[_PROTECTED] = [
            is_guarded((*own, account_id), guard)
            for own, account_id in zip(names, ids, strict=True)
        ]
    # Target._make does the same with a Python call per target.
    return map(partial(tuple.__new__, Target), zip(*columns, strict=False))
