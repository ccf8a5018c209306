"""What a run has looked at, and the secrets that it has found there."""

import os
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from tests.canaries.marks import beginning, beginnings, first_secret, hidden
from tests.canaries.rules import cut

VARIABLE = "ROLECALL_CANARIES"  # in the run's processes: the folder with what they register

MADE, STANDING = "made", "standing"  # anew in each run; in the source, and so in other runs too


class Finding(NamedTuple):
    """A secret in the wrong place; `around` is the text beside it, without the secret."""

    kind: str
    where: str
    around: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.where}: {self.around}"


class Record:
    """Counts looks and findings of one process; `folder` holds the secrets of all processes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.looked: Counter[str] = Counter()
        self.found: list[Finding] = []
        self.made: set[bytes] = set()

    def register(self, secret: str, kind: str = MADE) -> str:
        """Note a secret, for this and the other processes of the run."""
        start = beginning(secret)
        if start not in self.made:
            self.made.add(start)
            with open(self._folder / f"{kind}-{os.getpid()}", "ab") as file:
                file.write(start + b"\n")
        return secret

    def all_made(self, kind: str = "") -> set[bytes]:
        """The beginnings of the secrets of all processes of the run, of one kind or of both."""
        files = self._folder.glob(f"{kind}*")
        return {line for file in files for line in file.read_bytes().splitlines()}

    def look(
        self,
        kind: str,
        data: bytes | str,
        where: str = "",
        *,
        allowed: re.Pattern[bytes] | None = None,
        only: Iterable[bytes] = (),
    ) -> None:
        """Look for secrets in a text. With `only`, for these alone: others are of other runs."""
        self.looked[kind] += 1
        if isinstance(data, str):
            data = data.encode("utf-8", "replace")
        if first_secret(data) < 0:
            return
        if allowed is not None:
            data = cut(data, allowed)
        if only and beginnings(data).isdisjoint(only):
            return
        if (at := first_secret(data)) >= 0:
            place = " ".join((where, os.environ.get("PYTEST_CURRENT_TEST", ""))).strip()
            before = data[max(0, at - 60) : at].decode("utf-8", "replace")
            self.found.append(Finding(kind, hidden(place), f"{hidden(before)!r}…"))


class _Off:
    """The record of a run that nobody watches."""

    record: Record | None = None


def begin(folder: Path) -> Record:
    """Start this process's record."""
    _Off.record = Record(folder)
    return _Off.record


def registered(secret: str) -> str:
    """A secret that stands in a test; counts it if the run looks for secrets."""
    return secret if _Off.record is None else _Off.record.register(secret, STANDING)


def look(kind: str, data: bytes | str, allowed: re.Pattern[bytes] | None = None) -> None:
    """Look for secrets in what a driver reads; does nothing unless the run looks for them."""
    if _Off.record is not None:
        _Off.record.look(kind, data, allowed=allowed)
