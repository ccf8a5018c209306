"""Fixtures: the whole organisation, and the program as a job of a shell in a window."""

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from rolecall.demo.world.clock import SettableClock
from rolecall.demo.world.federation import demo_world
from rolecall.demo.world.world import World
from tests.drivers.program import Program
from tests.torture.machine.terminal_job import OpenJob, TerminalJob


@pytest.fixture
def organisation(clock: SettableClock) -> World:
    return demo_world(clock)


@pytest.fixture
def job(program: Program, tmp_path: Path) -> Iterator[OpenJob]:
    """Opens shells in which `rolecall` is the program: `job().start("rolecall")`."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    with ExitStack() as jobs:
        yield lambda: jobs.enter_context(TerminalJob(tmp_path, {**program.env, "PATH": path}))
