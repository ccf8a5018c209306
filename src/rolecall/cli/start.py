"""The entry point: until `main` handles ctrl+c, and after it, ctrl+c ends the process silently.

Python itself would print a traceback of the imports. Only the program imports this module; at its
top stands nothing that takes time.
"""

import _thread
import os
import signal
import sys


def start() -> None:
    """The entry point of `rolecall` and of `python -m rolecall`."""
    _hide_what_exceptions_say()
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


def _hide_what_exceptions_say() -> None:
    """Reports what nothing handles by its type: Python prints the text, which may hold a secret."""
    sys.excepthook = lambda kind, error, trace: _report(error)
    sys.unraisablehook = lambda unraisable: _report(unraisable.exc_value)
    # `threading` takes its hook from here when it is imported, which costs too much for a command
    # that starts no thread.
    _thread._excepthook = lambda ended: _report(ended.exc_value)
    if loaded := sys.modules.get("threading"):
        loaded.excepthook = _thread._excepthook  # type: ignore[attr-defined]


def _report(error: BaseException | None) -> None:
    if error is None or isinstance(error, (KeyboardInterrupt, SystemExit)):
        return
    try:
        from rolecall.cli.crash import report  # deferred: only a bug needs it

        report(error, os.environ)
    except Exception:
        os.write(2, b"Internal error in Rolecall.\n")
