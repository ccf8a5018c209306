"""Account protection, the title, and one code for many roles, in a real terminal."""

import os
import re
import signal
from pathlib import Path

import pytest

from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import Stage
from rolecall.demo.world.bastion import alice
from rolecall.sessions.store import SessionStore
from tests.drivers.person import NARROW, WIDE
from tests.fixtures.windows import Window

TITLE = re.compile(r"production read \d\d:\d\d \(protected\) - rolecall")


def _code(aws: EmbeddedAws) -> str:
    return alice(aws.world).devices[0].code(aws.world.clock())


@NARROW
def test_production_is_assumed_by_whoever_types_its_name(
    window: Window, stage: Stage, live_aws: EmbeddedAws, size: tuple[int, int]
) -> None:
    shell = window("bash", "--norc", "--noprofile", size=size)
    shell.type('PS1="ready> "; printf "\\033]2;my own title\\007"\n')
    shell.wait_for("ready>")
    shell.until(lambda: shell.title == "my own title", "the shell's title")
    shell.type("rolecall\n")
    shell.wait_for("targets")
    shell.until(lambda: shell.title == "rolecall", "the picker's title")
    shell.type("production read")
    shell.wait_for("2 of ")
    shell.press("Enter")
    screen = shell.wait_for("Type the account name to assume it.")
    assert "222233334444" in screen and "read · 1 h" in screen
    shell.type("productoin\r")
    shell.wait_for("not the name")
    assert not live_aws.calls
    shell.press("C-u")
    shell.type("production\r")
    shell.wait_for(", as alice")
    shell.type(_code(live_aws))
    shell.wait_for("until")
    shell.until(lambda: TITLE.fullmatch(shell.title), "the title of the role")
    shell.press("C-c")
    shell.wait(lambda screen: screen.rstrip().endswith("ready>"), "the shell again")
    shell.until(lambda: shell.title == "my own title", "the shell's title again")


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_signal_gives_the_title_back(window: Window, tmp_path: Path, name: str) -> None:
    shell = window("bash", "--norc", "--noprofile")
    shell.type('PS1="ready> "; printf "\\033]2;my own title\\007"\n')
    shell.type(f"sh -c 'echo $$ > {tmp_path}/pid; exec rolecall'; echo status $?\n")
    shell.wait_for("29 targets")
    shell.until(lambda: shell.title == "rolecall", "the picker's title")
    os.kill(int((tmp_path / "pid").read_text()), signal.Signals[name])
    shell.wait_for("status 1")
    shell.until(lambda: shell.title == "my own title", "the shell's title again")


@WIDE
def test_three_marked_roles_take_one_code(
    window: Window, stage: Stage, live_aws: EmbeddedAws, size: tuple[int, int]
) -> None:
    picker = window("rolecall", size=size)
    picker.wait_for("targets")
    picker.type("sandbox")
    picker.wait_for("3 of ")
    picker.press("Tab", "Tab")
    picker.wait_for("2 marked")
    picker.press("C-u")
    picker.type("staging admin")
    picker.wait_for("1 of ")
    # A click in the gutter, in the first row of the list.
    row = next(y for y, line in enumerate(picker.text().splitlines()) if "staging  " in line)
    picker.click(2, row)
    picker.wait_for("3 marked")
    picker.press("C-s")
    picker.wait_for(", as alice")
    picker.wait_for("3 roles, as alice")
    picker.type(_code(live_aws))
    picker.wait_for("Wrote 3 profiles: ")
    assert live_aws.times_called("GetSessionToken") == 1
    assert live_aws.times_called("AssumeRole") == 3
    held = SessionStore(stage.paths.sessions_folder).role_sessions()
    assert len(held) == 3
    picker.press("C-u")
    picker.wait_for("29 targets")
    picker.press("Escape")
    picker.wait(lambda screen: "marked" not in screen, "the marks are gone")
