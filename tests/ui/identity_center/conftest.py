"""A company with an Identity Center beside the demo's bastion."""

from pathlib import Path

import pytest

from tests.demo.portal.center import CONFIG, assigned
from tests.drivers.browser.allowing_browser import allowing_browser
from tests.drivers.picker import WorldAround


@pytest.fixture
def company(world: WorldAround, tmp_path: Path) -> WorldAround:
    """A world with an Identity Center of five accounts that nobody has signed in to."""
    assigned(world.aws)
    config = Path(world.home.paths.aws_config)
    config.write_text(config.read_text() + CONFIG.partition("[profile")[0])
    world.env |= {"BROWSER": allowing_browser(tmp_path), "SSH_TTY": ""}
    world.aws.identity_center.approves_after = 0  # whoever looks at the page of the device
    return world
