"""The smallest Textual application comparable to the picker, as a reference."""

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.widgets import Footer, Input, OptionList


class MinimalApp(App[None]):
    """A search box, a few options, and the keys."""

    BINDINGS: ClassVar[list[BindingType]] = [("ctrl+s", "bell", "Last key"), ("ctrl+c", "quit", "")]

    def compose(self) -> ComposeResult:
        yield Input()
        yield OptionList(*(f"option-{place}" for place in range(8)))
        yield Footer()


if __name__ == "__main__":
    MinimalApp().run()
