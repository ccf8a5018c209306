"""A staged world whose clock runs, and windows in it."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import Stage, build_stage
from rolecall.demo.world.bastion import bastion_world
from rolecall.ui.startup.first_page import SWITCH
from tests.terminal.tmux import INSTALLED, Tmux

Window = Callable[..., Tmux]
Recorded = Callable[[tuple[int, int]], tuple[Tmux, Path]]


@pytest.fixture
def live_aws() -> Iterator[EmbeddedAws]:
    """The demo's organisation by the clock on the wall, as programs of their own need it."""
    with EmbeddedAws(bastion_world()) as running:
        yield running
    assert not running.crashes


@pytest.fixture
def stage(tmp_path: Path, live_aws: EmbeddedAws) -> Stage:
    """A HOME in that world; `rolecall` and `aws` of this environment come first on its PATH."""
    stage = build_stage(tmp_path, live_aws.world, live_aws.endpoint, os.environ)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    # Where a page of the last time stands first, a look at the screen may be one at that.
    return stage._replace(env={**stage.env, "PATH": path, "TZ": "UTC", SWITCH: "off"})


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


@pytest.fixture
def recorded(window: Window, tmp_path: Path) -> Iterator[Recorded]:
    """Opens pickers of which every byte that reaches the terminal is kept in a file."""
    pid = tmp_path / "recorder"

    def open_recorded(size: tuple[int, int]) -> tuple[Tmux, Path]:
        sent = tmp_path / "sent"
        command = f"unset TMUX; echo $$ > {pid}; exec script -qfc rolecall {sent}"
        return window("sh", "-c", command, size=size), sent

    yield open_recorded
    if pid.exists():
        with suppress(ProcessLookupError):  # it outlives its terminal, but not this
            os.kill(int(pid.read_text()), signal.SIGTERM)
