"""A Textual application that writes no more to its terminal than what has changed there."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from rich.console import RenderableType
from textual._compositor import CompositorUpdate
from textual.app import App
from textual.filter import LineFilter
from textual.screen import Screen

from rolecall.core.drawing.signs import has_signs
from rolecall.ui.terminal.ascii import InAscii, in_ascii
from rolecall.ui.terminal.changed_cells import ShownCells
from rolecall.ui.terminal.title import NAME, takes_titles, title_sequence

Result = TypeVar("Result")


class TerminalApp(App[Result]):
    """Writes changed cells, a changed title, and ASCII where the terminal has no other signs."""

    def __init__(
        self, env: Mapping[str, str], *, ansi_color: bool | None, css_path: Sequence[str]
    ) -> None:
        # Passed here: with an ansi theme alone, Textual draws all text in black.
        super().__init__(ansi_color=ansi_color, css_path=[*css_path])
        self.takes_titles = takes_titles(env)
        self.terminal_title = NAME
        self._shown = ShownCells()
        self._to_ascii = [] if has_signs(env) else [InAscii()]
        self.set_class(bool(self._to_ascii), "-ascii")

    def show_title(self, title: str) -> None:
        """Sets the terminal's title. Textual's own `title` would have the whole page drawn anew."""
        if title != self.terminal_title:
            self.terminal_title = title
            self.write_title()

    def write_title(self) -> None:
        """Writes the title through the driver, so that it never splits other output."""
        if self._driver is not None and self.takes_titles:
            title = in_ascii(self.terminal_title) if self._to_ascii else self.terminal_title
            self._driver.write(title_sequence(title))

    def stop_reading_keys(self) -> None:
        """Ends the thread that reads keys, should the driver have left one behind.

        On a terminal that is gone it would read its end forever, and keep the process alive.
        """
        ended = getattr(self._driver, "exit_event", None)
        if ended is not None:
            ended.set()

    def forget_terminal(self) -> None:
        """Has the next frames written whole: something else has drawn on the terminal."""
        self._shown.forget()

    @contextmanager
    def suspend(self) -> Iterator[None]:
        """Gives the terminal to other programs, and takes it back at the end."""
        with super().suspend():
            yield
        self.forget_terminal()

    def on_resize(self) -> None:
        self.forget_terminal()

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Returns Textual's filters, and the ASCII one where the terminal has no other signs."""
        return [*super().get_line_filters(), *self._to_ascii]

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        # Private API: the only place between what Textual draws and what it writes.
        if isinstance(renderable, CompositorUpdate):
            renderable = self._shown.changes(renderable)
        super()._display(screen, renderable)


def show_title(app: App[Any], title: str) -> None:
    """Sets the title of an application's terminal; that of another kind has none."""
    if isinstance(app, TerminalApp):
        app.show_title(title)
