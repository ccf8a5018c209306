"""`rolecall demo`: runs a command, or the picker, in the demo world."""

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

_SHELLS = ("bash", "zsh", "fish", "sh", "dash", "ksh", "pwsh")
_BANNER = """\
This is the Rolecall demo: made-up accounts, and an AWS that runs right here.
Nothing of yours is touched. MFA codes and the SAML login are shown to you.
Try: rolecall, or: rolecall sso login example. To leave the demo: exit
"""

_GONE = "The demo is over, and all of it is gone. Nothing of yours was touched.\n"

NOT_EXECUTABLE = 126
NOT_FOUND = 127
_PICKER = (sys.executable, "-P", "-m", "rolecall")
_WATCHER = (sys.executable, "-P", "-m", "rolecall.demo.watcher")


def run_demo(command: Sequence[str]) -> int:
    """Run `command` (empty: the picker) in the demo world; returns its exit status.

    The status is 128 + n if signal n ended the command, 127 if it is not found and 126 if it cannot
    be run. Raises RolecallError if the demo world cannot be started.
    """
    with _world() as (env, orders), _forwarded_signals() as forward:
        seen = os.isatty(0) and os.isatty(2)
        if seen and _is_shell(command):
            _tell(_BANNER)
        try:
            # The same process group and terminal: the command owns the foreground. The child
            # reports its own pid, so the watcher knows it even if this process is killed now.
            child = subprocess.Popen(  # noqa: S603
                list(command) or _PICKER,
                env=env,
                preexec_fn=lambda: _report_child(orders.fileno()),
            )
        except FileNotFoundError:
            return _report_failure(f"Command not found: {safe_text(command[0])}", NOT_FOUND)
        except OSError as error:
            return _report_failure(
                f"{safe_text(command[0])} cannot be run: {error.strerror}", NOT_EXECUTABLE
            )
        forward.start_forwarding(child)
        status = _wait(child)
        if seen and (not command or _is_shell(command)):
            _tell(_GONE)
    return 128 - status if status < 0 else status


def _is_shell(command: Sequence[str]) -> bool:
    """Whether this starts a shell to type into."""
    return bool(command) and (
        os.path.basename(command[0]) in _SHELLS
        and all(word in ("-i", "-l", "--login", "--interactive") for word in command[1:])
    )


def _report_child(orders: int) -> None:
    os.write(orders, b"child %d\n" % os.getpid())
    allow_cores()


def _wait(child: "subprocess.Popen[bytes]") -> int:
    """Return the command's exit status, waiting in slices of half a second.

    Python runs signal handlers only between system calls: a signal that arrives just before a wait
    without a limit would not be forwarded until the command had ended.
    """
    while True:
        try:
            return child.wait(0.5)
        except subprocess.TimeoutExpired:
            continue


class _Forwarder:
    """Forwards signals to the child; those received before it exists are queued."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self._early: list[int] = []

    def start_forwarding(self, child: subprocess.Popen[bytes]) -> None:
        self._child = child
        for number in self._early:
            child.send_signal(number)

    def handle(self, number: int, frame: FrameType | None) -> None:
        if self._child is None:
            self._early.append(number)
        else:
            self._child.send_signal(number)


@contextlib.contextmanager
def _forwarded_signals() -> Iterator[_Forwarder]:
    """Forward SIGTERM and SIGHUP; do nothing at SIGINT and SIGQUIT, which the command gets too.

    Those two get a handler and not SIG_IGN, which the command would inherit. A signal that was
    already ignored stays ignored (nohup).
    """
    forward = _Forwarder()
    before: dict[int, Any] = {}
    try:
        for number, handler in (
            (signal.SIGTERM, forward.handle),
            (signal.SIGHUP, forward.handle),
            (signal.SIGINT, _do_nothing),
            (signal.SIGQUIT, _do_nothing),
        ):
            if signal.getsignal(number) != signal.SIG_IGN:
                before[number] = signal.signal(number, handler)
        yield forward
    finally:
        for ours, theirs in before.items():
            signal.signal(ours, theirs)


def _do_nothing(number: int, frame: FrameType | None) -> None:
    """The terminal sends this signal to the command as well."""


@contextlib.contextmanager
def _world() -> Iterator[tuple[dict[str, str], Any]]:
    """Start the watcher process; yields the environment of the world and the pipe for orders."""
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
            # The watcher removes it, unless it was killed.
            remove(Path(report["folder"]))


def _report_failure(what: str, status: int) -> int:
    _tell(f"{what}.\nhint: After `rolecall demo --`, name a command on your PATH.\n")
    return status


def _tell(lines: str) -> None:
    # Not through sys.stderr: if the write failed, flushing it at exit would set status 120.
    with contextlib.suppress(OSError):
        os.write(2, lines.encode(errors="backslashreplace"))
