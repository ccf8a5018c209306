"""Whether this process is in the foreground of its terminal, and so can read from it."""

import os

_TTY = "/dev/tty"


def in_foreground() -> bool:
    """Whether there is a controlling terminal whose foreground process group is ours.

    A read from the background would stop the process without a visible reason.
    """
    try:
        handle = os.open(_TTY, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        return os.tcgetpgrp(handle) == os.getpgrp()
    except OSError:
        return False
    finally:
        os.close(handle)
