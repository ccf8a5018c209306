"""Reads the proofs, and applies one to a copy of the sources."""

import re
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
SOURCE = Path("src/rolecall")


class Change(NamedTuple):
    """Lines of a file under src/rolecall, and what stands in their place."""

    file: str
    text: str
    instead: str


class Proof(NamedTuple):
    """How a case is made to fail: `tests` narrows the case's tests as pytest's -k does."""

    case: str
    protection: str
    tests: str
    changes: tuple[Change, ...]


class DoesNotApply(Exception):
    """The text of a change does not stand in its file exactly once."""


def proofs() -> list[Proof]:
    """Returns all proofs, by the ids of their cases."""
    found = [
        _proof(case, entry)
        for file in HERE.glob("*.toml")
        for case, entries in tomllib.loads(file.read_text()).items()
        for entry in entries
    ]
    return sorted(found, key=lambda proof: proof.case)


def _proof(case: str, entry: dict[str, object]) -> Proof:
    known = {"protection", "tests", "change"}
    if unknown := entry.keys() - known:
        raise ValueError(f"a proof of {case} has {', '.join(sorted(unknown))}")
    changes = entry["change"]
    assert isinstance(changes, list)
    return Proof(
        case,
        str(entry["protection"]),
        str(entry.get("tests", "")),
        tuple(Change(**change) for change in changes),
    )


def applied(proof: Proof, tree: Path) -> dict[Path, str]:
    """Returns the changed files with their new text, relative to the tree.

    Raises DoesNotApply.
    """
    texts: dict[Path, str] = {}
    for change in proof.changes:
        path = SOURCE / change.file
        text = texts.get(path) or (tree / path).read_text()
        if (count := text.count(change.text)) != 1:
            raise DoesNotApply(f"{change.file} has {count} times: {change.text.strip()}")
        texts[path] = text.replace(change.text, change.instead)
    return texts


def modules_of(case: str, folders: Iterable[Path]) -> list[Path]:
    """Returns the modules that have tests of this case."""
    pattern = re.compile(rf"^ *(async )?def test_{case}_", re.MULTILINE)
    modules = [path for folder in folders for path in sorted(folder.rglob("test_*.py"))]
    return [path for path in modules if pattern.search(path.read_text())]


def selected(found: Sequence[Proof], asked: Sequence[str]) -> list[Proof]:
    """Returns the proofs of these cases or groups; of all where none is named."""
    return [proof for proof in found if not asked or proof.case in asked or proof.case[0] in asked]
