"""The picker's surroundings: a staged HOME, the embedded AWS, and a clock that the test sets."""

import os
import re

import pytest

from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import Stage
from rolecall.demo.world.clock import SettableClock
from tests.ui.harness import WorldAround

_OF_THE_MACHINE = re.compile(r"(AWS|ROLECALL|BOTO|SSH)_.*|DISPLAY|WAYLAND_DISPLAY|TMUX|NO_COLOR")


@pytest.fixture
def world(
    aws: EmbeddedAws, clock: SettableClock, home: Stage, monkeypatch: pytest.MonkeyPatch
) -> WorldAround:
    """The world, and this process in it: botocore reads the environment by itself."""
    around = WorldAround(aws, clock, home)
    for name in list(around.env):
        if name in ("DISPLAY", "WAYLAND_DISPLAY", "TMUX", "NO_COLOR") or name.startswith("SSH_"):
            del around.env[name]
    for name in list(os.environ):
        if name not in around.env and _OF_THE_MACHINE.fullmatch(name):
            monkeypatch.delenv(name)
    for name, value in around.env.items():
        monkeypatch.setenv(name, value)
    return around
