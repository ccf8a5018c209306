"""The watcher process: runs the demo world and removes it when the demo is over.

It reads orders from stdin, one per line: `child PID` from the command as it starts, and `done` from
the starter once the command has ended. End of input without `done` means that the starter was
killed; the command is then sent SIGHUP. The demo's folder is removed in every case.
"""

import contextlib
import json
import os
import select
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import TextIO

from rolecall.core.process.clock import ticks
from rolecall.demo.doors import add_doors
from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import build_stage, integrate_shells
from rolecall.demo.world.federation import demo_world

PREFIX = "rolecall-demo-"
GRACE = 3.0  # seconds that the command has to end after SIGHUP


def watch(orders: TextIO, reports: TextIO) -> None:
    """Run the world until the orders end; reports its folder and environment as a JSON line."""
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    try:
        world = demo_world()
        with EmbeddedAws(world) as aws:
            stage = build_stage(folder, world, aws.endpoint, os.environ)
            add_doors(stage, world, aws.identity_center, aws.aws_login)
            integrate_shells(stage.home)
            report = {"folder": str(folder), "env": stage.env}
            print(json.dumps(report), file=reports, flush=True)
            _follow(orders)
    finally:
        remove(folder)


def remove(folder: Path) -> None:
    """Remove the folder, retrying for GRACE seconds: a command that ends may still write there."""
    deadline = ticks() + GRACE
    while folder.exists():
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists() or ticks() > deadline:
            return
        for place, _, _ in os.walk(folder):
            with contextlib.suppress(OSError):
                os.chmod(place, 0o700)  # a folder without the owner's bits cannot be emptied
        time.sleep(0.05)


def _follow(orders: TextIO) -> None:
    child = None
    for line in orders:
        order, _, number = line.strip().partition(" ")
        if order == "child":
            child = _Child(int(number))
        elif order == "done":
            return
    if child:
        child.hang_up()


class _Child:
    """The demo's command, by pidfd on Linux and by pid elsewhere: a pid may be reused."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._handle = -1
        if sys.platform == "linux":
            with contextlib.suppress(OSError):
                self._handle = os.pidfd_open(pid)

    def hang_up(self) -> None:
        """Send SIGHUP, and SIGCONT in case it is stopped; waits up to GRACE seconds for its end."""
        for number in (signal.SIGHUP, signal.SIGCONT):
            with contextlib.suppress(OSError):
                if sys.platform == "linux" and self._handle >= 0:
                    signal.pidfd_send_signal(self._handle, number)
                else:
                    os.kill(self._pid, number)
        if self._handle >= 0:
            select.select([self._handle], [], [], GRACE)


def main() -> None:
    # Signals of the terminal are for the command; this process has to outlive it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))
    watch(sys.stdin, sys.stdout)


if __name__ == "__main__":
    main()
