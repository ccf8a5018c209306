"""Finding the terminal behind the file descriptors while stdout is captured."""

import sys

import pytest

from tests.drivers.program import Program

SHOW = """
import os, sys
from rolecall.cli.output import fill_closed_handles
from rolecall.cli.terminal.screen import terminal_on_every_handle

fill_closed_handles()
before = [os.fstat(handle).st_rdev for handle in (0, 1, 2)]
with terminal_on_every_handle():
    terminals = all(os.isatty(handle) for handle in (0, 1, 2))
    streams = all(stream is not None for stream in (sys.__stdin__, sys.__stdout__, sys.__stderr__))
    width = os.get_terminal_size(1).columns
    os.write(1, b"drawn on the terminal")
assert before == [os.fstat(handle).st_rdev for handle in (0, 1, 2)]
os.write(1, f"{terminals} {streams} {width}".encode())
"""


@pytest.mark.parametrize("redirection", ["", "</dev/null", "2>/dev/null </dev/null", "<&- 2>&-"])
def test_captured_the_picker_gets_the_terminal_and_stdout_its_data(
    program: Program, redirection: str
) -> None:
    script = f'stty cols 133 < /dev/tty; exec "$0" -c "$1" {redirection}'
    talk = program.talk([sys.executable, SHOW], [], command=["sh", "-c", script])
    assert (talk.status, talk.stdout) == (0, "True True 133")
    assert talk.shown == "drawn on the terminal"
