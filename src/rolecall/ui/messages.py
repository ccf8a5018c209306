"""Messages between the parts of the picker."""

from typing import NamedTuple

from rolecall.core.errors import RolecallError


class StatusMessage(NamedTuple):
    """What the message line shows: what happened, and what to do. `say(*message)` shows it."""

    kind: str  # success, warning or error
    text: str
    hint: str = ""

    @classmethod
    def of(cls, error: RolecallError) -> "StatusMessage":
        """The message and hint of an expected failure."""
        return cls("error", error.message, error.hint)
