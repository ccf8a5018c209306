"""Reads ~/.saml/credentials, the classic's file: `username = …` and `password = …`."""

import os
import re
from typing import NamedTuple

from rolecall.core.files.private_files import read_bytes
from rolecall.core.files.text_files import text_of
from rolecall.core.secret import Secret

_LINE = re.compile(r"[ \t]*(username|password)[ \t]*=[ \t]?(.*)")


class StoredLogin(NamedTuple):
    """A stored login; user name and password may each be missing."""

    user_name: str = ""
    password: Secret | None = None
    notes: tuple[str, ...] = ()  # warnings for the user
    place: str = ""  # where the password is stored, for display


def read_login_file(path: str, name: str) -> StoredLogin:
    """Returns the login in the file at `path`; `name` is the file in notes and errors.

    A value is everything after the `=` and one blank, up to the end of the line, since a password
    may end with blanks. Raises ConfigError, or RolecallError where the file cannot be read.
    """
    data = None if path == os.devnull else read_bytes(path)  # os.devnull means "no file"
    if data is None:
        return StoredLogin()
    text = text_of(data, name)
    found: dict[str, str] = {}
    for line in text.replace("\r\n", "\n").split("\n"):
        if match := _LINE.fullmatch(line):
            found.setdefault(match[1], match[2])
    password = found.get("password", "")
    return StoredLogin(
        found.get("username", "").strip(),
        Secret(password) if password else None,
        _warnings(path, name) if password else (),
        name,
    )


def _warnings(path: str, name: str) -> tuple[str, ...]:
    try:
        shared = os.name == "posix" and os.stat(path).st_mode & 0o077
    except OSError:  # removed since it was read
        return ()
    if not shared:
        return ()
    return (f"Other people can read the password in {name}. Fix it: chmod 600 {name}",)
