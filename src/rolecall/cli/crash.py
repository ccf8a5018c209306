"""Unexpected exceptions: one line for everybody, the stack for whoever asks for it.

Only the types of exceptions and the lines of code are shown: the text of another library's
exception and the locals of a frame may hold a secret.
"""

from collections.abc import Mapping

from rolecall.cli.output import tell, tell_error
from rolecall.core.errors import RolecallError
from rolecall.core.process.at_crash import undo_all

DEBUG = "ROLECALL_DEBUG"


def report(error: BaseException, env: Mapping[str, str]) -> None:
    """Tells of an exception that nothing handled, once the terminal is restored."""
    undo_all()
    tell_error(crash(error))
    for line in frames(error, env):
        tell(line)


def crash(error: BaseException) -> RolecallError:
    """Returns the error that is shown in place of an exception that nothing handled."""
    return RolecallError(
        f"Internal error in Rolecall ({type(error).__name__}).",
        f"Run it again with {DEBUG}=1 to see where, and report it.",
    )


def frames(error: BaseException, env: Mapping[str, str]) -> list[str]:
    """Returns the stacks of an exception and its causes, oldest first, if ROLECALL_DEBUG is set."""
    if env.get(DEBUG, "") in ("", "0"):
        return []
    import traceback  # deferred: only debugging needs it

    lines: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        own = [f"{type(current).__module__}.{type(current).__qualname__}"]
        for frame in traceback.extract_tb(current.__traceback__):
            own.append(f"  {frame.filename}:{frame.lineno} in {frame.name}: {frame.line or ''}")
        lines = own + lines
        current = current.__cause__ or current.__context__
    return lines
