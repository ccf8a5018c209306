"""Signals while the picker's event loop is stalled, or its terminal stuck: U06."""

import os
import re
import signal
import sys
from pathlib import Path

import pytest

from rolecall.ui.terminal.signals import PATIENCE
from tests.torture.figure import Figure
from tests.torture.machine.terminal_job import OpenJob, modes_on

# The program, one of whose looks around never ends. It draws the page before.
STALLED = """
import signal, sys, threading, time
from rolecall.cli.start import start
from rolecall.ui.page.picker import Picker

def computes():
    while True:
        pass

def waits_for_a_lock():
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()

def sleeps():
    time.sleep(1_000)

def stall():
    open("MARK", "w").close()
    HOW()

def look_again(picker):
    looks.append(picker)
    if len(looks) == LOOK:
        picker.call_after_refresh(stall)

looks = []
Picker.look_again = look_again
start()
"""


@pytest.mark.parametrize("look", [1, 3], ids=["before signals are followed", "later"])
@pytest.mark.parametrize("how", ["computes", "waits_for_a_lock", "sleeps"])
def test_U06_stalled_loop(
    job: OpenJob, tmp_path: Path, how: str, look: int, figure: Figure
) -> None:
    script, mark = tmp_path / "stalled.py", tmp_path / "mark"
    words = {"MARK": str(mark), "HOW": how, "LOOK": str(look)}
    script.write_text(re.sub("MARK|HOW|LOOK", lambda found: words[found[0]], STALLED))
    window = job()
    window.start(f"{sys.executable} {script}")
    window.wait_until(mark.exists, "stalls")
    window.send(signal.SIGTERM)
    assert window.ends() == 128 + signal.SIGTERM
    assert window.is_whole, modes_on(window.shown)
    assert PATIENCE < 1
    figure(f"a stalled loop and a stuck terminal restored after {PATIENCE} s")


def test_U06_stuck_terminal(job: OpenJob) -> None:
    """Nobody reads what the picker draws; SIGTERM ends it, and drops that."""
    window = job()
    window.start("rolecall")
    window.see("32 targets")
    group = window.in_foreground
    seen: list[int] = []

    def stuck() -> bool:
        window.resize((100 + len(seen) % 2, 40))  # draws the page anew
        seen.append(window.unread)
        return seen[-1] > 0 and seen[-40:] == [seen[-1]] * 40

    window.wait_unread(stuck, "has filled the terminal's buffer")
    os.killpg(group, signal.SIGTERM)
    window.wait_unread(lambda: window.in_foreground != group, "ends")
    assert window.ends() == 128 + signal.SIGTERM
    assert window.is_whole, modes_on(window.shown)
