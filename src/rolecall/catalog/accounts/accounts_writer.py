"""Adds an account to ~/.aws/accounts without changing any other byte of the file."""

import json
import os
import re

from rolecall.catalog.accounts.accounts_file import LONGEST, AccountsFile, parse_accounts
from rolecall.core.errors import ConfigError, UsageError
from rolecall.core.files.before_writing import change_notes, refuse_foreign, resolved
from rolecall.core.files.in_place import recover, replace_or_overwrite
from rolecall.core.files.locks import locked
from rolecall.core.files.private_files import read_bytes, sweep_orphans, write_private
from rolecall.core.model import parse_account_id
from rolecall.core.notices import post_notice

LONGEST_ALIAS = 64  # characters

_ALIAS = re.compile(r"[A-Za-z0-9_.@+=,:/-]+")
_LAST = re.compile(r"(?P<comma>,?)(?P<blank>[ \t\r\n]*)\}[ \t\r\n]*\Z")
_INDENT = re.compile(r"\{[ \t]*\r?\n(?P<indent>[ \t]*)\"")


def checked_entry(known: AccountsFile, alias: str, account_id: str) -> tuple[str, str]:
    """Returns the alias and the 12 digits, if they can be added to the file with these accounts.

    Raises UsageError where they cannot, ConfigError, with the line, for a broken file.
    """
    if known.problems:
        first = known.problems[0]
        raise ConfigError(first.message, f"{first.hint} Nothing is added before.".strip())
    alias, account_id = alias.strip(), account_id.strip()
    if not alias or len(alias) > LONGEST_ALIAS or not _ALIAS.fullmatch(alias):
        raise UsageError(
            "That cannot be an alias." if alias else "An alias is missing.",
            f"Letters, digits and _ . - @ + = , : / and no spaces; {LONGEST_ALIAS} at most.",
        )
    found = parse_account_id(account_id)
    if found is None:
        digits = sum(sign.isdecimal() for sign in account_id)
        raise UsageError(
            "An account id has 12 digits." if account_id else "The account id is missing.",
            f"These are {digits}." if digits else "1234-5678-9012 works too.",
        )
    if parse_account_id(alias):
        raise UsageError("An account id cannot be an alias.", "Give the account a name.")
    if alias in known.accounts:
        same = known.accounts[alias] == found
        raise UsageError(
            f"{alias} exists already, with {'this' if same else 'the'} id"
            + ("." if same else f" {known.accounts[alias]}."),
            "There is nothing to add." if same else "Choose another alias, or edit the file.",
        )
    return alias, found


def add_account(path: str, alias: str, account_id: str, name: str = "") -> str:
    """Appends `alias` and its id to the accounts file at `path`; returns the 12 digits.

    A missing file is created with mode 0600, its folder with 0700. `name` is the file in errors.
    Raises UsageError for an alias or id that cannot be added, ConfigError for a broken file, which
    is not written, Refused for another user's file or folder and links in a loop, RolecallError
    where the system refuses. A notice warns of a file that was open to others or has hard links.
    """
    name = name or path
    if path == os.devnull:
        raise ConfigError("The accounts file is switched off.", "Try: unset ACCOUNTS_FILE")
    real = resolved(path)  # a symbolic link stays one
    refuse_foreign(real, "Run this as that user, or name another file with ACCOUNTS_FILE.")
    with locked(real):
        recover(real, LONGEST)
        before = read_bytes(real, LONGEST) or b""
        known = parse_accounts(before, name)
        alias, found = checked_entry(known, alias, account_id)
        after = _with_entry(before, alias, found)
        if parse_accounts(after, name) != AccountsFile({**known.accounts, alias: found}):
            raise ConfigError(
                f"{name} is written in a way that cannot be added to.", "Add it by hand."
            )
        sweep_orphans(real)
        notes = change_notes(real)
        write_private(real, after, replace=replace_or_overwrite)
    for note in notes:
        post_notice(note)
    return found


def _with_entry(before: bytes, alias: str, account_id: str) -> bytes:
    entry = f"{json.dumps(alias)}: {json.dumps(account_id)}"
    text = before.decode("utf-8-sig")
    if not text.strip():
        return f"{{\n  {entry}\n}}\n".encode()
    last = _LAST.search(text)
    if last is None:
        return before
    head, tail = text[: last.start()], text[last.end("blank") :]
    newline = "\r\n" if "\r\n" in text else "\n"
    indent = _INDENT.search(text)
    if head.strip() == "{":  # an empty object
        body = f"{newline}  {entry}{newline}"
    elif indent is not None or "\n" in head:
        space = indent["indent"] if indent else "  "
        blank = last["blank"] if "\n" in last["blank"] else newline
        body = f",{newline}{space}{entry}{blank}"
    else:
        body = f", {entry}{last['blank']}"
    mark = "\ufeff" if before.startswith(b"\xef\xbb\xbf") else ""
    return (mark + head + body + tail).encode()
