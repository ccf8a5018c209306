"""Prints the scoreboard: `python -m tests.torture`; every case in full with ROLECALL_TESTS=full."""

import sys

import pytest

from tests.torture.board import Board

WHERE = ["tests/torture", "tests/saml"]


def main() -> int:
    board = Board()
    status = pytest.main(["-q", "-n", "2", *sys.argv[1:], *WHERE], plugins=[board])
    print("\n".join(board.lines()))
    return int(status)


if __name__ == "__main__":
    sys.exit(main())
