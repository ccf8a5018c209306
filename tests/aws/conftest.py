"""Fixtures for the tests of calls to AWS."""

import os

import pytest

from rolecall.demo.stage import Stage


@pytest.fixture
def environment(home: Stage, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """The process's variables are those of the staged HOME, since botocore reads them."""
    for name in set(os.environ) - set(home.env):
        monkeypatch.delenv(name)
    for name, value in home.env.items():
        monkeypatch.setenv(name, value)
    return home
