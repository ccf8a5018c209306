"""The card of a round of many roles: beside the list, as a strip below it, or as one line."""

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from rolecall.core.countdown import time_bar, words_for
from rolecall.core.safe_text import safe_text
from rolecall.ui.commands import COPY, LEAVE, WRITE
from rolecall.ui.flows.many_view import ManyLine, ManyView
from rolecall.ui.targets.target_card import USUAL_WIDTH
from rolecall.ui.widgets.key_button import KeyButton
from rolecall.ui.widgets.short_names import cut_both, cut_middle
from rolecall.ui.widgets.styles import MUTED, TRACK

FEWEST_LINES = 5  # of roles, even in a low window


class ManyButtons(Horizontal):
    """The buttons of a round: stop the rest, write what is held, copy what failed."""

    def __init__(self, *, loose: bool) -> None:
        super().__init__(classes="many-buttons")
        self._loose = loose

    def compose(self) -> ComposeResult:
        yield KeyButton(LEAVE, "Stop the rest", loose=self._loose, id="many-stop")
        yield KeyButton(WRITE, "Write profiles", loose=self._loose, id="many-write")
        yield KeyButton(COPY, "Copy failures", loose=self._loose, id="many-copy")

    def show(self, view: ManyView) -> None:
        """Shows the buttons whose command is possible now."""
        self.query_one("#many-stop").display = view.running
        can_write = not view.running and view.held > 0 and not view.written
        self.query_one("#many-write").display = can_write
        self.query_one("#many-copy").display = view.refused > 0

    @property
    def height(self) -> int:
        """The rows of the buttons in a column, with a blank one before each."""
        return 2 * sum(button.display for button in self.query(KeyButton))


class ManyCard(Vertical):
    """The tall form, beside the list."""

    def compose(self) -> ComposeResult:
        yield Static(id="many-title")
        yield Static(id="many-who")
        yield Static(id="many-bar")
        yield Static(id="many-answered")
        yield Static(id="many-lines")
        yield Static(id="many-why")
        yield ManyButtons(loose=False)

    def show(self, view: ManyView) -> None:
        """Shows the present state of the round."""
        width = self.content_size.width or USUAL_WIDTH
        self._put("#many-title", Content.styled(view.title, "bold"))
        self._put("#many-who", Content.styled(safe_text(view.who), MUTED))
        self._put("#many-bar", bar_content(view, width))
        self._put("#many-answered", answered_content(view, width))
        why = Content.styled(safe_text(view.why, 400), MUTED)
        buttons = self.query_one(ManyButtons)
        buttons.show(view)
        # Title, bar, how many are answered, and the blank lines between them.
        others = 7 + (len(why.wrap(width)) if view.why else 0) + buttons.height
        room = max(FEWEST_LINES, self.content_size.height - others)
        self._put("#many-lines", lines_content(view.lines, room, width))
        self._put("#many-why", why)

    def _put(self, selector: str, content: Content) -> None:
        self.query_one(selector, Static).update(content)


class ManyStrip(Vertical):
    """The flat form, below the list."""

    def compose(self) -> ComposeResult:
        yield Static(id="many-strip-title")
        yield Static(id="many-strip-bar")
        yield ManyButtons(loose=True)

    def show(self, view: ManyView) -> None:
        """Shows the present state of the round."""
        width = self.content_size.width
        title = Content.assemble((view.title, "bold"), (f"   {safe_text(view.who)}", MUTED))
        answered = Content.assemble(f"{view.answered} of {view.total} answered")
        if title.cell_length + answered.cell_length >= width:
            title = Content.styled(view.title, "bold")
        gap = " " * max(1, width - title.cell_length - answered.cell_length)
        self.query_one("#many-strip-title", Static).update(Content.assemble(title, gap, answered))
        self.query_one("#many-strip-bar", Static).update(bar_content(view, width))
        self.query_one(ManyButtons).show(view)


def bar_content(view: ManyView, width: int) -> Content:
    """Returns a bar of how many roles have been answered."""
    bar = time_bar(view.answered, view.total, max(0, width))
    return Content.assemble((bar.left + bar.half, "$primary"), (bar.used, TRACK))


def answered_content(view: ManyView, width: int) -> Content:
    """Returns `3 of 5 answered`, and how long the round has taken so far."""
    left = Content(f"{view.answered} of {view.total} answered")
    right = Content.styled(words_for(view.seconds), MUTED)
    gap = " " * max(1, width - left.cell_length - right.cell_length)
    return Content.assemble(left, gap, right)


def lines_content(lines: tuple[ManyLine, ...], room: int, width: int) -> Content:
    """Returns the roles, at most `room` lines; if there are too many, refused ones come first.

    A name that leaves no room for its word has the word below it, as far as there are lines.
    """
    more = 0
    if len(lines) > room:
        more = len(lines) - room + 1
        lines = tuple(sorted(lines, key=lambda line: not line.refused))[: room - 1]
    words = max((len(line.word) for line in lines), default=0)
    name = max(4, width - words - 4)
    longest = max((cell_len(_name(line)) for line in lines), default=0)
    long = [line for line in lines if cell_len(_name(line)) > name]
    spare = 0 if more else room - len(lines)
    below = lines if long and len(lines) <= spare else long if len(long) <= spare else ()
    rows = [row for line in lines for row in _rows(line, min(longest, name), width, line in below)]
    if more:
        rows.append(Content.styled(f"  and {more} more", MUTED))
    return Content("\n").join(rows)


def _rows(line: ManyLine, name: int, width: int, below: bool) -> list[Content]:
    """Returns the line of a role, or two: its name, and below that how far it is."""
    sign, word = (f"{line.sign} ", line.hue), (line.word, "" if line.refused else MUTED)
    if below:
        return [
            Content.assemble(sign, _fitted(line, width - 2)),
            Content.assemble("  ", word),
        ]
    fitted = _fitted(line, name)
    return [Content.assemble(sign, fitted, " " * (name + 2 - cell_len(fitted)), word)]


def _name(line: ManyLine) -> str:
    return f"{line.alias} · {line.role}" if line.role else line.alias


def _fitted(line: ManyLine, width: int) -> str:
    """Returns account and role in at most `width` cells."""
    if not line.role:
        return cut_middle(line.alias, width)
    return cut_middle(" · ".join(cut_both(line.alias, line.role, width - 3)), width)
