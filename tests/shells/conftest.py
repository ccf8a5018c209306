"""Shells in an empty world with a fake program; the staged world of the other tests beside it."""

from pathlib import Path

import pytest

from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import Stage
from tests.cli.program import Program
from tests.shells.shells import Place, make_place
from tests.terminal.conftest import live_aws as live_aws
from tests.terminal.conftest import stage as stage
from tests.terminal.conftest import window as window


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return make_place(tmp_path)


@pytest.fixture
def program(home: Stage, aws: EmbeddedAws) -> Program:
    """The real program in the staged HOME."""
    return Program(home, aws)
