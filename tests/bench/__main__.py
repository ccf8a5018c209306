"""Measures how fast Rolecall is, beside what: `python -m tests.bench [PART…]`.

Prints the table of each part, and writes it into .github/SPEED.md, where the README leads. Parts
that are not named keep their tables. A quiet machine and half an hour are wanted for all of them.
"""

import argparse
import importlib
import os
import platform
import re
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from tests.bench.table import Row, markdown

PARTS = {
    "picker": "The start of the picker",
    "terminal": "The running picker",
    "processes": "Commands",
    "sign_in": "A new session",
    "files": "The shared files",
    "peers": "Peers",
}
PAGE = Path(__file__).parents[2] / ".github" / "SPEED.md"


def measured(part: str) -> list[Row]:
    """The rows of one part, printed as they come."""
    rows: list[Row] = []
    for row in importlib.import_module(f"tests.bench.bench_{part}").rows():
        rows.append(row)
        print(markdown([row]).splitlines()[-1], flush=True)
    return rows


def section(part: str, rows: list[Row]) -> str:
    """The text of one part, between its marks."""
    day = datetime.now(UTC).date().isoformat()
    reached = [row.reached for row in rows if row.reached is not None]
    return (
        f"<!-- {part} -->\n\n{markdown(rows)}\n\n"
        f"{sum(reached)} of {len(reached)} goals reached. Measured on {day}: {machine()}.\n\n"
        f"<!-- end of {part} -->"
    )


def machine() -> str:
    """What was measured on, in words."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("textual", "boto3"))
    return (
        f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, {packages}"
    )


def replaced(page: str, part: str, text: str) -> str:
    """The page with the text of one part in the place of its old one."""
    marked = re.compile(f"<!-- {part} -->.*?<!-- end of {part} -->", re.DOTALL)
    if not marked.search(page):
        raise ValueError(f"the page has no marks of {part}")
    return marked.sub(lambda _: text, page)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parts = parser.parse_args().parts or list(PARTS)
    if unknown := set(parts) - set(PARTS):
        sys.exit(f"There is no part {unknown.pop()}. Parts: {', '.join(PARTS)}.")
    for part in parts:
        print(f"\n{PARTS[part]}")
        rows = measured(part)
        PAGE.write_text(replaced(PAGE.read_text(), part, section(part, rows)))


if __name__ == "__main__":
    main()
