"""Signing in with a browser: the page to open, and waiting for what becomes of it.

A page is one try. Identity Center and `aws login` make their own; a Prompter shows them.
"""

from collections.abc import Callable
from typing import NamedTuple, Protocol

from rolecall.core.errors import RolecallError
from rolecall.core.model import Target

PAUSE = 0.2  # seconds of waiting between two looks at what the user wants


class BrowserPage(Protocol):
    """A page that somebody has to open. Used by the thread of the sign-in alone."""

    @property
    def address(self) -> str:
        """What to open."""

    @property
    def user_code(self) -> str:
        """The code that the page must show too; empty where the browser is on this machine."""

    @property
    def by_device(self) -> bool:
        """Whether any device's browser will do; otherwise it has to be one on this machine."""

    @property
    def takes_text(self) -> bool:
        """Whether the page ends with a text that is to be pasted here."""

    @property
    def expires(self) -> float:
        """When it is of no more use, in epoch seconds."""

    def take(self, text: str) -> None:
        """Take what the user has pasted; `wait` then says what became of it."""

    def wait(self, seconds: float) -> bool:
        """Wait no longer than this; True once somebody has signed in.

        Raises RolecallError where the page was denied or has expired.
        """

    def close(self) -> None:
        """Stop listening; no more comes of it."""


class BrowserQuestion(NamedTuple):
    """Asks somebody to sign in with a browser. `begin` makes a page, by device or not.

    `is_answered`: whether another process has a session meanwhile, so that none is needed.
    """

    provider: str  # whose page it is, as shown
    by_device: bool  # how to begin
    begin: Callable[[bool], BrowserPage]
    target: Target | None = None  # what it is for; None: the sign-in itself is wanted
    refusal: RolecallError | None = None  # what became of the page before
    by_hand: str = ""  # the command that signs in, for where nobody can be asked
    is_answered: Callable[[], bool] = lambda: False


class AnsweredElsewhere(Exception):
    """Raised by a Prompter whose question is no longer open: see `is_answered` of the questions."""


class SignedInBy(NamedTuple):
    """The page by which somebody has signed in."""

    page: BrowserPage

    @property
    def by_device(self) -> bool:
        """How to begin the next time."""
        return self.page.by_device


def follow(
    question: BrowserQuestion,
    show: Callable[[BrowserPage], None],
    wants_other_way: Callable[[], bool],
    check_cancelled: Callable[[], None],
) -> SignedInBy:
    """Begin a page, show it, and wait until somebody has signed in; on demand, by the other way.

    Raises RolecallError, AnsweredElsewhere, and what `check_cancelled` raises. Whatever happens,
    the page is closed.
    """
    by_device = question.by_device
    while True:
        page = question.begin(by_device)
        try:
            show(page)
            while not page.wait(PAUSE):
                check_cancelled()
                if question.is_answered():
                    raise AnsweredElsewhere
                if wants_other_way():
                    break
            else:
                return SignedInBy(page)
        finally:
            page.close()
        by_device = not by_device
