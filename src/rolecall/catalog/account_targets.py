"""The targets of one account, as the accounts file, config.toml and typed roles describe it."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from rolecall.catalog.account_book import Account, is_guarded
from rolecall.catalog.aws_config import Profiles
from rolecall.catalog.identity_providers import Providers
from rolecall.core.model import SAML, RoleArn, Target, partition_of
from rolecall.core.settings.settings import AccountSettings, Settings

_NOT_YET = ("via", "policy", "read_only", "source_identity", "session_tags", "mfa_max_age")


class AccountTargets(NamedTuple):
    """Makes targets; `base_profile` is the one of the moment."""

    settings: Settings
    profiles: Profiles
    env: Mapping[str, str]
    base_profile: str
    providers: Providers

    def configured(self, account: Account) -> Iterator[Target]:
        """The roles config.toml knows in this account; where two entries know one, the first."""
        seen: set[str] = set()
        for entry in account.entries:
            for role in _roles(entry):
                if role not in seen:
                    seen.add(role)
                    yield self._row(account, entry.of_role(role), role, account.sources)

    def unlisted(self, account: Account, role: str, sources: tuple[str, ...]) -> Target:
        """A role that no file names, with what holds for its account."""
        return self._row(account, account.settings.of_role(role), role, sources)

    def from_assertion(self, account: Account, arn: RoleArn, idp: str) -> Target | None:
        """A role that an IdP's assertion lists, with what holds for its account and for itself.

        None where the account is settled to be reached in another way.
        """
        entry = account.settings.of_role(arn.role)
        row = self._row(account, entry, arn.role, (f"SAML: {idp}",))
        said = self.providers.is_configured(
            (*account.aliases, account.id), entry, in_files=bool(account.sources)
        )
        if said and (row.scheme, row.idp) not in ((SAML, idp), (SAML, "")):
            return None
        # The IdP is known; whatever else keeps the role from being assumed stays.
        return row._replace(
            partition=arn.partition,
            partition_known=True,
            scheme=SAML,
            idp=idp,
            why_not=_why_not(entry),
        )

    def _row(
        self, account: Account, entry: AccountSettings, role: str, sources: tuple[str, ...]
    ) -> Target:
        protected = entry.protected
        if protected is None:
            protected = is_guarded((*account.aliases, account.id), self.settings.guard)
        scheme, idp = self.providers.scheme_and_idp((*account.aliases, account.id), entry)
        return Target(
            account_id=account.id,
            aliases=account.aliases,
            role=role,
            sources=sources,
            partition=entry.partition or partition_of(self._region(entry)),
            base_profile=entry.base_profile,
            external_id=entry.external_id,
            duration=entry.duration,
            region=entry.region,
            protected=protected,
            tags=entry.tags,
            note=entry.note,
            why_not=_why_not(entry) or (self.providers.why_not(idp) if scheme == SAML else ""),
            scheme=scheme,
            idp=idp,
            partition_known=bool(entry.partition or entry.region),
        )

    def _region(self, entry: AccountSettings) -> str:
        """The region that tells the partition: credentials never reach beyond their own."""
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
    # [accounts.x.role.admin] settles the role ops/admin where `roles` has that, and is one else.
    yield from (role for role in entry.role if role not in entry.roles and role not in named)


def _why_not(entry: AccountSettings) -> str:
    """What is wrong with this entry, or not supported yet: to go on without would be worse."""
    if entry.fault:
        return entry.fault.rstrip(".")
    for key in _NOT_YET:
        if getattr(entry, key):
            return f"its setting {key} is not supported yet"
    return ""
