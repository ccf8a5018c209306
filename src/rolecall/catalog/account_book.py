"""Merges the accounts of the accounts file and of config.toml by account id."""

import re
from collections.abc import Iterator, Mapping
from fnmatch import translate
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from rolecall.core.errors import ConfigError
from rolecall.core.model import parse_account_id
from rolecall.core.record import Record
from rolecall.core.settings.settings import AccountSettings, Settings

ACCOUNTS_FILE = "accounts file"
CONFIG_FILE = "config.toml"
PLAIN = (ACCOUNTS_FILE,)  # the sources of an account without settings


class Account(NamedTuple):
    """An account: its aliases, and all tables `[accounts.ALIAS]` about it."""

    id: str
    aliases: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    entries: tuple[AccountSettings, ...] = ()

    @property
    def settings(self) -> AccountSettings:
        """The settings of roles that no entry lists: those of the first entry."""
        return self.entries[0] if self.entries else AccountSettings()


class Accounts(Mapping[str, Account]):
    """Accounts by id. Those without settings are created on access, since there may be 100,000.

    `plain`: the aliases of accounts without settings, by id; `configured`: all other accounts.
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


class AccountBook(Record):
    """All accounts by id, the account id of every alias, and the contradictions found."""

    accounts: Accounts
    owners: Mapping[str, str]
    problems: tuple[ConfigError, ...]


def merge_accounts(from_file: Mapping[str, str], settings: Settings) -> AccountBook:
    """Groups aliases by account id. Of an alias with two ids, that of the accounts file counts."""
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
            if not entry.fault:  # otherwise that is reported already, and may be the cause
                problems.append(
                    ConfigError(
                        f"{CONFIG_FILE}: [accounts.{alias}] has no id, nor has any other file.",
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
                        f"The alias {name} means {owner} and, in {CONFIG_FILE}, for "
                        f"{account_id}; the first one counts.",
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
    """Returns the aliases of each account id."""
    names = dict(zip(from_file.values(), zip(from_file), strict=True))
    if len(names) < len(from_file):  # some accounts have several aliases
        apart: dict[str, list[str]] = {}
        for alias, account_id in from_file.items():
            apart.setdefault(account_id, []).append(alias)
        names = {account_id: tuple(own) for account_id, own in apart.items()}  # type: ignore[misc]
    return names  # type: ignore[return-value]


def is_guarded(names: tuple[str, ...], guard: tuple[str, ...]) -> bool:
    """Whether a pattern of the guard matches one of these names, ignoring case."""
    return bool(guard) and any(_guards(guard).match(name.casefold()) for name in names)


@lru_cache(maxsize=8)
def _guards(guard: tuple[str, ...]) -> re.Pattern[str]:
    # One pattern for all: every account is matched against the guard.
    return re.compile("|".join(translate(pattern.casefold()) for pattern in guard))
