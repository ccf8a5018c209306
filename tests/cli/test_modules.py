"""How many of our modules each command imports: no clock, and no step back.

A figure that went down is to be lowered here, so that it stays down.
"""

import subprocess
import sys

import pytest

from tests.drivers.program import PATIENCE, Program
from tests.processes.loaded_modules import LOADED

MOST = {
    "list": 101,
    "sessions": 105,
    "export production read --shell bash": 116,
    "credential-process production read": 116,
    "assume-role production read": 138,
    "profile production read --name prod": 134,
    "forget production read": 135,
    "--version": 21,
}
ROOM = 2  # modules; more of them below the figure, and it is to be lowered


@pytest.mark.parametrize("words", MOST)
def test_a_command_imports_no_more_modules_than_before(program: Program, words: str) -> None:
    program.sign_in("production", "read")
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *words.split()],
        env=program.env,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    status, *modules = done.stderr.splitlines()[-1].split()
    assert status == "0"
    count = sum(name.split(".")[0] == "rolecall" for name in modules)
    assert MOST[words] - ROOM <= count <= MOST[words], count
