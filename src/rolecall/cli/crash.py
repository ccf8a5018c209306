"""A failure nobody expected: one line for everybody, frames for who asks.

Only the exceptions' types and the lines of code are shown. The text of a foreign exception and the
locals of a frame may hold a secret.
"""

from collections.abc import Mapping

from rolecall.core.errors import RolecallError

DEBUG = "ROLECALL_DEBUG"


def crash(error: BaseException) -> RolecallError:
    """The line for an exception that is a fault of ours."""
    return RolecallError(
        f"Rolecall stumbled over a fault of its own ({type(error).__name__}).",
        f"Run it again with {DEBUG}=1 to see where, and report that.",
    )


def frames(error: BaseException, env: Mapping[str, str]) -> list[str]:
    """The way to an exception, oldest first, where ROLECALL_DEBUG asks for it."""
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
