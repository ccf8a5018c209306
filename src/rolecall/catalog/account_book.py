"""Which accounts there are: the accounts file and config.toml laid together, by account id."""

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import NamedTuple

from rolecall.core.errors import ConfigError
from rolecall.core.model import parse_account_id
from rolecall.core.settings import AccountSettings, Settings

ACCOUNTS_FILE = "accounts file"
CONFIG_FILE = "config.toml"


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


class AccountBook(NamedTuple):
    """All accounts by id, the id of every alias, and what contradicts itself."""

    accounts: Mapping[str, Account]
    owners: Mapping[str, str]
    problems: tuple[ConfigError, ...]


def open_book(from_file: Mapping[str, str], settings: Settings) -> AccountBook:
    """Group aliases by account id. An alias of two accounts is the accounts file's, as it was."""
    owners = dict(from_file)
    aliases: dict[str, list[str]] = {}
    sources: dict[str, list[str]] = {}
    entries: dict[str, list[AccountSettings]] = {}
    problems: list[ConfigError] = []
    for alias, account_id in from_file.items():
        aliases.setdefault(account_id, []).append(alias)
        sources.setdefault(account_id, [ACCOUNTS_FILE])
    for alias, entry in settings.accounts.items():
        named = parse_account_id(alias)
        account_id = entry.id or owners.get(alias) or named or ""
        if not account_id:
            problems.append(
                ConfigError(
                    f"{CONFIG_FILE}: [accounts.{alias}] has no id, and no other file knows it.",
                    'Add its id: id = "123456789012"',
                )
            )
            continue
        own = aliases.setdefault(account_id, [])
        for name in (*(() if named else (alias,)), *entry.aliases):
            owner = owners.setdefault(name, account_id)
            if owner != account_id:
                problems.append(
                    ConfigError(
                        f"The alias {name} stands for {owner} and, in {CONFIG_FILE}, for "
                        f"{account_id}; the first counts.",
                        "Rename one of the two.",
                    )
                )
            elif name not in own:
                own.append(name)
        origins = sources.setdefault(account_id, [])
        if CONFIG_FILE not in origins:
            origins.append(CONFIG_FILE)
        entries.setdefault(account_id, []).append(entry)
    accounts = {
        account_id: Account(
            account_id,
            tuple(names),
            tuple(sources[account_id]),
            tuple(entries.get(account_id, ())),
        )
        for account_id, names in aliases.items()
    }
    return AccountBook(accounts, owners, tuple(problems))


def is_guarded(names: tuple[str, ...], guard: tuple[str, ...]) -> bool:
    """Whether a pattern of `[defaults] guard` fits one of these names, in any case."""
    return bool(guard) and any(
        fnmatchcase(name.casefold(), pattern.casefold()) for pattern in guard for name in names
    )
