"""`rolecall demo`: a command (or the picker) in the demo world."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import Any

from rolecall.core.errors import RolecallError
from rolecall.core.process.core_dumps import allow_cores
from rolecall.core.safe_text import safe_text
from rolecall.demo.watcher import remove

NOT_EXECUTABLE = 126
NOT_FOUND = 127
_PICKER = (sys.executable, "-P", "-m", "rolecall")
_WATCHER = (sys.executable, "-P", "-m", "rolecall.demo.watcher")


def run_demo(command: Sequence[str]) -> int:
    """Run `command` (empty: the picker) in the demo world; returns its exit status.

    128 + n where a signal ended it, 127 where it is not found, 126 where it cannot be run. Raises
    RolecallError where the world does not come up.
    """
    with _world() as (env, orders), _signals() as forward:
        try:
            # The same process group and the same terminal: the command owns the foreground. It
            # names itself to the watcher, so that it is known even if this process is killed now.
            child = subprocess.Popen(  # noqa: S603
                list(command) or _PICKER,
                env=env,
                preexec_fn=lambda: _introduce(orders.fileno()),
            )
        except FileNotFoundError:
            return _complain(command[0], "is not a command here", NOT_FOUND)
        except OSError as error:
            return _complain(command[0], f"cannot be run: {error.strerror}", NOT_EXECUTABLE)
        forward.to(child)
        status = _ended(child)
    return 128 - status if status < 0 else status


def _introduce(orders: int) -> None:
    os.write(orders, b"child %d\n" % os.getpid())
    allow_cores()


def _ended(child: "subprocess.Popen[bytes]") -> int:
    """Wait for the command's end, looking up often.

    A signal that comes between Python's last look and the system call would else wait with us: its
    handler runs only when the call returns.
    """
    while True:
        try:
            return child.wait(0.5)
        except subprocess.TimeoutExpired:
            continue


class _Forwarder:
    """Passes on the signals that end a process; one that comes early waits for the child."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self._early: list[int] = []

    def to(self, child: subprocess.Popen[bytes]) -> None:
        self._child = child
        for number in self._early:
            child.send_signal(number)

    def take(self, number: int, frame: FrameType | None) -> None:
        if self._child is None:
            self._early.append(number)
        else:
            self._child.send_signal(number)


@contextlib.contextmanager
def _signals() -> Iterator[_Forwarder]:
    """Forward SIGTERM and SIGHUP; leave SIGINT and SIGQUIT to the command, which gets its own.

    Handlers, not SIG_IGN: that would be inherited. What was ignored before stays so (nohup).
    """
    forward = _Forwarder()
    before: dict[int, Any] = {}
    try:
        for number, handler in (
            (signal.SIGTERM, forward.take),
            (signal.SIGHUP, forward.take),
            (signal.SIGINT, _leave),
            (signal.SIGQUIT, _leave),
        ):
            if signal.getsignal(number) != signal.SIG_IGN:
                before[number] = signal.signal(number, handler)
        yield forward
    finally:
        for ours, theirs in before.items():
            signal.signal(ours, theirs)


def _leave(number: int, frame: FrameType | None) -> None:
    """The terminal has sent it to the command as well."""


@contextlib.contextmanager
def _world() -> Iterator[tuple[dict[str, str], Any]]:
    """The world held by its watcher: the environment, and the pipe for orders."""
    watcher = subprocess.Popen(  # noqa: S603
        _WATCHER,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    if watcher.stdin is None or watcher.stdout is None:
        raise AssertionError("Popen was asked for both pipes")
    with watcher:
        try:
            report = json.loads(watcher.stdout.readline())
        except ValueError:
            raise RolecallError(
                "The demo's AWS did not start.",
                "It needs a temporary folder to write to and a free port on 127.0.0.1.",
            ) from None
        try:
            yield report["env"], watcher.stdin
        finally:
            with contextlib.suppress(BrokenPipeError):
                print("done", file=watcher.stdin, flush=True)
            with contextlib.suppress(BrokenPipeError):
                watcher.stdin.close()
            watcher.wait()
            # Should the watcher itself have been killed.
            remove(Path(report["folder"]))


def _complain(command: str, what: str, status: int) -> int:
    lines = (
        f"{safe_text(command)} {what}.\n"
        "hint: After `rolecall demo --` comes a command on your PATH.\n"
    )
    # Not by Python's stream: what a full disk did not take would become status 120.
    with contextlib.suppress(OSError):
        os.write(2, lines.encode(errors="backslashreplace"))
    return status
