"""A number in large figures; in plain ones on terminals that show only ASCII."""

from textual.app import RenderResult
from textual.content import Content
from textual.selection import Selection
from textual.widgets import Digits


class BigNumber(Digits):
    """Three rows high in either form, so that nothing around it moves.

    It cannot be selected: a code is not to be copied, and the rows of a figure are no number.
    """

    ALLOW_SELECT = False

    def get_selection(self, selection: Selection) -> None:
        """Returns no text: two clicks select it all the same."""

    def render(self) -> RenderResult:
        if self.app.has_class("-ascii"):
            return Content(f"\n{self.value}")
        return super().render()
