"""The entry point: until `main` handles ctrl+c, and after it, ctrl+c ends the process silently.

Python itself would print a traceback of the imports. Only the program imports this module; at its
top stands nothing that takes time.
"""

import signal


def start() -> None:
    """The entry point of `rolecall` and of `python -m rolecall`."""
    # Python installs its handler unless the signal was ignored, as by nohup and a shell's `&`.
    handled = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if handled:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from rolecall.core.process.garbage_collection import pause

    pause()  # imported modules are never garbage
    from rolecall.cli.exit import leave

    try:
        status = _status()
    finally:
        if handled:
            signal.signal(signal.SIGINT, signal.SIG_DFL)
    leave(status)


def _status() -> int:
    """Prints the kept answer to the command line, or else runs it; returns the exit status."""
    import os
    import sys

    from rolecall.cli.kept_answers import give, kept_answer
    from rolecall.core.files.home import outer_environment
    from rolecall.core.process.core_dumps import forbid_cores

    forbid_cores()
    os.environ.update(outer_environment(os.environ))
    answer = kept_answer(sys.argv[1:], os.environ)
    if answer is not None:
        return give(answer)
    from rolecall.cli.main import entry  # deferred: that takes the time

    return entry()
