"""~/.aws/accounts: a JSON object that maps aliases to account ids, as the classic reads it.

The classic parses the file with jq and grep, and so accepts ids with leading zeros, which are not
JSON numbers. Plain JSON is read with the json module, anything else with `accounts_scanner`, which
reports lines and keeps the valid entries of a broken file.
"""

import json
import os
import re
from typing import NamedTuple, cast

from rolecall.core.errors import ConfigError, RolecallError
from rolecall.core.files.private_files import read_bytes
from rolecall.core.files.text_files import refuse_other_encodings

LONGEST = 32 * 1024 * 1024  # bytes; 100,000 accounts take 4 MiB

_IDS = r"[0-9]{12}(?:\n[0-9]{12})*+"


class AccountsFile(NamedTuple):
    """Account ids by alias, in the file's order, and the problems of entries left out."""

    accounts: dict[str, str]
    problems: tuple[ConfigError, ...] = ()


def load_accounts(path: str, name: str = "") -> AccountsFile:
    """Reads the accounts file at `path`; a missing file has no accounts.

    `name` is the file in errors. Never raises: what cannot be used is a problem, with its line. Of
    a repeated alias, the last entry counts, as in JSON.
    """
    name = name or path
    if path == os.devnull:
        return AccountsFile({})
    try:
        data = read_bytes(path, LONGEST)
    except RolecallError as error:
        return AccountsFile({}, (ConfigError(error.message, error.hint),))
    return parse_accounts(data or b"", name)


def parse_accounts(data: bytes, name: str) -> AccountsFile:
    """Parses the content of an accounts file, as `load_accounts` does."""
    if not data.strip():
        return AccountsFile({})
    try:
        refuse_other_encodings(data, name, mark=True)
    except ConfigError as error:
        return AccountsFile({}, (error,))
    try:
        text = data.decode("utf-8-sig")
        pairs = json.loads(text, object_pairs_hook=_Pairs)
    except (ValueError, RecursionError):
        return _scanned(data.decode("utf-8-sig", "surrogateescape"), name)
    if isinstance(pairs, _Pairs) and "\\u" not in text:
        accounts = pairs.accounts()
        if len(accounts) + pairs.comments == len(pairs):
            return AccountsFile(accounts)
    return _scanned(text, name)


def _scanned(text: str, name: str) -> AccountsFile:
    # deferred: a plain file does not need it
    from rolecall.catalog.accounts.accounts_scanner import AccountsScanner

    return AccountsFile(*AccountsScanner(text, name).read())


class _Pairs(list[tuple[str, object]]):
    """All pairs of a JSON object, including those with a repeated key."""

    comments = 0  # the number of comments among the keys, set by `accounts`

    def accounts(self) -> dict[str, str]:
        """Returns the valid account ids by alias; of a repeated alias, the last one."""
        found = dict(self)
        # All at once where all ids have 12 digits, as mostly even with 100,000 accounts.
        if "" not in found and set(map(type, found.values())) == {str}:
            plain = cast(dict[str, str], found)
            ids = "\n".join(plain.values())
            if re.fullmatch(_IDS, ids) and len(ids) == 13 * len(plain) - 1:
                names = "\n" + "\n".join(plain)
                if "\n#" not in names and "\n//" not in names:
                    return plain
        # deferred: a plain file does not need it
        from rolecall.catalog.accounts.accounts_scanner import account_id, is_comment

        self.comments = sum(is_comment(alias, value) for alias, value in self)
        known = (
            (alias, account_id(value))
            for alias, value in found.items()
            if alias and not is_comment(alias, value)
        )
        return {alias: found_id for alias, found_id in known if found_id}
