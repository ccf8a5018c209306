"""Fixtures: a new test bed of the classic for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rolecall.demo.world.clock import SettableClock
from tests.classic.stage import Classic


@pytest.fixture
def classic(tmp_path: Path, clock: SettableClock) -> Iterator[Classic]:
    """The classic's accounts and user, with a clock that the test sets."""
    running = Classic(tmp_path, clock)
    yield running
    running.close()
    assert not running.aws.crashes, "the embedded AWS itself failed"
