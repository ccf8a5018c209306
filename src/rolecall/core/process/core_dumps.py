"""No core file of ours: it would hold every secret that the memory does."""

import sys

if sys.platform != "win32":
    import resource

_before: tuple[int, int] | None = None


def forbid_cores() -> None:
    """Lower the soft limit of this process; what it starts inherits that."""
    global _before
    if sys.platform != "win32":
        _before = resource.getrlimit(resource.RLIMIT_CORE)
        # 1, not 0: at 0 Linux still pipes the core to a program that core_pattern names.
        resource.setrlimit(resource.RLIMIT_CORE, (_at_most(1, _before[1]), _before[1]))


def allow_cores() -> None:
    """Give back the limit as we found it, for a program that is the user's."""
    if sys.platform != "win32" and _before is not None:
        resource.setrlimit(resource.RLIMIT_CORE, _before)


def _at_most(soft: int, hard: int) -> int:
    # resource.RLIM_INFINITY is -1.
    return soft if hard < 0 else min(soft, hard)
