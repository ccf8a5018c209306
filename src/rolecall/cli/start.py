"""The first room of the program: ctrl+c before it listens, or when it is done, is a silent end.

Python would answer one that comes during the imports with their traceback. Imported by the
program alone, so nothing may be imported here that takes time.
"""

import signal


def start() -> None:
    """The door of `rolecall` and of `python -m rolecall`; `main` listens to ctrl+c meanwhile."""
    # Python takes ctrl+c itself unless it was ignored (by nohup, or a shell's `&`): that stays.
    taken = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if taken:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from rolecall.core.process.garbage_collection import pause

    pause()  # what is imported stays
    from rolecall.cli.exit import leave
    from rolecall.cli.main import entry  # deferred: that takes the time

    try:
        status = entry()
    finally:
        if taken:
            signal.signal(signal.SIGINT, signal.SIG_DFL)
    leave(status)
