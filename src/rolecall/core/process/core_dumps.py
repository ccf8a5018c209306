"""Disables core dumps, which would contain every secret in the process's memory."""

import sys

if sys.platform != "win32":
    import resource

_before: tuple[int, int] | None = None


def forbid_cores() -> None:
    """Lowers the soft core size limit of this process, which its children inherit."""
    global _before
    if sys.platform != "win32":
        _before = resource.getrlimit(resource.RLIMIT_CORE)
        # 1, not 0: with 0, Linux still pipes the core to a program named in core_pattern.
        resource.setrlimit(resource.RLIMIT_CORE, (_at_most(1, _before[1]), _before[1]))


def allow_cores() -> None:
    """Restores the original limit, before running a program of the user's."""
    if sys.platform != "win32" and _before is not None:
        resource.setrlimit(resource.RLIMIT_CORE, _before)


def _at_most(soft: int, hard: int) -> int:
    # resource.RLIM_INFINITY is -1.
    return soft if hard < 0 else min(soft, hard)
