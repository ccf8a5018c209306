"""Terminals that can do little, or nothing: U10."""

import pytest

from tests.drivers.program import Program
from tests.torture.figure import Figure
from tests.torture.machine.terminal_job import OpenJob

WORKS = {
    "LANG=C": "LANG=C LC_ALL=C",
    "NO_COLOR": "NO_COLOR=1",
    "16 colors": "TERM=xterm-16color COLORTERM=",
    "vt100": "TERM=vt100 COLORTERM=",
    "the Linux console": "TERM=linux COLORTERM=",
}
REFUSED = {"dumb": "TERM=dumb", "unset": "env -u TERM", "empty": "TERM=", "unknown": "TERM=unknown"}


@pytest.mark.parametrize("name", WORKS)
def test_U10_works(job: OpenJob, name: str, figure: Figure) -> None:
    window = job()
    window.start(f"{WORKS[name]} rolecall")
    window.see("32 targets")
    window.press("sandbox developer")
    window.see("1 of 32")
    window.press("\x03")
    assert window.ends() == 0
    assert window.is_whole
    if name == "LANG=C":
        assert window.shown.isascii()
    figure(f"{len(WORKS)} kinds of poor terminal work, {len(REFUSED)} are refused with a message")


@pytest.mark.parametrize("name", REFUSED)
def test_U10_refused(job: OpenJob, program: Program, name: str) -> None:
    """At once, untouched, and with the command that works there; which then does."""
    window = job()
    window.start(f"{REFUSED[name]} rolecall")
    assert window.ends() == 3
    assert "The picker cannot draw on this terminal" in window.drawn
    assert "rolecall pick" in window.drawn
    assert "\x1b" not in window.drawn and window.is_whole
    window.start(f"{REFUSED[name]} rolecall pick sandbox developer")
    window.see("(empty: cancel): ")
    window.press("\r")
    assert window.ends() == 130


def test_U10_no_terminal(program: Program) -> None:
    for words in ((), ("pick",), ("export", "production")):
        done = program.run(*words)
        assert (done.returncode, done.stdout) == (3, ""), words
        _, hint = done.stderr.splitlines()
        assert hint.startswith("hint: ")
