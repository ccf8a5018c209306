"""`rolecall demo -- SHELL`: a shell that says what it is, and in which everything works."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from rolecall.demo.world.keys import password
from tests.drivers.tmux import INSTALLED, Tmux

BANNER = "This is the Rolecall demo"


@pytest.fixture
def outside(tmp_path: Path) -> Mapping[str, str]:
    """The environment of a user outside of the demo."""
    (tmp_path / "me").mkdir()
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return {**kept, "HOME": str(tmp_path / "me"), "TMPDIR": str(tmp_path)}


def demo(*command: str) -> list[str]:
    return [sys.executable, "-m", "rolecall", "demo", "--", *command]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_of_the_demo_says_so_and_how_to_leave(
    shell: str, outside: Mapping[str, str], tmp_path: Path
) -> None:
    if not INSTALLED or shutil.which(shell) is None:
        pytest.skip(f"{shell} or tmux is not installed")
    outer = ["sh", "-c", '"$@"; echo "left $?"; read -r _', "sh", *demo(shell)]
    with Tmux(tmp_path, outer, outside, size=(80, 24)) as window:
        screen = window.wait_for("demo:(no role)")
        banner = screen[screen.index(BANNER) :].splitlines()[:3]
        assert "To leave the demo: exit" in banner[2]
        window.type("rolecall pick sandbox admin\r")
        window.wait_for("Number, or letters")
        window.type("1\r")
        window.wait_for("Device [1]:")
        window.type("\r")
        shown = re.search(r"demo device: (\d{3}) (\d{3})", window.wait_for("demo device:"))
        assert shown
        window.type("".join(shown.groups()) + "\r")
        window.wait_for("demo:(sandbox:admin ")
        window.type("exit\r")
        window.wait_for("left 0")


def test_a_command_is_told_nothing_but_what_it_prints(outside: Mapping[str, str]) -> None:
    for command in (["sh", "-c", "echo out"], ["bash"]):
        done = subprocess.run(
            demo(*command), env=outside, input="", capture_output=True, text=True, timeout=60
        )
        assert done.stderr == ""


def test_the_password_of_the_demo_is_quick_to_type() -> None:
    assert re.fullmatch(r"[a-z]{3}-\d{3}", password())
