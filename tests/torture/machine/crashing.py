"""Runs the program, and raises an exception at a call of one of Rolecall's functions.

    python crashing.py PLACE REPORT WORD…

PLACE is `module.py:qualified name:n`: the n-th call, over all threads; a call is also each time
that a coroutine or a generator goes on, but none of a generator expression. REPORT is a file that
exists once it was raised, with the functions that were active, the innermost first. With an empty
PLACE nothing is raised, and REPORT has all functions with the count of their calls.
"""

import atexit
import itertools
import json
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FrameType

import rolecall
from rolecall.cli.start import start

CANARY = "Canary-in-an-exception-77"
OURS = os.path.dirname(rolecall.__file__) + os.sep


class InjectedError(Exception):
    """What nothing in the program expects; its text is a secret."""


def stack_of(frame: FrameType | None) -> Iterator[FrameType]:
    while frame is not None:
        yield frame
        frame = frame.f_back


def install(place: str, report: str) -> None:
    """Have the exception raised at this place."""
    wanted, _, number = place.rpartition(":")
    counts: dict[CodeType, itertools.count[int]] = {}
    names: dict[CodeType, str] = {}

    def name_of(code: CodeType) -> str:
        path = code.co_filename
        if code.co_name == "<genexpr>":  # one that is given up is called, and raises to nobody
            return ""
        return f"{path.removeprefix(OURS)}:{code.co_qualname}" if path.startswith(OURS) else ""

    def on_call(frame: FrameType, event: str, argument: object) -> None:
        code = frame.f_code
        if code not in names:
            names[code] = name_of(code)
            counts[code] = itertools.count(1)
        if name := names[code]:
            count = next(counts[code])
            if not place:
                places[name] = count
            elif name == wanted and count == int(number):
                sys.settrace(None)
                callers = [name_of(each.f_code) for each in stack_of(frame)]
                Path(report).write_text("\n".join(filter(None, callers)))
                raise InjectedError(CANARY)

    places: dict[str, int] = {}
    if not place:
        atexit.register(lambda: Path(report).write_text(json.dumps(places)))
    threading.settrace(on_call)
    sys.settrace(on_call)


if __name__ == "__main__":
    place, report = sys.argv[1:3]
    del sys.argv[1:3]
    install(place, report)
    start()
