"""The two streams: data goes to stdout, whole and at the end; messages go to stderr."""

import os
import sys
from contextlib import suppress

from rolecall.core.errors import RolecallError
from rolecall.core.files.whole_writes import write_whole
from rolecall.core.process.inputs import forget_inputs
from rolecall.core.safe_text import safe_text

_LONGEST = 1_000  # characters of one line on stderr
_CLEAR_LINE = "\r\x1b[K"

_progress_shown = False


def fill_closed_handles() -> None:
    """Opens the null device in the place of each standard stream that the caller closed.

    The next file or socket opened would get its number otherwise, and be written to as stdout. For
    stdout it is opened read-only: writing data that nobody can get must fail.
    """
    for handle, mode in ((0, os.O_RDONLY), (1, os.O_RDONLY), (2, os.O_WRONLY)):
        try:
            os.fstat(handle)
        except OSError:
            os.open(os.devnull, mode)  # the lowest free number: this one


def write_data(text: str) -> None:
    """Writes all of `text` to stdout. Raises RolecallError where that fails."""
    try:
        write_whole(1, text.encode("utf-8", "surrogateescape"))
    except OSError as error:
        raise not_written(error) from None


def not_written(error: OSError) -> RolecallError:
    """Returns the error for data that stdout did not take."""
    return RolecallError(
        f"Could not write the output: {os.strerror(error.errno or 0)}.", "Check where stdout goes."
    )


def tell(line: str) -> None:
    """Prints a line on stderr, made safe to show."""
    clear_progress()
    _to_stderr(safe_text(line, _LONGEST) + "\n")


def tell_error(error: RolecallError) -> None:
    """Prints the message of an error, and its hint below."""
    tell_notice(error.message, error.hint)


def tell_notice(line: str, hint: str) -> None:
    """Prints a line, and the hint below if there is one."""
    tell(line)
    if hint:
        tell(f"hint: {hint}")


def tell_progress(words: str) -> None:
    """Shows a line until the next one replaces it, if stderr is a terminal that can do that."""
    global _progress_shown
    if os.isatty(2) and os.environ.get("TERM", "dumb") != "dumb":
        _to_stderr(f"{_CLEAR_LINE}{safe_text(words)} …")
        _progress_shown = True


def clear_progress() -> None:
    """Erases the line of `tell_progress`."""
    global _progress_shown
    if _progress_shown:
        _to_stderr(_CLEAR_LINE)
        _progress_shown = False


def _to_stderr(text: str) -> None:
    forget_inputs()  # whoever asks again is to be told again
    # Not by sys.stderr: what that cannot write it tries again at exit, with status 120.
    encoding = sys.stderr.encoding if sys.stderr is not None else "utf-8"
    with suppress(OSError):  # a full disk or a closed terminal: nothing can be reported
        write_whole(2, text.encode(encoding, "backslashreplace"))
