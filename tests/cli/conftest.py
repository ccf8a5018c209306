"""A world of its own for every test: MFA codes work once, and faults must not spread."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from rolecall.demo.bastion import bastion_world
from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import lay
from tests.cli.program import Program


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    """The program in a staged HOME, its AWS running."""
    with EmbeddedAws(bastion_world()) as aws:
        yield Program(lay(tmp_path, aws.world, aws.endpoint, os.environ), aws)
