"""A visitor in the world of tests/conftest.py."""

import pytest

from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import Stage
from rolecall.demo.world.clock import SettableClock
from tests.drivers.visitor import Visitor


@pytest.fixture
def visitor(
    home: Stage, aws: EmbeddedAws, clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> Visitor:
    """A user in the staged HOME, with this process's environment."""
    return Visitor(home, aws, clock, monkeypatch)
