"""Exceptions that no message handler of Textual sees: the picker crashes, as with all others.

asyncio and threading would log them with their text, which may hold a secret, and go on: a flow
would wait for ever for its thread.
"""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any


def crash_on_faults(crash: Callable[[Exception], object]) -> None:
    """Has the running event loop call `crash` with what a callback, a task or a thread raised."""
    loop = asyncio.get_running_loop()

    def in_loop(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        if isinstance(error := context.get("exception"), Exception):
            crash(error)

    def in_thread(ended: Any) -> None:
        if isinstance(ended.exc_value, Exception):
            with suppress(RuntimeError):  # the loop is closed: the picker has been left
                loop.call_soon_threadsafe(crash, ended.exc_value)

    loop.set_exception_handler(in_loop)
    threading.excepthook = in_thread
