"""The blocks with a question in them, on a real terminal: the README's day, and `rolecall pick`."""

import os
import sys
from pathlib import Path

import pytest

from tests.drivers.person import cursor
from tests.drivers.program import Program
from tests.drivers.tmux import INSTALLED, Tmux
from tests.make_docs.pages import README, blocks

PROMPT = "ready>"


@pytest.mark.skipif(not INSTALLED, reason="tmux is not installed")
def test_a_day_as_the_readme_has_it(program: Program, tmp_path: Path) -> None:
    line, commands = (
        block.text for block in blocks(README) if block.place.startswith(f"{README} / Every day #")
    )
    program.sign_in("production")
    rc = tmp_path / "bashrc"
    rc.write_text(f"{line}PS1='{PROMPT}'\n")
    shell = ["bash", "--noprofile", "--rcfile", str(rc), "-i"]
    path = f"{os.path.dirname(sys.executable)}:{program.env['PATH']}"
    picking, one_command, holding = commands.splitlines()
    with Tmux(tmp_path, shell, {**program.env, "PATH": path}) as window:
        window.wait_for(PROMPT)

        window.type(f"{picking}\n")
        window.wait_for("targets")
        window.type("sandbox read")
        window.wait(
            lambda screen: all(word in cursor(screen) for word in ("sandbox", "read")), "the role"
        )
        window.press("Enter")
        window.wait_for(PROMPT)
        window.type('clear; echo "I am $AWS_ACCOUNT_NAME/$AWS_ACCOUNT_ROLE"\n')
        window.wait_for("I am sandbox/read")

        window.type(f"clear; {one_command}\n")
        window.wait_for("assumed-role/admin/alice")

        window.type(f"clear; {holding}\n")
        screen = window.wait_for("this shell")
        assert "sandbox" in next(row for row in screen.splitlines() if "this shell" in row)


def test_a_number_picks_the_role(program: Program) -> None:
    (block,) = blocks("picker")
    program.sign_in("production")
    script = f'{block.text}echo "$AWS_ACCOUNT_NAME/$AWS_ACCOUNT_ROLE"'
    path = f"{os.path.dirname(sys.executable)}:{program.env['PATH']}"
    shell = ["bash", "--norc", "--noprofile", "-euc", script]
    talk = program.talk([], [("Number", "1\n")], env={"PATH": path}, command=shell)
    assert (talk.status, talk.stdout) == (0, "sandbox/read\n"), talk.shown
