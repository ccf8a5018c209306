"""What the lists say of work under way, in the place of a time."""

from typing import NamedTuple

from rolecall.core.model import Target
from rolecall.signin.progress import Step


class Busy(NamedTuple):
    """The target that work is under way for, None for none, and the step that it has reached."""

    target: Target | None = None
    step: Step = Step.ASKING
    detail: str = ""  # of the step

    @property
    def words(self) -> str:
        """The step for the card."""
        return f"{self.step.words(self.detail)} …"

    @property
    def row_words(self) -> str:
        """The step as it fits into a row."""
        return self.step.row_words


class RowWords(NamedTuple):
    """Text in the place of a row's time; empty for none. A refusal gets its sign."""

    text: str = ""
    is_refused: bool = False
