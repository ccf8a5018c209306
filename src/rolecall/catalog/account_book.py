"""Which accounts there are: the accounts file and config.toml laid together, by account id."""

import re
from collections.abc import Iterator, Mapping
from fnmatch import translate
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from rolecall.core.errors import ConfigError
from rolecall.core.model import parse_account_id
from rolecall.core.settings.settings import AccountSettings, Settings

ACCOUNTS_FILE = "accounts file"
CONFIG_FILE = "config.toml"
PLAIN = (ACCOUNTS_FILE,)  # the sources of an account that has no settings


class Account(NamedTuple):
    """One account: its names, and each `[accounts.ALIAS]` that speaks of it."""

    id: str
    aliases: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    entries: tuple[AccountSettings, ...] = ()

    @property
    def settings(self) -> AccountSettings:
        """What holds for the roles that no entry names: the first entry."""
        return self.entries[0] if self.entries else AccountSettings()


class Accounts(Mapping[str, Account]):
    """Accounts by id. Those that only the accounts file names are made when they are looked at.

    `plain`: their aliases, by id; `configured`: all others.
    """

    def __init__(
        self, plain: Mapping[str, tuple[str, ...]], configured: Mapping[str, Account]
    ) -> None:
        self.plain = plain
        self.configured = configured

    def __getitem__(self, account_id: str) -> Account:
        if account_id in self.configured:
            return self.configured[account_id]
        return Account(account_id, self.plain[account_id], PLAIN)

    def __iter__(self) -> Iterator[str]:
        return chain(self.configured, self.plain)

    def __len__(self) -> int:
        return len(self.configured) + len(self.plain)


class AccountBook(NamedTuple):
    """All accounts by id, the id of every alias, and what contradicts itself."""

    accounts: Accounts
    owners: Mapping[str, str]
    problems: tuple[ConfigError, ...]


def merge_accounts(from_file: Mapping[str, str], settings: Settings) -> AccountBook:
    """Group aliases by account id. An alias of two accounts is the accounts file's, as it was."""
    owners = dict(from_file)
    plain = _by_id(from_file)
    aliases: dict[str, list[str]] = {}
    sources: dict[str, tuple[str, ...]] = {}
    entries: dict[str, list[AccountSettings]] = {}
    problems: list[ConfigError] = []
    for alias, entry in settings.accounts.items():
        named = parse_account_id(alias)
        account_id = entry.id or owners.get(alias) or named or ""
        if not account_id:
            if not entry.fault:  # else that has been told, and may be the reason
                problems.append(
                    ConfigError(
                        f"{CONFIG_FILE}: [accounts.{alias}] has no id, and no other file knows it.",
                        'Add its id: id = "123456789012"',
                        about=(alias, *entry.aliases),
                    )
                )
            continue
        if account_id not in entries:
            names = plain.pop(account_id, ())
            aliases[account_id] = list(names)
            sources[account_id] = (*(PLAIN if names else ()), CONFIG_FILE)
        own = aliases[account_id]
        for name in (*(() if named else (alias,)), *entry.aliases):
            owner = owners.setdefault(name, account_id)
            if owner != account_id:
                problems.append(
                    ConfigError(
                        f"The alias {name} stands for {owner} and, in {CONFIG_FILE}, for "
                        f"{account_id}; the first counts.",
                        "Rename one of the two.",
                        about=(name,),
                    )
                )
            elif name not in own:
                own.append(name)
        entries.setdefault(account_id, []).append(entry)
    configured = {
        account_id: Account(account_id, tuple(names), sources[account_id], tuple(of_account))
        for (account_id, names), of_account in zip(aliases.items(), entries.values(), strict=True)
    }
    return AccountBook(Accounts(plain, configured), owners, tuple(problems))


def _by_id(from_file: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The aliases of each account."""
    names = dict(zip(from_file.values(), zip(from_file), strict=True))
    if len(names) < len(from_file):  # some have several
        apart: dict[str, list[str]] = {}
        for alias, account_id in from_file.items():
            apart.setdefault(account_id, []).append(alias)
        names = {account_id: tuple(own) for account_id, own in apart.items()}  # type: ignore[misc]
    return names  # type: ignore[return-value]


def is_guarded(names: tuple[str, ...], guard: tuple[str, ...]) -> bool:
    """Whether a pattern of `[defaults] guard` fits one of these names, in any case."""
    return bool(guard) and any(_guards(guard).match(name.casefold()) for name in names)


@lru_cache(maxsize=8)
def _guards(guard: tuple[str, ...]) -> re.Pattern[str]:
    # One pattern for all: a guard is asked about every account there is.
    return re.compile("|".join(translate(pattern.casefold()) for pattern in guard))
