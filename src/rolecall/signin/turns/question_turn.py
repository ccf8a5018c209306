"""The turn of a question: of several processes that need one login, one asks for it.

The others wait, and then use what was answered there. Whoever would rather answer here gets the
question as well: then both are open, and the one that is answered first ends the other.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial

from rolecall.core.errors import RolecallError
from rolecall.core.process.clock import ticks
from rolecall.core.process.terminal_name import terminal_name
from rolecall.signin.prompters import AskedElsewhere, Prompter
from rolecall.signin.turns.turns import Turns

_QUIET = 0.3  # seconds of waiting before somebody is told
_PAUSE = 0.02  # seconds between two looks meanwhile


@contextmanager
def question_turn(
    turns: Turns,
    of: str,
    needed: str,
    prompter: Prompter,
    is_answered: Callable[[], bool],
) -> Iterator[None]:
    """Waits until nobody else asks for `of`, a text that names a login, or until it is answered.

    `needed` is what is asked for, as shown: `an MFA code`. Goes on without the turn where the
    prompter does not wait, and on a system without locks. Raises what the prompter raises.
    """
    claim = turns.claim("question", of, terminal_name())
    if claim is None:
        yield
        return

    def is_over() -> bool:
        try:
            return claim.take() or is_answered()
        except RolecallError:  # the file system knows no locks
            return True

    def is_over_with(holder: tuple[int, str]) -> bool:
        return is_over() or claim.holder != holder  # another one asks by now

    with closing(claim):
        quiet = ticks() + _QUIET
        while not is_over():
            if ticks() < quiet:
                time.sleep(_PAUSE)
                continue
            holder = claim.holder
            over = partial(is_over_with, holder)
            if not prompter.wait_for_other(AskedElsewhere(needed, *holder, over)):
                break
        yield
