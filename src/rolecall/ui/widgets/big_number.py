"""A number in large figures, or in plain ones where the terminal has no signs to draw them with."""

from textual.app import RenderResult
from textual.content import Content
from textual.widgets import Digits


class BigNumber(Digits):
    """Three rows high in any case, so that nothing around it moves."""

    def render(self) -> RenderResult:
        if self.app.has_class("-ascii"):
            return Content(f"\n{self.value}")
        return super().render()
