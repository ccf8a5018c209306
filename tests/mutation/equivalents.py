"""Mutants known to change nothing that a user or a test could see, each with the reason."""

import tomllib
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
        changed = (mutant.removed(), mutant.added())
        return self.file == str(mutant.path) and changed == (self.before, self.after)


def known() -> list[Equivalent]:
    """Returns the entries of equivalents.toml, their lines stripped."""
    entries = tomllib.loads(FILE.read_text(encoding="utf-8")).get("equivalent", [])
    return [
        Equivalent(
            entry["file"],
            [line.strip() for line in entry["before"].splitlines()],
            [line.strip() for line in entry["after"].splitlines()],
            entry["reason"],
        )
        for entry in entries
    ]
