"""A number in large figures; in plain ones on terminals that show only ASCII."""

from textual.app import RenderResult
from textual.content import Content
from textual.widgets import Digits


class BigNumber(Digits):
    """Three rows high in either form, so that nothing around it moves."""

    def render(self) -> RenderResult:
        if self.app.has_class("-ascii"):
            return Content(f"\n{self.value}")
        return super().render()
