"""The head of a long list: its first rows, read without reading all of the user's files.

10,000 role profiles take as long to read as Textual takes to import. The head is what the whole
catalog lists first, exactly: the accounts and profiles whose names come first in natural order,
with all profiles of the same accounts, and the profiles that those build on.
"""

import os
import re
from collections.abc import Mapping, Sequence
from itertools import compress

from rolecall.catalog.accounts.accounts_file import AccountsFile, load_accounts
from rolecall.catalog.aws_config import LONGEST
from rolecall.catalog.defaults import base_profile_name
from rolecall.catalog.natural_order import natural_keys
from rolecall.core.errors import RolecallError
from rolecall.core.files.private_files import read_bytes
from rolecall.core.model import Target
from rolecall.core.paths import Paths
from rolecall.core.record import Record
from rolecall.core.settings.settings import Settings
from rolecall.core.state.state import State

SMALL = 128 * 1024  # bytes of both files together that are read at once
_ROLE = re.compile(r"(?i)\nrole_arn[ \t]*=[ \t]*arn:aws[a-z-]*:iam::([0-9]{12}):role/(\S+)")
_SOURCE = re.compile(r"(?i)\nsource_profile[ \t]*=(.*)")
# What decides about more than its section, and lines that not every reader takes alike.
_ELSEWHERE = ("sso_", "login_session", "web_identity", "\n ", "\n\t", "\r")


class Head(Record):
    """What the first rows need of both files, and what is known of the rest."""

    accounts: AccountsFile
    config: bytes
    until: str  # the natural key of the last name that is complete
    widest: Target  # as wide as the widest of all targets


def list_head(
    paths: Paths, settings: Settings, state: State, env: Mapping[str, str], rows: int
) -> Head | None:
    """Returns the head of about so many rows.

    None where the files are small, or where the first rows are decided by more than both files.
    """
    if _size(paths.accounts_file) + _size(paths.aws_config) < SMALL or _decides_more(
        paths, settings, state, env
    ):
        return None
    accounts = load_accounts(paths.accounts_file)
    try:
        text = (read_bytes(paths.aws_config, LONGEST) or b"").decode()
    except (RolecallError, UnicodeDecodeError):
        return None
    if accounts.problems or any(word in text for word in _ELSEWHERE):
        return None
    return _head(accounts.accounts, text, base_profile_name(env, settings, state), rows)


def _head(accounts: dict[str, str], text: str, base: str, rows: int) -> Head | None:
    first_alias = dict(zip(reversed(accounts.values()), reversed(accounts), strict=True))
    sections = _sections(text)
    roles = {name: match for name, body in sections.items() if (match := _ROLE.search(body))}
    shown = {name: first_alias.get(match[1], name) for name, match in roles.items()}
    if any(name in accounts and match[1] not in first_alias for name, match in roles.items()):
        return None  # it is listed by its id: the name is that of another account
    names = [*first_alias.values(), *shown.values()]
    first, until = _first(names, rows)
    if not until:
        return None
    ids = {accounts[name] for name in first if name in accounts}
    ids.update(match[1] for name, match in roles.items() if shown[name] in first)
    wanted = {name for name, match in roles.items() if match[1] in ids}
    wanted |= {base, "default"}
    chosen: set[str] = set()
    while wanted:
        chosen |= wanted
        bodies = [sections[name] for name in wanted if name in sections]
        wanted = {name.strip() for body in bodies for name in _SOURCE.findall(body)} - chosen
    ids.update(roles[name][1] for name in chosen if name in roles)
    kept = {alias: own for alias, own in accounts.items() if own in ids}
    widest = max((match[2].rpartition("/")[2] for match in roles.values()), key=len, default="")
    return Head(
        AccountsFile(kept),
        "".join(body for name, body in sections.items() if name in chosen).encode(),
        until,
        Target("", (max(names, key=len),), widest),
    )


def _sections(text: str) -> dict[str, str]:
    """Returns the text of each section by the profile's name."""
    found: dict[str, str] = {}
    for section in ("\n" + text).split("\n[")[1:]:
        head = section.partition("]")[0]
        found.setdefault(head.removeprefix("profile ").strip(" \t\"'"), f"[{section}\n")
    return found


def _first(names: Sequence[str], count: int) -> tuple[set[str], str]:
    """Returns the first names in natural order, at least so many, and the last one's key.

    The key is empty where there are fewer names. Only names that share their first letter with
    one of them are compared.
    """
    if len(names) <= count or "" in names:
        return set(), ""
    letters = [name[0] for name in names]
    often: dict[str, int] = {}
    for letter in letters:
        often[letter] = often.get(letter, 0) + 1
    kinds: dict[str, list[str]] = {}
    for letter in often:
        kinds.setdefault(natural_keys([letter])[0][:1], []).append(letter)
    enough, among = 0, set[str]()
    for kind in sorted(kinds):
        among.update(kinds[kind])
        enough += sum(often[letter] for letter in kinds[kind])
        if enough >= count:
            break
    near = list(compress(names, map(among.__contains__, letters)))
    keys = natural_keys(near)
    until = sorted(keys)[count - 1]
    return {name for name, key in zip(near, keys, strict=True) if key <= until}, until


def within(targets: Sequence[Target], head: Head) -> tuple[list[Target], tuple[Target, ...]]:
    """Returns those targets that the head has complete, and the others that it knows."""
    keys = natural_keys([target.alias for target in targets])
    first = [target for target, key in zip(targets, keys, strict=True) if key <= head.until]
    others = (target for target, key in zip(targets, keys, strict=True) if key > head.until)
    return first, (*others, head.widest)


def _decides_more(paths: Paths, settings: Settings, state: State, env: Mapping[str, str]) -> bool:
    """Whether more than both files decides the first rows: settings, what was used or pinned."""
    tables = (settings.accounts, settings.identity_providers, settings.identity_centers)
    used = (state.recents, state.pins, state.typed_roles, settings.guard, settings.problems)
    named = (env.get("AWS_ASSUME_ROLE_AUTH_SCHEME"), env.get("SAML_IDP_NAME"))
    if any(tables) or any(used) or any(named) or env.get("SAML_IDP_ASSERTION_URL"):
        return True
    files = (paths.discovered, paths.assignments)
    return any(map(os.path.exists, files)) or _holds_sessions(paths.sessions_folder)


def _holds_sessions(folder: str) -> bool:
    try:
        return any(name.endswith(".json") for name in os.listdir(folder))
    except OSError:
        return False


def _size(path: str) -> int:
    try:
        return os.path.getsize(path)
    except OSError:
        return 0
