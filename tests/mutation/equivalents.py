"""Mutants known to change nothing that a user or a test could see, each with the reason."""

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from tests.mutation.mutants import Mutant

FILE = Path(__file__).with_name("equivalents.toml")


class Equivalent(NamedTuple):
    """A mutant by its file and by the lines it changes, which outlive line numbers."""

    file: str
    before: list[str]
    after: list[str]
    reason: str

    def is_it(self, mutant: Mutant) -> bool:
        """Whether the mutant makes this change in this file."""
        changed = (statements(mutant.removed()), statements(mutant.added()))
        return self.file == str(mutant.path) and changed == (self.before, self.after)

    def is_stale(self, tree: Path) -> bool:
        """Whether the lines no longer stand in their file: it explains nothing any more."""
        path = tree / self.file
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        return not set(self.before) <= set(statements(text.splitlines()))


def statements(lines: Iterable[str]) -> list[str]:
    """Returns the lines without indentation and the comments at their ends."""
    return [line.split("  # ")[0].strip() for line in lines]


def known() -> list[Equivalent]:
    """Returns the entries of equivalents.toml."""
    entries = tomllib.loads(FILE.read_text(encoding="utf-8")).get("equivalent", [])
    return [
        Equivalent(
            entry["file"],
            statements(entry["before"].splitlines()),
            statements(entry["after"].splitlines()),
            entry["reason"],
        )
        for entry in entries
    ]
