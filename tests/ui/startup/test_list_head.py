"""A long list is shown from its head, and nothing moves when the rest is there."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from rolecall.ui.app import RolecallApp
from tests.drivers.picker import WorldAround, screen_text

MANY, FIRST = 6_000, 60
BAR = re.compile("[▁▂▃▄▅▆▇█]")  # of the scrollbar, which is shorter once all rows are there


@pytest.fixture
def long(world: WorldAround) -> WorldAround:
    """The world with a long list of accounts and profiles, and nothing else."""
    paths = world.home.paths
    accounts = {f"account-{number}": f"{number:012}" for number in range(MANY)}
    Path(paths.accounts_file).write_text(json.dumps(accounts, indent=1))
    Path(paths.config_file).write_text("")
    profiles = (
        f"[profile before-{number}]\nrole_arn = arn:aws:iam::{MANY + number:012}:role/power\n"
        "source_profile = default\n"
        for number in range(MANY)
    )
    Path(paths.aws_config).write_text("[default]\nregion = eu-central-1\n" + "".join(profiles))
    return world


def at_first(monkeypatch: pytest.MonkeyPatch, look: Callable[[RolecallApp], None]) -> None:
    """Call `look` when the first rows are drawn."""
    drawn = RolecallApp.on_first_rows_drawn

    def looked(app: RolecallApp) -> None:
        look(app)
        drawn(app)

    monkeypatch.setattr(RolecallApp, "on_first_rows_drawn", looked)


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 12)])
async def test_the_rows_of_the_head_stay(
    long: WorldAround, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    shown: list[str] = []
    heads: list[bool] = []

    def look(app: RolecallApp) -> None:
        shown.extend(screen_text(app).splitlines())
        heads.append(app._page.desk.catalog.is_head)

    at_first(monkeypatch, look)
    async with long.picker(size=size, first_rows=FIRST) as walk:
        await walk.until(lambda: walk.at_rest, "all is done")
        assert heads == [True]
        assert not walk.picker.desk.catalog.is_head
        assert len(walk.picker.targets.list.rows) == 2 * MANY
        region = walk.picker.targets.list.region
        rows = [y for y in range(region.y, region.bottom) if "account-" in walk.lines[y]]
        assert len(rows) > 5
        for place in rows:
            assert BAR.sub("", shown[place]).split() == BAR.sub("", walk.lines[place]).split()
            assert shown[place].index("account-") == walk.lines[place].index("account-")
        assert "targets" not in " ".join(shown)
        if size[0] > 60:
            await walk.see("12,000 targets")


async def test_what_is_typed_at_once_is_answered_from_all(
    long: WorldAround, monkeypatch: pytest.MonkeyPatch
) -> None:
    def type_ahead(app: RolecallApp) -> None:
        for letter in "before-5999":
            app._page.search_box.type_letter(letter)

    at_first(monkeypatch, type_ahead)
    async with long.picker(first_rows=FIRST) as walk:
        await walk.until(lambda: walk.target.startswith("before-5999"), "it is found")
