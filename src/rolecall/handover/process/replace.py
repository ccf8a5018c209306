"""Runs a program as the role by replacing this process (exec)."""

import errno
import os
import signal
import sys
from collections.abc import Mapping, Sequence

from rolecall.core.errors import CannotRun
from rolecall.core.process.core_dumps import allow_cores
from rolecall.core.safe_text import safe_text

# Signals that Python ignores from its start, which an exec would pass on as ignored.
_PYTHON_IGNORES = ("SIGPIPE", "SIGXFSZ")
_NOT_FOUND, _NOT_EXECUTABLE = 127, 126


def find_program(command: str, env: Mapping[str, str]) -> str:
    """The file that a shell would run for `command`; raises CannotRun with the shell's status."""
    names_file = os.sep in command or (os.altsep is not None and os.altsep in command)
    folders = [""] if names_file else os.get_exec_path(dict(env))
    there = False
    for path in (os.path.join(folder, command) for folder in folders):
        if os.path.isfile(path) and os.access(path, os.X_OK):
            return path
        there = there or os.path.isfile(path) or (names_file and os.path.exists(path))
    raise _cannot_run(command, _NOT_EXECUTABLE if there else _NOT_FOUND)


def replace_process(path: str, words: Sequence[str], env: Mapping[str, str]) -> int:
    """Replace this process by the program at `path`; the first of `words` is its name.

    Raises CannotRun. Only on Windows, where a process cannot be replaced, it returns the program's
    exit status.
    """
    if sys.platform == "win32":
        import subprocess  # deferred: on Windows only, whose exec would share the console

        return subprocess.run([path, *words[1:]], env=env).returncode  # noqa: S603
    allow_cores()
    for number in ignored_by_python():
        signal.signal(number, signal.SIG_DFL)
    try:
        os.execve(path, list(words), env)  # noqa: S606
    except OSError as error:
        refusal = error
    if refusal.errno == errno.ENOEXEC:  # no #! line: run by sh, as shells do
        os.execve("/bin/sh", ["sh", path, *words[1:]], env)  # noqa: S606
    raise start_error(words[0], refusal)


def ignored_by_python() -> list[signal.Signals]:
    """The signals that Python ignores and a program must not inherit as ignored."""
    return [signal.Signals[name] for name in _PYTHON_IGNORES if name in signal.Signals.__members__]


def start_error(command: str, error: OSError) -> CannotRun:
    """The CannotRun for a program that exists but could not be started."""
    if error.errno == errno.ENOENT:  # its #! line names a program that does not exist
        return _cannot_run(command, _NOT_FOUND)
    return _cannot_run(command, _NOT_EXECUTABLE, os.strerror(error.errno or 0))


def _cannot_run(command: str, status: int, why: str = "it is not a program") -> CannotRun:
    shown = safe_text(command)
    what = f"Command not found: {shown}." if status == _NOT_FOUND else ""
    return CannotRun(
        what or f"{shown} cannot be run: {why}.",
        "After --, name a command on your PATH or the path of a program.",
        status,
    )
