"""Signals while the picker's event loop is stalled, or its terminal stuck: U06."""

import os
import signal
import sys
from pathlib import Path

import pytest

from rolecall.ui.terminal.signals import PATIENCE
from tests.torture.figure import Figure
from tests.torture.machine.terminal_job import OpenJob, modes_on

# The program, whose first look around never ends. It draws the page before.
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

Picker.look_again = lambda picker: picker.call_after_refresh(stall)
start()
"""


@pytest.mark.parametrize("how", ["computes", "waits_for_a_lock", "sleeps"])
def test_U06_stalled_loop(job: OpenJob, tmp_path: Path, how: str, figure: Figure) -> None:
    script, mark = tmp_path / "stalled.py", tmp_path / "mark"
    script.write_text(STALLED.replace("MARK", str(mark)).replace("HOW", how))
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
