"""How high the wanted rows stand for the queries of a list, beside fzf's filter on the same rows.

python -m tests.search.judge            # a table, and each query whose row is not first
"""

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from rolecall.core.model import Target
from rolecall.core.search.guesses import guesses
from rolecall.core.search.index import Index
from rolecall.signin.desk import open_desk
from tests.search.corpora.generated.make import config

CORPORA = Path(__file__).parent / "corpora"
LISTS = ("companies", "center", "generated")
FZF = shutil.which("fzf")


class Wanted(NamedTuple):
    """A query, and the rows that a person would be equally happy with."""

    query: str
    rows: tuple[str, ...]


class Figures(NamedTuple):
    """How many queries have a wanted row first, and the mean reciprocal rank of all."""

    first: int
    mean: float


class List(NamedTuple):
    """A list of targets, what is wanted of it, and how a row is written there."""

    name: str
    targets: Sequence[Target]
    wanted: Sequence[Wanted]
    separator: str

    def row(self, target: Target) -> str:
        return f"{target.alias}{self.separator}{target.role}"


def load(name: str) -> List:
    """Loads a list by its name; every wanted row must be one of its targets."""
    folder = CORPORA / name
    text = config() if name == "generated" else (folder / "config.toml").read_text()
    with tempfile.TemporaryDirectory() as home:
        own = Path(home, ".config", "rolecall")
        own.mkdir(parents=True)
        (own / "config.toml").write_text(text)
        targets = open_desk({"HOME": home}, forgiving=True).catalog.targets
    lines = (folder / "queries.tsv").read_text().splitlines()
    pairs = [line.split("\t") for line in lines]
    wanted = [Wanted(query, tuple(rows.split("|"))) for query, rows in pairs]
    found = List(name, targets, wanted, " · " if name == "center" else " ")
    known = set(map(found.row, targets))
    missing = [row for each in wanted for row in each.rows if row not in known]
    assert not missing, missing
    return found


def ranks(of: List) -> list[int]:
    """The rank of each query's wanted row from 1 on, 0 where it is not found.

    A query without a hit counts as found where the guesses name the wanted account.
    """
    index = Index(of.targets)
    found: list[int] = []
    for query, wanted in of.wanted:
        hits = index.search(query)
        if hits:
            found.append(_rank([of.row(of.targets[hit]) for hit in hits], wanted))
            continue
        named = {of.targets[at].alias for at in guesses(index, query)}
        found.append(int(any(row.split(of.separator)[0] in named for row in wanted)))
    return found


def ranks_of_fzf(of: List) -> list[int]:
    """The same for fzf's filter on alias, role and id."""
    assert FZF
    rows = {f"{target.alias} {target.role} {target.account_id}": target for target in of.targets}
    found: list[int] = []
    for query, wanted in of.wanted:
        done = subprocess.run(
            [FZF, "--filter", query], input="\n".join(rows), capture_output=True, text=True
        )
        lines = done.stdout.splitlines()
        found.append(_rank([of.row(rows[line]) for line in lines], wanted))
    return found


def figures(found: Sequence[int]) -> Figures:
    """The figures of a list of ranks."""
    mean = sum(1 / rank for rank in found if rank) / len(found)
    return Figures(found.count(1), round(mean, 3))


def _rank(rows: Sequence[str], wanted: Sequence[str]) -> int:
    return min((rows.index(row) + 1 for row in wanted if row in rows), default=0)


def main() -> None:
    print(f"{'':<12}{'queries':>8}{'first':>7}{'MRR':>8}{'fzf: first':>13}{'MRR':>8}")
    for name in LISTS:
        of = load(name)
        mine = ranks(of)
        first, mean = figures(mine)
        print(f"{name:<12}{len(mine):>8}{first:>7}{mean:>8.3f}", end="")
        if FZF:
            other = figures(ranks_of_fzf(of))
            print(f"{other.first:>13}{other.mean:>8.3f}", end="")
        print()
        for (query, wanted), rank in zip(of.wanted, mine, strict=True):
            if rank != 1:
                print(f"    {query}: {wanted[0]} at {rank or '-'}")


if __name__ == "__main__":
    main()
