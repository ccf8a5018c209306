"""Whether this process may ask on its terminal: only those in the foreground can read there."""

import os

_TTY = "/dev/tty"


def in_foreground() -> bool:
    """Whether there is a controlling terminal, and what is typed there would reach us.

    In the background, reading it would stop the process, and nobody would know why.
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
