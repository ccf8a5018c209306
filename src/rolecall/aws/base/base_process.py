"""Runs a base profile's credential_process with limits of time and size.

It can be cancelled, and is killed together with everything that it started.
"""

import os
import selectors
import signal
import subprocess
import threading
import time
from contextlib import suppress
from typing import IO

from rolecall.aws.call.bounded_call import CallContext
from rolecall.core.errors import Cancelled, ConfigError, Unreachable
from rolecall.core.paths import ACTIVE

_STEP = 0.05  # seconds between two checks of the program
_PATIENCE = 0.2  # seconds between SIGTERM and SIGKILL


def process_output(words: list[str], profile: str, call: CallContext) -> bytes:
    """Returns the program's stdout. Raises RolecallError, and what `call.check_cancelled` raises.

    The program has its own process group, which is killed if the wait ends early. It may prompt on
    the terminal: when it tries to, it is put into the foreground, if we were there; ctrl+c then
    ends the program and raises Cancelled.
    """
    try:
        process = subprocess.Popen(  # noqa: S603
            words,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # A credential_process that calls Rolecall would resolve this profile again, endlessly.
            env={**os.environ, ACTIVE: "1"},
            process_group=0,
        )
    except (OSError, ValueError) as error:
        why = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else "no name"
        raise ConfigError(
            f"The credential_process of base profile {profile} cannot be used: {why}.",
            f"Check its command line: aws sts get-caller-identity --profile {profile}",
        ) from None
    running = _Running(process, profile)
    ended = False
    try:
        output = running.read(call)
        ended = True
    finally:
        running.take_terminal_back()
        if not ended:
            running.end()
        if process.stdout is not None:
            process.stdout.close()
    if process.returncode in (-signal.SIGINT, 128 + signal.SIGINT) and running.had_terminal:
        raise Cancelled
    if process.returncode != 0:
        raise ConfigError(
            f"The credential_process or provider of base profile {profile} returned no "
            f"credentials: it exited with status {process.returncode}.",
            f"Try: aws sts get-caller-identity --profile {profile}",
        )
    return output


class _Running:
    """A running program. `had_terminal`: it was in the terminal's foreground."""

    def __init__(self, process: "subprocess.Popen[bytes]", profile: str) -> None:
        self._process = process
        self._profile = profile
        self._terminal = -1
        self.had_terminal = False

    def read(self, call: CallContext) -> bytes:
        """Returns its output when it has ended."""
        pipe: IO[bytes] = self._process.stdout  # type: ignore[assignment]
        limits = call.limits
        began, announced, output = time.monotonic(), False, bytearray()
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
                if len(output) > limits.process_size:
                    raise self._failed(f"printed more than {limits.process_size >> 10} KiB")
                call.check_cancelled()
                waited = time.monotonic() - began
                if waited >= limits.process:
                    raise self._failed(f"did not answer within {limits.process:g} s")
                if waited >= limits.process_notice and not announced:
                    announced = True
                    call.observer.notice(
                        f"Waiting for the credential_process of profile {self._profile}."
                    )

    def end(self) -> None:
        """Ends its process group: SIGTERM, then SIGKILL."""
        for number, patience in ((signal.SIGTERM, _PATIENCE), (signal.SIGKILL, 1.0)):
            for each in (signal.SIGCONT, number):
                with suppress(OSError):
                    os.killpg(self._process.pid, each)
            ends = time.monotonic() + patience
            while not self._has_ended() and time.monotonic() < ends:
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
                f"The credential_process of base profile {self._profile} needs to ask on the "
                "terminal, which it cannot do here.",
                f"Sign in on the command line: aws sts get-caller-identity --profile "
                f"{self._profile}",
            )
        self.had_terminal = True
        _to_foreground(self._terminal, self._process.pid)
        os.killpg(self._process.pid, signal.SIGCONT)

    def _failed(self, what: str) -> Unreachable:
        return Unreachable(
            f"The credential_process of base profile {self._profile} {what}.",
            f"Try: aws sts get-caller-identity --profile {self._profile}",
        )


def _to_foreground(terminal: int, group: int) -> None:
    """Makes `group` the foreground; SIGTTOU is blocked, which would stop a background process."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTTOU})
    try:
        with suppress(OSError):
            os.tcsetpgrp(terminal, group)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
