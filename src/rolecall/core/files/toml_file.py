"""Reads a TOML file of the user's, and finds the line of a key for error messages."""

import re
from collections.abc import Mapping
from typing import Any

from rolecall.core.errors import ConfigError
from rolecall.core.files import toml_cache
from rolecall.core.files.private_files import read_bytes
from rolecall.core.files.text_files import text_of

_LINE = r"\(at line ([0-9]+)"
# Characters that are parsed to find the lines of a file's faults: 0.5 s. A file with as many faults
# as accounts would keep the picker from opening for minutes.
_MOST_PARSED = 1_000_000


class TomlFile:
    """A parsed file; `name` is the file in errors."""

    __slots__ = ("_parsed", "name", "tables", "text")  # no NamedTuple: creating one takes 0.3 ms

    def __init__(self, name: str, text: str, tables: Mapping[str, Any]) -> None:
        self.name = name
        self.text = text
        self.tables = tables
        self._parsed = 0  # characters, to find lines

    def fault(self, keys: tuple[str, ...], message: str, hint: str = "") -> ConfigError:
        """Returns the error for the value at `keys`, with its line.

        After many faults, or some in a large file, with its table: a line takes a binary search.
        """
        if self._parsed > _MOST_PARSED:
            return ConfigError(f"{self.name}, [{'.'.join(keys[:-1])}]: {message}", hint)
        self._parsed += len(self.text) * self.text.count("\n").bit_length() // 2
        return ConfigError(f"{self.name}, line {line_of(self.text, keys)}: {message}", hint)


def read_toml(path: str, name: str) -> TomlFile | None:
    """Reads the file at `path`; None where there is none. Raises ConfigError with the line."""
    data = read_bytes(path)
    return None if data is None else toml_from(data, name)


def toml_from(data: bytes, name: str) -> TomlFile:
    """Parses the content of a file. Raises ConfigError with the line at fault."""
    # tomllib accepts CRLF as a line end and refuses a lone CR.
    text = text_of(data, name).replace("\r\n", "\n")
    try:
        return TomlFile(name, text, toml_cache.loads(text))
    except ValueError as error:  # tomllib.TOMLDecodeError
        found = re.search(_LINE, str(error))
        line = int(found[1]) if found else text.rstrip("\n").count("\n") + 1
        raise ConfigError(
            f"{name}, line {line}: this is not TOML.",
            'Strings need quotes (region = "eu-west-1"), and a key may appear only once.',
        ) from None
    except RecursionError:
        raise ConfigError(f"{name} is nested too deeply.", "Is it the right file?") from None


def line_of(text: str, keys: tuple[str, ...]) -> int:
    """Returns the line, from 1, on which the key or table `keys` of a valid TOML text begins.

    tomllib reports no lines of keys. The longest valid prefix of the file without the key ends on
    the line before it; a binary search finds that.
    """
    lines = text.split("\n")
    lacking, low, high = 0, 0, len(lines)
    while high - low > 1:
        middle = (low + high) // 2
        shorter = middle
        # A prefix that ends within a value of several lines is not TOML: go back to its start.
        while shorter > low and (tables := _tables(lines[:shorter])) is None:
            shorter -= 1
        if shorter > low and _holds(tables, keys):
            high = shorter
        else:
            lacking = shorter if shorter > low else lacking
            low = middle
    return lacking + 1


def _tables(lines: list[str]) -> dict[str, Any] | None:
    import tomllib  # deferred: see toml_cache

    try:
        return tomllib.loads("\n".join(lines) + "\n")
    except tomllib.TOMLDecodeError:
        return None


def _holds(tables: Any, keys: tuple[str, ...]) -> bool:
    for key in keys:
        if not isinstance(tables, dict) or key not in tables:
            return False
        tables = tables[key]
    return True
