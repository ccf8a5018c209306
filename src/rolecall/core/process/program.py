"""Runs a program of the user's for what it prints, with limits of time and size.

It can be cancelled, and is killed together with everything that it started.
"""

import os
import selectors
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import IO, NamedTuple

from rolecall.core.errors import Cancelled, ConfigError, Unreachable
from rolecall.core.paths import ACTIVE
from rolecall.core.process.clock import ticks

_STEP = 0.05  # seconds between two checks of the program
_PATIENCE = 0.2  # seconds between SIGTERM and SIGKILL


class Program(NamedTuple):
    """A program to run, and the words for it.

    `name` begins a sentence about it; `waiting` is told when it takes long; `hint` says how to try
    it by hand, `by_hand` what to do where it needs a terminal and has none.
    """

    words: list[str]
    name: str
    waiting: str
    hint: str
    by_hand: str


class Watch(NamedTuple):
    """Limits of a run, in seconds and bytes, and who is told. `check_cancelled` may raise."""

    limit: float
    notice_after: float
    most: int
    check_cancelled: Callable[[], None]
    notice: Callable[[str], None]


def output_of(program: Program, watch: Watch) -> tuple[int, bytes]:
    """Returns exit status and stdout. Raises RolecallError, and what `check_cancelled` raises.

    The program has its own process group, which is killed if the wait ends early. It may prompt on
    the terminal: when it tries to, it is put into the foreground, if we were there; ctrl+c then
    ends the program and raises Cancelled.
    """
    try:
        process = subprocess.Popen(  # noqa: S603
            program.words,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # A credential_process that calls Rolecall would resolve this profile again, endlessly.
            env={**os.environ, ACTIVE: "1"},
            process_group=0,
        )
    except (OSError, ValueError) as error:
        why = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else "no name"
        raise ConfigError(
            f"{program.name} cannot be used: {why}.",
            f"Check its command line. {program.hint}",
        ) from None
    running = _Running(process, program)
    ended = False
    try:
        output = running.read(watch)
        ended = True
    finally:
        running.take_terminal_back()
        if not ended:
            running.end()
        if process.stdout is not None:
            process.stdout.close()
    if process.returncode in (-signal.SIGINT, 128 + signal.SIGINT) and running.had_terminal:
        raise Cancelled
    return process.returncode, output


class _Running:
    """A running program. `had_terminal`: it was in the terminal's foreground."""

    def __init__(self, process: "subprocess.Popen[bytes]", program: Program) -> None:
        self._process = process
        self._program = program
        self._terminal = -1
        self.had_terminal = False

    def read(self, watch: Watch) -> bytes:
        """Returns its output when it has ended."""
        pipe: IO[bytes] = self._process.stdout  # type: ignore[assignment]
        began, announced, output = ticks(), False, bytearray()
        os.set_blocking(pipe.fileno(), False)
        with selectors.DefaultSelector() as selector:
            selector.register(pipe, selectors.EVENT_READ)
            while True:
                ended = self._has_ended()
                if selector.get_map():
                    ready = selector.select(0 if ended else _STEP)
                    if ready and not (piece := os.read(pipe.fileno(), 1 << 16)):
                        selector.unregister(pipe)
                    elif ready:
                        output += piece
                    elif ended:  # what it left running may hold the pipe open
                        return bytes(output)
                elif ended:
                    return bytes(output)
                else:
                    time.sleep(_STEP)
                if len(output) > watch.most:
                    raise self._failed(f"printed more than {watch.most >> 10} KiB")
                watch.check_cancelled()
                waited = ticks() - began
                if waited >= watch.limit:
                    raise self._failed(f"did not answer within {watch.limit:g} s")
                if waited >= watch.notice_after and not announced:
                    announced = True
                    watch.notice(self._program.waiting)

    def end(self) -> None:
        """Ends its process group: SIGTERM, then SIGKILL."""
        for number, patience in ((signal.SIGTERM, _PATIENCE), (signal.SIGKILL, 1.0)):
            for each in (signal.SIGCONT, number):
                with suppress(OSError):
                    os.killpg(self._process.pid, each)
            ends = ticks() + patience
            while not self._has_ended() and ticks() < ends:
                time.sleep(0.01)

    def take_terminal_back(self) -> None:
        """Puts our process group back into the terminal's foreground."""
        if self._terminal < 0:
            return
        _to_foreground(self._terminal, os.getpgrp())
        os.close(self._terminal)
        self._terminal = -1

    def _has_ended(self) -> bool:
        if self._process.returncode is not None:
            return True
        pid, status = os.waitpid(self._process.pid, os.WNOHANG | os.WUNTRACED)
        if pid == 0:
            return False
        if os.WIFSTOPPED(status):
            if os.WSTOPSIG(status) in (signal.SIGTTIN, signal.SIGTTOU):
                self._give_terminal()
            elif self.had_terminal:  # ctrl+z: there is no job to bring back
                os.killpg(self._process.pid, signal.SIGCONT)
            return False
        self._process.returncode = os.waitstatus_to_exitcode(status)
        return True

    def _give_terminal(self) -> None:
        """Puts it into the terminal's foreground, as a shell does, if we are there."""
        if self._terminal < 0 and threading.current_thread() is threading.main_thread():
            with suppress(OSError):
                handle = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
                if os.tcgetpgrp(handle) == os.getpgrp():
                    self._terminal = handle
                else:
                    os.close(handle)
        if self._terminal < 0:
            raise ConfigError(
                f"{self._program.name} needs to ask on the terminal, which it cannot do here.",
                self._program.by_hand,
            )
        self.had_terminal = True
        _to_foreground(self._terminal, self._process.pid)
        os.killpg(self._process.pid, signal.SIGCONT)

    def _failed(self, what: str) -> Unreachable:
        return Unreachable(f"{self._program.name} {what}.", self._program.hint)


def _to_foreground(terminal: int, group: int) -> None:
    """Makes `group` the foreground; SIGTTOU is blocked, which would stop a background process."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTTOU})
    try:
        with suppress(OSError):
            os.tcsetpgrp(terminal, group)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
