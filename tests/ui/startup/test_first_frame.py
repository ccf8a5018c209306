"""The first frame waits for nothing that it does not show: counted, as no clock is even."""

import os
import re
import sys
from pathlib import Path

import pytest
from textual.css.stylesheet import Stylesheet

from rolecall.ui.app import RolecallApp
from rolecall.ui.page.header import Header
from rolecall.ui.startup.first_page import SWITCH
from tests.bench.watched import Watched
from tests.drivers.picker import WorldAround

MODULES = 205  # of ours, packages included; 198 are imported
RULES = 130  # of ours; 127 are parsed
WIDGETS = 30  # 27 are composed
NEVER = {"argparse", "boto3", "configparser", "hashlib", "http.client", "tomllib"}
LATE = {
    "rolecall.core.search.index",
    "rolecall.handover.profile.section_ownership",
    "rolecall.ui.actions",
    "rolecall.ui.dialogs",
    "rolecall.ui.flows.work",
    "rolecall.ui.sessions.sessions_tab",
}
_IMPORTED = re.compile(rb"import time: +\d+ \| +\d+ \| +([\w.]+)\r")


def test_few_modules_are_imported_before_it(world: WorldAround) -> None:
    Path(world.home.paths.config_file).write_text("")
    env = {**world.env, SWITCH: "off", "TERM": "xterm-256color", "PATH": os.environ["PATH"]}
    command = [sys.executable, "-X", "importtime", "-m", "rolecall"]
    with Watched(command, env) as program:
        program.seen("audit", "leave")
        output = program.output
    before = output[: output.index(b"leave")]
    imported = {name.decode() for name in _IMPORTED.findall(before)}
    ours = {name for name in imported if name.split(".")[0] == "rolecall"}
    assert "rolecall.ui.targets.target_list" in ours
    early = imported & (NEVER | LATE)
    assert not early
    assert len(ours) <= MODULES


async def test_it_is_styled_once_by_few_rules(
    world: WorldAround, monkeypatch: pytest.MonkeyPatch
) -> None:
    styled: list[int] = []
    update_nodes = Stylesheet.update_nodes

    def counted(sheet: Stylesheet, nodes: set[object], animate: bool = False) -> None:
        styled.append(len(nodes))
        update_nodes(sheet, nodes, animate)  # type: ignore[arg-type]

    monkeypatch.setattr(Stylesheet, "update_nodes", counted)
    seen: list[tuple[int, int, int]] = []
    drawn = RolecallApp.on_first_rows_drawn

    def look(app: RolecallApp) -> None:
        rules = [rule for rule in app.stylesheet.rules if not rule.is_default_rules]
        seen.append((len(rules), len(app.screen.query("*")), max(styled)))
        drawn(app)

    monkeypatch.setattr(RolecallApp, "on_first_rows_drawn", look)
    async with world.picker() as walk:
        await walk.until(lambda: walk.at_rest, "all is done")
    ((rules, widgets, at_once),) = seen
    assert rules <= RULES
    assert widgets <= WIDGETS
    assert at_once < widgets, "all of the page was styled again"


async def test_a_click_on_a_tab_waits_for_the_page_behind_it(
    world: WorldAround, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = RolecallApp.on_first_rows_drawn

    def click(app: RolecallApp) -> None:
        app.screen.post_message(Header.TabPressed(sessions=True))
        drawn(app)

    monkeypatch.setattr(RolecallApp, "on_first_rows_drawn", click)
    async with world.picker() as walk:
        await walk.see("No sessions yet.")
