"""What the lists show of work under way, in place of the time left."""

from typing import NamedTuple

from rolecall.core.model import Target
from rolecall.signin.progress import Step


class Busy(NamedTuple):
    """The step that the work under way has reached; `target` is None while there is no work."""

    target: Target | None = None
    step: Step = Step.ASKING
    detail: str = ""  # of the step

    @property
    def words(self) -> str:
        """The words of the step for the card."""
        return f"{self.step.words(self.detail)} …"

    @property
    def row_words(self) -> str:
        """The words of the step, short enough for a row."""
        return self.step.row_words


class RowWords(NamedTuple):
    """Text in place of a row's time, empty for none. A refusal is drawn with its sign."""

    text: str = ""
    is_refused: bool = False
