"""Locks between processes: of several that want the same session, one asks AWS for it.

The others wait, and then find it held. To avoid deadlock, the locks are always taken in this order:
the sign-in of a base identity (for programs that ask repeatedly), the question (see
`question_turn`), the role, the login.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from rolecall.core.errors import Cancelled, RolecallError
from rolecall.core.files.locks import Claim
from rolecall.core.files.own_files import is_own_folder, own_lock
from rolecall.core.notices import post_notice
from rolecall.core.process.clock import ticks
from rolecall.core.process.sha256 import sha256_hex

if TYPE_CHECKING:
    from rolecall.signin.progress import Step

PATIENCE = 120.0  # seconds for another process to sign in; somebody may be looking for a phone


class Turns:
    """The locks of one user, as files in the folder of the sessions."""

    def __init__(self, folder: str, patience: float = PATIENCE) -> None:
        self._folder = folder
        self._patience = patience

    @contextmanager
    def taken(
        self, what: str, of: str, progress: "Callable[[Step], None]" = lambda step: None
    ) -> Iterator[None]:
        """Wait until nobody else does `what` (`login`, `role`) for `of`, a text that names it.

        `progress` is called while it waits, and may raise Cancelled. On a system without locks it
        does not wait. Raises RolecallError when the other process takes too long.
        """
        from rolecall.signin.progress import Step  # deferred: a held session takes no turn

        path = self._path(what, of)
        began = ticks()

        def waited(line: str) -> None:
            post_notice(f"{line.partition(',')[0]} to sign in.")  # "Waiting for process 4711"
            progress(Step.WAITING_FOR_PROCESS)

        with ExitStack() as held:
            try:
                turn = own_lock(path, self._patience, waited, depth=2)
                held.enter_context(turn)
            except Cancelled:
                raise
            except RolecallError:
                if ticks() - began >= self._patience:
                    minutes = round(self._patience / 60)
                    raise RolecallError(
                        f"Another process has been signing in for {minutes} minutes.",
                        "Find its prompt, answer or cancel it, then try again.",
                    ) from None
            yield

    def claim(self, what: str, of: str, note: str) -> Claim | None:
        """Returns the lock of doing `what` for `of`, to be tried for; None where there is none."""
        if not is_own_folder(self._folder, depth=2):
            return None
        try:
            return Claim(self._path(what, of), note)
        except RolecallError:
            return None

    def _path(self, what: str, of: str) -> str:
        return os.path.join(self._folder, f"{what}-{sha256_hex(of.encode())[:16]}")
