"""The type of a status message, and the messages that the page posts to the application."""

from typing import NamedTuple

from textual.message import Message

from rolecall.core.errors import RolecallError


class StatusMessage(NamedTuple):
    """What the message line shows: what happened, and what to do. `say(*message)` shows it."""

    kind: str  # success, warning or error
    text: str
    hint: str = ""

    @classmethod
    def of(cls, error: RolecallError) -> "StatusMessage":
        """Returns the message and hint of an expected failure as an error."""
        return cls("error", error.message, error.hint)


class FirstRowsDrawn(Message):
    """The first rows are on the screen: what they did not need can be loaded now."""


class Reopen(Message):
    """The user's files have changed: open a picker of the files as they are now.

    It shows `status`, and puts its cursor on `alias` if one is named.
    """

    def __init__(self, status: StatusMessage, alias: str = "") -> None:
        super().__init__()
        self.status = status
        self.alias = alias


class FirstPageOutdated(Message):
    """A setting has changed how the picker looks: the pages saved for the next start are stale."""


class LeaveForDemo(Message):
    """Leave the picker and open the demo in its place."""
