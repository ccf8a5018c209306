"""The two streams: data on stdout, whole and at the end; words for people on stderr."""

import os
import sys
from contextlib import suppress

from rolecall.core.errors import RolecallError
from rolecall.core.safe_text import safe_text

_LONGEST = 1_000  # characters of one line on stderr
_CLEAR_LINE = "\r\x1b[K"

_progress_shown = False


def fill_closed_handles() -> None:
    """Put the null device where the caller closed stdin, stdout or stderr.

    Otherwise the next file or socket opened would get that number, and be written to as if it
    were stdout. Read-only for stdout: data that nobody can get must fail, not vanish.
    """
    for handle, mode in ((0, os.O_RDONLY), (1, os.O_RDONLY), (2, os.O_WRONLY)):
        try:
            os.fstat(handle)
        except OSError:
            os.open(os.devnull, mode)  # the lowest free number: this one


def write_data(text: str) -> None:
    """Write all of `text` to stdout; raises RolecallError where it does not arrive."""
    left = memoryview(text.encode("utf-8", "surrogateescape"))
    try:
        while left:
            left = left[os.write(1, left) :]
    except OSError as error:
        raise RolecallError(
            f"The output could not be written: {os.strerror(error.errno or 0)}.",
            "Look at where stdout leads to.",
        ) from None


def tell(line: str) -> None:
    """One line for the person, on stderr; made safe to show."""
    clear_progress()
    _to_stderr(safe_text(line, _LONGEST) + "\n")


def tell_error(error: RolecallError) -> None:
    """What happened, and under it what to do."""
    tell_notice(error.message, error.hint)


def tell_notice(line: str, hint: str) -> None:
    """A line, and under it what to do, if there is anything."""
    tell(line)
    if hint:
        tell(f"hint: {hint}")


def tell_progress(words: str) -> None:
    """A line that the next one replaces; only where stderr is a terminal that can do that."""
    global _progress_shown
    if os.isatty(2) and os.environ.get("TERM", "dumb") != "dumb":
        _to_stderr(f"{_CLEAR_LINE}{safe_text(words)} …")
        _progress_shown = True


def clear_progress() -> None:
    """Take the line of `tell_progress` off the screen."""
    global _progress_shown
    if _progress_shown:
        _to_stderr(_CLEAR_LINE)
        _progress_shown = False


def _to_stderr(text: str) -> None:
    # Past Python's stream: what that could not write it tries again when it ends, with status 120.
    encoding = sys.stderr.encoding if sys.stderr is not None else "utf-8"
    left = memoryview(text.encode(encoding, "backslashreplace"))
    with suppress(OSError):  # a full disk, a closed terminal: nobody is left to be told
        while left:
            left = left[os.write(2, left) :]
