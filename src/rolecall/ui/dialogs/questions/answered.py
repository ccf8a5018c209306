"""Questions that another process may answer while they are open."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from rolecall.signin.browser.pages import AnsweredElsewhere

Answer = TypeVar("Answer")
_LOOK = 1.0  # seconds between two looks at whether it is


async def unless_answered(
    answer: Coroutine[Any, Any, Answer], is_answered: Callable[[], bool]
) -> Answer:
    """Returns the answer of a dialog. Raises AnsweredElsewhere, and what the dialog raises."""
    task = asyncio.ensure_future(answer)
    try:
        while not (await asyncio.wait([task], timeout=_LOOK))[0]:
            if is_answered():
                raise AnsweredElsewhere
        return task.result()
    finally:
        task.cancel()
