"""Prints the scoreboard: `python -m tests.torture [pytest's arguments, such as -k F05]`.

    --full [GROUP...]     every case in full, one group (F, S, M, T, C, U, G) after the other; keeps
                          each group's results, and writes the page with all that are kept
    --table               writes the page of what is kept, and runs nothing

The exit status is 0 only where every case has a test, none fails, and no secret is found in what
the run printed, started and left (G0).
"""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.canaries.record import VARIABLE
from tests.torture.board import Board
from tests.torture.cases import ids_with_tests
from tests.torture.table.kept import ROOT, beside, groups, keep
from tests.torture.table.page import NAMES, page

WHERE = ("tests/torture", "tests/saml")
PAGE = ROOT / ".github" / "SCOREBOARD.md"
_KEEP = "--keep-group"


def main(arguments: Sequence[str], where: Sequence[str] = WHERE) -> int:
    if arguments[:1] == ["--full"]:
        return _full(arguments[1:])
    if arguments[:1] == ["--table"]:
        return _write_page()
    group = ""
    if arguments[:1] == [_KEEP]:
        group, arguments = arguments[1], arguments[2:]
    os.environ.setdefault(VARIABLE, "1")
    board, began = Board(ids_with_tests(map(Path, where)), group), time.monotonic()
    options = ["-q", "-n", "2", "-p", "tests.canaries.plugin"]
    status = pytest.main([*options, *arguments, *where], plugins=[board])
    print("\n".join(board.lines()))
    if group:
        keep(group, board.results(), time.monotonic() - began)
    return int(status) or int(bool(board.missing))


def _full(wanted: Sequence[str]) -> int:
    """Run groups in full, in processes of their own: a later one may be run anew by itself."""
    status = 0
    environment = {**os.environ, "ROLECALL_TESTS": "full"}
    for group in wanted or list(NAMES):
        own = [sys.executable, "-m", "tests.torture", _KEEP, group, "-n0"]
        status |= subprocess.run(own, env=environment, cwd=ROOT, check=False).returncode
        _write_page()
    return status


def _write_page() -> int:
    PAGE.write_text(page(groups(), beside()), encoding="utf-8")
    print(f"written: {PAGE.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
