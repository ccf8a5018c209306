"""A program as the role, beside this process, which waits for it and is nothing but its shadow.

The program has our process group, terminal and handles. Signals sent to us alone go on to it; those
that the terminal sends, it has got itself. What stops it stops us, and what ends it ends us.
"""

import errno
import os
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress

from rolecall.core.process.core_dumps import allow_cores, forbid_cores
from rolecall.handover.process.replace import ignored_by_python, start_error

_PASSED_ON = ("SIGHUP", "SIGINT", "SIGQUIT", "SIGTERM", "SIGUSR1", "SIGUSR2", "SIGALRM", "SIGWINCH")
_FROM_TERMINAL = {"SIGINT", "SIGQUIT", "SIGHUP", "SIGWINCH"}


@contextmanager
def signals_blocked() -> Iterator[set[signal.Signals]]:
    """Keep back what would end us, until `run_child` passes it on; yields the mask of before.

    So nothing can come between what is made for the program and its removal.
    """
    if sys.platform == "win32":
        yield set()
        return
    # Where nobody listens, some systems drop the news of a child at once.
    before_child = signal.signal(signal.SIGCHLD, lambda number, frame: None)
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {*_passed_on(), signal.SIGCHLD})
    try:
        yield {signal.Signals(number) for number in before}
    finally:
        signal.signal(signal.SIGCHLD, before_child)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def run_child(
    path: str, words: Sequence[str], env: Mapping[str, str], mask: set[signal.Signals]
) -> int:
    """Run the program at `path` within `signals_blocked`; `words` begin with its name.

    Returns its exit status, -n where signal n ended it. Raises CannotRun.
    """
    if sys.platform == "win32":
        import subprocess  # deferred: POSIX has better

        return subprocess.run([path, *words[1:]], env=env).returncode  # noqa: S603
    child = _started(path, words, env, mask)
    while True:
        status = _news(child)
        if status is not None:
            return status


def exit_like(status: int) -> int:
    """Die as the program died, of the same signal; else its exit status, for us to end with."""
    if status >= 0 or sys.platform == "win32":
        return status
    with suppress(OSError):  # SIGKILL's handling cannot be set
        signal.signal(-status, signal.SIG_DFL)
    os.kill(os.getpid(), -status)
    return 128 - status


def _started(
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
                if error.errno != errno.ENOEXEC:  # no #! line: a script for sh
                    raise start_error(words[0], error) from None
        raise AssertionError("/bin/sh is a program")
    finally:
        forbid_cores()


def _news(child: int) -> int | None:
    """Wait for a signal and do what it says; the program's end, once it has ended."""
    number, from_kernel = _signal()
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
        # Going on again. Its shell sends that to the whole group, others to us alone.
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGCONT)
        return None
    return os.waitstatus_to_exitcode(status)


def _signal() -> tuple[signal.Signals, bool]:
    """The next signal, and whether the system itself has sent it, as a terminal does."""
    wanted = {*_passed_on(), signal.SIGCHLD}
    if sys.platform == "darwin":  # which does not say who sent it
        number = signal.Signals(signal.sigwait(wanted))
        return number, number.name in _FROM_TERMINAL - {"SIGHUP"}
    info = signal.sigwaitinfo(wanted)
    return signal.Signals(info.si_signo), info.si_code > 0


def _passed_on() -> set[signal.Signals]:
    return {signal.Signals[name] for name in _PASSED_ON}
