"""The shells that are installed, and a folder laid with traps for them."""

import shutil
from pathlib import Path

import pytest

from tests.handover.evaluating import SHELLS, hostile_folder


@pytest.fixture(params=list(SHELLS))
def shell(request: pytest.FixtureRequest) -> str:
    """Each shell by name; skips where it is not installed."""
    name = str(request.param)
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not installed")
    return name


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Whatever globs, would match here and run."""
    return hostile_folder(tmp_path)
