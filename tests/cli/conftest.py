"""The program beside the world of tests/conftest.py."""

import pytest

from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import Stage
from tests.cli.program import Program


@pytest.fixture
def program(home: Stage, aws: EmbeddedAws) -> Program:
    """The program in the staged HOME; `program.aws` may be closed to make it unreachable."""
    return Program(home, aws)
