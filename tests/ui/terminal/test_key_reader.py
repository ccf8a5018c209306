"""A thread that still reads keys when the picker is over does not keep its process alive."""

import sys

from tests.drivers.program import Program

# As where the driver's own end fails: it swallows every exception on the way to its thread.
SCRIPT = """
from textual.drivers.linux_driver import LinuxDriver
LinuxDriver.disable_input = lambda self: None
from rolecall.cli.start import start
start()
"""


def test_the_process_ends_although_the_driver_left_its_reader_behind(program: Program) -> None:
    talk = program.talk(
        [], [("leave", "\x03")], command=[sys.executable, "-c", SCRIPT], captured=False
    )
    assert talk.status == 0
