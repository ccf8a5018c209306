"""Runs a program as the role in a child process, as transparently as if it had replaced us.

The child shares our process group, terminal and file descriptors. Signals sent to this process
alone are forwarded; those from the terminal reach the child by themselves. When the child stops, so
do we; when it ends, we end in the same way.
"""

import errno
import os
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress

from rolecall.core.process.core_dumps import allow_cores, forbid_cores
from rolecall.handover.process.replace import ignored_by_python, start_error

_FORWARDED = ("SIGHUP", "SIGINT", "SIGQUIT", "SIGTERM", "SIGUSR1", "SIGUSR2", "SIGALRM", "SIGWINCH")
_FROM_TERMINAL = {"SIGINT", "SIGQUIT", "SIGHUP", "SIGWINCH"}


@contextmanager
def signals_blocked() -> Iterator[set[signal.Signals]]:
    """Block the signals that would end this process, until `run_child` forwards them.

    Yields the previous signal mask, for the child. With the signals blocked, none can interrupt us
    between creating the files for the program and removing them.
    """
    if sys.platform == "win32":
        yield set()
        return
    # Without a handler, some systems discard SIGCHLD even while it is blocked.
    before_child = signal.signal(signal.SIGCHLD, lambda number, frame: None)
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {*_forwarded(), signal.SIGCHLD})
    try:
        yield {signal.Signals(number) for number in before}
    finally:
        signal.signal(signal.SIGCHLD, before_child)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def run_child(
    path: str, words: Sequence[str], env: Mapping[str, str], mask: set[signal.Signals]
) -> int:
    """Run the program at `path` within `signals_blocked`; the first of `words` is its name.

    `mask` is the signal mask for the child. Returns its exit status, -n if signal n ended it.
    Raises CannotRun.
    """
    if sys.platform == "win32":
        import subprocess  # deferred: on Windows only

        return subprocess.run([path, *words[1:]], env=env).returncode  # noqa: S603
    child = _spawn(path, words, env, mask)
    while True:
        status = _handle_signal(child)
        if status is not None:
            return status


def exit_like(status: int) -> int:
    """End by the signal that ended the program; else return the exit status to exit with."""
    if status >= 0 or sys.platform == "win32":
        return status
    with suppress(OSError):  # the disposition of SIGKILL cannot be set
        signal.signal(-status, signal.SIG_DFL)
    os.kill(os.getpid(), -status)
    return 128 - status


def _spawn(
    path: str, words: Sequence[str], env: Mapping[str, str], mask: set[signal.Signals]
) -> int:
    allow_cores()
    try:
        for file, given in ((path, list(words)), ("/bin/sh", ["sh", path, *words[1:]])):
            try:
                return os.posix_spawn(
                    file, given, env, setsigmask=mask, setsigdef=ignored_by_python()
                )
            except OSError as error:
                if error.errno != errno.ENOEXEC:  # no #! line: run by sh
                    raise start_error(words[0], error) from None
        raise AssertionError("/bin/sh is a program")
    finally:
        forbid_cores()


def _handle_signal(child: int) -> int | None:
    """Wait for one signal and forward it; returns the exit status once the program has ended."""
    number, from_kernel = _next_signal()
    if number != signal.SIGCHLD:
        if not (from_kernel and number.name in _FROM_TERMINAL):
            with suppress(ProcessLookupError):
                os.kill(child, number)
        return None
    found, status = os.waitpid(child, os.WNOHANG | os.WUNTRACED)
    if found == 0:
        return None
    if os.WIFSTOPPED(status):
        os.kill(os.getpid(), signal.SIGSTOP)
        # Continued again: a shell continues the whole group, others this process alone.
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGCONT)
        return None
    return os.waitstatus_to_exitcode(status)


def _next_signal() -> tuple[signal.Signals, bool]:
    """Wait for a signal; also returns whether the kernel sent it, as it does for a terminal."""
    wanted = {*_forwarded(), signal.SIGCHLD}
    if sys.platform == "darwin":  # without sigwaitinfo, so the sender is unknown
        number = signal.Signals(signal.sigwait(wanted))
        return number, number.name in _FROM_TERMINAL - {"SIGHUP"}
    info = signal.sigwaitinfo(wanted)
    return signal.Signals(info.si_signo), info.si_code > 0


def _forwarded() -> set[signal.Signals]:
    return {signal.Signals[name] for name in _FORWARDED}
