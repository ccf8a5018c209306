"""Fixtures: shells in an empty home directory with a fake program."""

from pathlib import Path

import pytest

from tests.drivers.shells import Place, make_place


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return make_place(tmp_path)
