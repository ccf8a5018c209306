"""Fixtures: an Identity Center that the visitor may sign in to, on a desk with a display."""

import pytest

from rolecall.demo.server import EmbeddedAws
from rolecall.signin.browser.surroundings import wants_device
from tests.drivers.visitor import Visitor
from tests.signin.identity_center.corp import Corp


@pytest.fixture
def corp(visitor: Visitor, aws: EmbeddedAws, monkeypatch: pytest.MonkeyPatch) -> Corp:
    # Whatever machine the tests run on, even a container: what counts is the environment.
    monkeypatch.setattr(
        "rolecall.signin.identity_center.tokens.wants_device",
        lambda env: wants_device(env, exists=lambda path: False, platform="darwin"),
    )
    return Corp(visitor, aws)
