"""What a query without a hit may have meant, looked for beside the loop."""

from threading import Event

from rolecall.core.search.guesses import guesses
from rolecall.core.search.index import Index
from rolecall.ui.threads import in_thread


async def guessed(index: Index, query: str) -> list[int]:
    """Positions of targets, the best guess first; the search for them ends with its task."""
    unwanted = Event()
    try:
        return await in_thread(lambda: guesses(index, query, unwanted.is_set), "guesses")
    finally:
        unwanted.set()
