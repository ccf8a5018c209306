"""Reads along what tests read: outputs of programs, terminals, captures, log records, shots."""

import logging
import os
import subprocess
import sys
from typing import Any

import pytest

from rolecall.demo.world import keys
from tests.canaries.record import Record
from tests.canaries.rules import ASKED, PRINTED

_SHOWN = 200  # characters of a command
_TAIL = 2_000  # bytes of a terminal that are looked at again with the next ones: a whole line


def watch(record: Record) -> None:
    """Read along in this process until its end."""
    _register_secrets(record)
    _read_along_with_programs(record)
    _read_along_with_terminals(record)
    _read_along_with_captures(record)
    logging.getLogger().addHandler(_LogHandler(record))


def _register_secrets(record: Record) -> None:
    made = keys.marked

    def marked(secret: str, mark: str = keys.MARK) -> str:
        return record.register(made(secret, mark))

    keys.marked = marked
    # Three letters and three digits occur by chance.
    keys.password = lambda: marked(keys.token(18))


def _read_along_with_programs(record: Record) -> None:
    communicate = subprocess.Popen.communicate

    def reading(self: subprocess.Popen[Any], *args: Any, **options: Any) -> tuple[Any, Any]:
        out, err = communicate(self, *args, **options)
        name = _name_of(self)
        if out and not ASKED.search(name):
            record.look("stdout", out, name[:_SHOWN], allowed=PRINTED)
        if err:
            record.look("stderr", err, name[:_SHOWN])
        return out, err

    subprocess.Popen.communicate = reading  # type: ignore[method-assign]


def _name_of(process: subprocess.Popen[Any]) -> str:
    args = process.args
    words = [args] if isinstance(args, str | bytes | os.PathLike) else list(args)
    return " ".join(str(word) for word in words)


def _read_along_with_terminals(record: Record) -> None:
    read, tails = os.read, dict[int, bytes]()

    def reading(handle: int, size: int, /) -> bytes:
        data = read(handle, size)
        if data and os.isatty(handle):
            # What came before may be the first half of a secret, or the name of its variable.
            seen = tails.get(handle, b"") + data
            record.look("terminal", seen, allowed=PRINTED)
            tails[handle] = seen[-_TAIL:]
        else:
            tails.pop(handle, None)
        return data

    os.read = reading


def _read_along_with_captures(record: Record) -> None:
    readouterr = pytest.CaptureFixture.readouterr

    def reading(self: pytest.CaptureFixture[Any]) -> Any:
        told = readouterr(self)
        record.look("stdout", told.out, "captured", allowed=PRINTED)
        record.look("stderr", told.err, "captured")
        return told

    pytest.CaptureFixture.readouterr = reading  # type: ignore[method-assign]


def read_along_with_shots(record: Record) -> None:
    """Look at SVG shots, once something has imported Textual."""
    module = sys.modules.get("textual.app")
    if module is None or getattr(module.App.export_screenshot, "__module__", "") == __name__:
        return
    export = module.App.export_screenshot

    def exporting(self: Any, **options: Any) -> str:
        shot: str = export(self, **options)
        record.look("shot", shot)
        return shot

    module.App.export_screenshot = exporting


class _LogHandler(logging.Handler):
    """Looks at every record that reaches the root logger."""

    def __init__(self, record: Record) -> None:
        super().__init__()
        self._record = record
        self.setFormatter(logging.Formatter())

    def emit(self, record: logging.LogRecord) -> None:
        self._record.look("log record", self.format(record), record.name)
