"""The results of full runs, one file for each group of cases, and what other programs do."""

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from tests.torture.table.machine import facts

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / ".pytest_cache" / "torture"
_BESIDE = "beside"


class Group(NamedTuple):
    """A group's last full run: `cases` holds the outcome and the figures of each."""

    name: str
    day: str  # ISO 8601, UTC
    seconds: int
    facts: dict[str, str]  # of the machine, and the versions of programs
    cases: dict[str, tuple[str, str]]


def keep(
    group: str, cases: Mapping[str, tuple[str, str]], seconds: float, folder: Path = FOLDER
) -> None:
    """Keep the results of a group, in place of its earlier ones."""
    made = Group(group, _today(), round(seconds), facts(), dict(cases))
    _write(folder / f"{group}.json", made._asdict())


def keep_beside(case: str, tool: str, figure: str, folder: Path = FOLDER) -> None:
    """Keep what another program did on a case, in place of its earlier figure."""
    found = beside(folder)
    found.setdefault(case, {})[tool] = figure
    _write(folder / f"{_BESIDE}.json", found)


def beside(folder: Path = FOLDER) -> dict[str, dict[str, str]]:
    """What other programs did: the figures by case and program."""
    path = folder / f"{_BESIDE}.json"
    found: dict[str, dict[str, str]] = json.loads(path.read_text()) if path.exists() else {}
    return found


def groups(folder: Path = FOLDER) -> list[Group]:
    """All groups that have been run, in the order of their names."""
    paths = [path for path in sorted(folder.glob("*.json")) if path.stem != _BESIDE]
    read = [Group(**json.loads(path.read_text())) for path in paths]
    return [
        one._replace(cases={case: (found[0], found[1]) for case, found in one.cases.items()})
        for one in read
    ]


def _today() -> str:
    return time.strftime("%Y-%m-%d", time.gmtime())


def _write(path: Path, value: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n")
