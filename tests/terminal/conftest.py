"""A staged world whose clock runs, and windows in it."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from rolecall.demo.bastion import bastion_world
from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import Stage, lay
from tests.terminal.tmux import INSTALLED, Tmux

Window = Callable[..., Tmux]


@pytest.fixture
def live_aws() -> Iterator[EmbeddedAws]:
    """The demo's organisation by the clock on the wall, as programs of their own need it."""
    with EmbeddedAws(bastion_world()) as running:
        yield running
    assert not running.crashes


@pytest.fixture
def stage(tmp_path: Path, live_aws: EmbeddedAws) -> Stage:
    """A HOME in that world; `rolecall` and `aws` of this environment come first on its PATH."""
    stage = lay(tmp_path, live_aws.world, live_aws.endpoint, os.environ)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return stage._replace(env={**stage.env, "PATH": path, "TZ": "UTC"})


@pytest.fixture
def window(tmp_path_factory: pytest.TempPathFactory, stage: Stage) -> Iterator[Window]:
    """Opens windows of a real terminal: `window("rolecall", size=(80, 24))`."""
    if not INSTALLED:
        pytest.skip("tmux is not installed")
    folder = tmp_path_factory.mktemp("t")
    with ExitStack() as windows:

        def open_window(*command: str, size: tuple[int, int] = (120, 40)) -> Tmux:
            return windows.enter_context(Tmux(folder, command, stage.env, size))

        yield open_window
