"""The command palette: every command and every setting, styled as the page is."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.command import Command as Hitting
from textual.command import (
    CommandInput,
    CommandList,
    CommandPalette,
    DiscoveryHit,
    Hit,
    Hits,
    Provider,
)
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.fuzzy import FuzzySearch
from textual.widgets import LoadingIndicator, OptionList, Static

from rolecall.ui.commands import HELP, SUSPEND
from rolecall.ui.dialogs.dialog import LIST_DOWN, LIST_UP
from rolecall.ui.widgets.styles import MUTED
from rolecall.ui.widgets.text_field import TextField
from rolecall.ui.widgets.window_sizes import LOW

WIDTH = 64  # cells
MATCH = "bold $text-primary"
_BESIDE = 7  # cells: the bar, the margins of a line, and the scrollbar


class PaletteLine(NamedTuple):
    """One line: a command or a setting, with its key or its value at the right."""

    label: str
    right: str
    tooltip: str
    run: Callable[[], object]


class PaletteField(CommandInput, TextField):
    """The palette's input, which runs editing keys at once, before the next letter."""

    moves = {  # noqa: RUF012
        **dict.fromkeys(LIST_UP.split(","), "screen.command_list('cursor_up')"),
        **dict.fromkeys(LIST_DOWN.split(","), "screen.cursor_down"),
    }


class Palette(CommandPalette):
    """Textual's palette with our lines, which shows the tooltip of the highlighted one.

    `lines` is called for every search, so that it may return present values.
    """

    CSS_PATH = "palette.tcss"
    VERTICAL_BREAKPOINTS = [(0, "-low"), (LOW, "-high")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(HELP.key, "app.help_here", "This help", show=False, id=HELP.id, priority=True),
        Binding("ctrl+c", "escape", "Close", show=False, priority=True),
        Binding(SUSPEND.key, "app.suspend_here", "Suspend", show=False, id=SUSPEND.id),
    ]

    def __init__(self, lines: Callable[[], Sequence[PaletteLine]], placeholder: str) -> None:
        super().__init__(providers=[partial(_provider, lines)])
        self._words = placeholder

    def compose(self) -> ComposeResult:
        with Vertical(id="--container"):
            with Horizontal(id="--input"):
                yield Static("›", id="palette-prompt")
                yield PaletteField(placeholder=self._words, select_on_focus=False)
            with Vertical(id="--results"):
                yield CommandList()
                yield LoadingIndicator()
                yield Static(id="palette-tooltip", markup=False)

    @on(OptionList.OptionHighlighted)
    def _show_tooltip(self, event: OptionList.OptionHighlighted) -> None:
        option = event.option
        if isinstance(option, Hitting):
            tooltip = getattr(option.hit.command, "tooltip", "")
            self.query_one("#palette-tooltip", Static).update(tooltip)


class _Run:
    """The callback of a line, which also carries its tooltip."""

    def __init__(self, line: PaletteLine) -> None:
        self.tooltip = line.tooltip
        self._line = line

    def __call__(self) -> None:
        self._line.run()


def _provider(lines: Callable[[], Sequence[PaletteLine]]) -> type[Provider]:
    class Lines(Provider):
        fuzzy = FuzzySearch()

        async def discover(self) -> Hits:
            for line in lines():
                shown = _shown(Content(line.label), line, self.app.size.width)
                yield DiscoveryHit(shown, _Run(line), text=line.label)

        async def search(self, query: str) -> Hits:
            for line in lines():
                score, places = self.fuzzy.match(query, line.label)
                if not score:
                    # A match in the tooltip ranks below one in the label, and needs every word.
                    extra = f"{line.tooltip} {line.right}".casefold()
                    score = 0.1 if all(word in extra for word in query.casefold().split()) else 0
                label = Content(line.label)
                for place in places:
                    label = label.stylize(MATCH, place, place + 1)
                if score > 0:
                    shown = _shown(label, line, self.app.size.width)
                    yield Hit(score, shown, _Run(line), text=line.label)

    return Lines


def _shown(label: Content, line: PaletteLine, screen: int) -> Content:
    room = max(8, min(WIDTH, screen) - _BESIDE)
    right = Content(line.right)
    if len(right) > room // 2:
        right = right[: room // 2 - 1] + Content("…")
    gap = max(1, room - label.cell_length - right.cell_length)
    return Content.assemble(label, " " * gap, right.stylize(MUTED))
