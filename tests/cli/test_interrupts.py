"""ctrl+c at any time: no traceback, and status 130 in the shell."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.drivers.program import Program

InterruptedAt = Callable[[str], Program]
# Replaces a module that the program imports: raises SIGINT, then runs the module itself.
INTERRUPTED = """
import os, signal, sys
os.kill(os.getpid(), signal.SIGINT)
del sys.modules[__name__]
sys.path.remove(os.path.dirname(__file__))
__import__(__name__)
"""


@pytest.fixture
def interrupted_at(program: Program, tmp_path: Path) -> InterruptedAt:
    """A program that gets ctrl+c while it imports a module."""

    def at(module: str) -> Program:
        (tmp_path / f"{module}.py").write_text(INTERRUPTED)
        path = os.environ.get("PYTHONPATH")
        program.env["PYTHONPATH"] = f"{tmp_path}{os.pathsep}{path}" if path else str(tmp_path)
        return program

    return at


@pytest.mark.parametrize("words", [["list"], ["assume-role", "production"], ["--version"], []])
def test_ctrl_c_during_the_imports_is_a_silent_end(
    interrupted_at: InterruptedAt, words: list[str]
) -> None:
    done = interrupted_at("resource").shell(f"rolecall {' '.join(words)}; echo $?")
    assert (done.stdout, done.stderr) == ("130\n", "")


def test_ctrl_c_stays_ignored_where_it_was(interrupted_at: InterruptedAt) -> None:
    done = interrupted_at("resource").shell("trap '' INT; rolecall list")
    assert done.returncode == 0, done.stderr
    assert "production\tread\t" in done.stdout


def test_ctrl_c_while_a_command_runs_is_a_cancelled_one(interrupted_at: InterruptedAt) -> None:
    program = interrupted_at("boto3")
    for words in ("export", "assume-role"):
        done = program.shell(f"rolecall {words} production --mfa-code 123456; echo $?")
        assert (done.stdout, done.stderr) == ("130\n", "Cancelled.\n")


def test_a_library_that_is_imported_leaves_ctrl_c_alone() -> None:
    script = (
        "import signal, rolecall.cli.start, rolecall.cli.main as main\n"
        "main.main(['--version'], {})\n"
        "assert signal.getsignal(signal.SIGINT) is signal.default_int_handler"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60, capture_output=True)


def test_ctrl_c_when_all_is_done_is_a_silent_end() -> None:
    script = (
        "import atexit, os, signal, sys, threading\n"  # as what asks AWS has them
        "atexit.register(os.kill, os.getpid(), signal.SIGINT)\n"
        "sys.argv = ['rolecall', '--version']\n"
        "from rolecall.cli.start import start\n"
        "start()"
    )
    done = subprocess.run([sys.executable, "-c", script], timeout=60, capture_output=True)
    assert (done.returncode, done.stderr) == (-2, b"")
