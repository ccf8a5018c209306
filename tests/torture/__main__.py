"""Prints the scoreboard: `python -m tests.torture`; every case in full with ROLECALL_TESTS=full.

The exit status is 0 only where every case has a test and none fails. Arguments are
pytest's, such as `-k F05`.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.torture.board import Board
from tests.torture.cases import ids_with_tests

WHERE = ("tests/torture", "tests/saml")


def main(arguments: Sequence[str], where: Sequence[str] = WHERE) -> int:
    board = Board(ids_with_tests(map(Path, where)))
    status = pytest.main(["-q", "-n", "2", *arguments, *where], plugins=[board])
    print("\n".join(board.lines()))
    return int(status) or int(bool(board.missing))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
