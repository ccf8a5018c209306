"""What every case of the scoreboard has.

def test_F05_random_files_are_not_damaged(figure: Figure) -> None:
    figure("0 of 10,000 damaged")     # what was measured: the board prints it
"""

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import Stage
from tests.cli.program import Program

Figure = Callable[[str], None]


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Figure:
    """Says what was measured in this case."""

    def say(text: str) -> None:
        record_property("figure", text)

    return say


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: thousands of files are synced at once there."""
    if not os.access("/dev/shm", os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir="/dev/shm", prefix="rolecall-") as folder:
        yield Path(folder)


@pytest.fixture
def program(home: Stage, aws: EmbeddedAws) -> Program:
    """The real program in the staged HOME."""
    return Program(home, aws)
