"""Fixtures: a visitor in the world of tests/conftest.py."""

import pytest

from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import Stage
from rolecall.demo.world.clock import SettableClock
from tests.drivers.saml_visitor import SamlVisitor
from tests.drivers.visitor import Visitor


@pytest.fixture
def visitor(
    home: Stage, aws: EmbeddedAws, clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> Visitor:
    """A user in the staged HOME, with this process's environment."""
    return Visitor(home, aws, clock, monkeypatch)


@pytest.fixture
def saml(
    home: Stage, aws: EmbeddedAws, clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> SamlVisitor:
    """The same user in a federated organisation, with a login at its IdP."""
    return SamlVisitor(home, aws, clock, monkeypatch)
