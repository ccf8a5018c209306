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
from rolecall.ui.widgets.marked_text import middle_cut
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
        yield KeyButton(COPY, "Copy what failed", loose=self._loose, id="many-copy")

    def show(self, view: ManyView) -> None:
        """Shows the buttons whose command is possible now."""
        self.query_one("#many-stop").display = view.running
        can_write = not view.running and view.held > 0 and not view.written
        self.query_one("#many-write").display = can_write
        self.query_one("#many-copy").display = view.refused > 0


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
        room = max(FEWEST_LINES, self.content_size.height - 18)
        self._put("#many-lines", lines_content(view.lines, room, width))
        self._put("#many-why", Content.styled(safe_text(view.why, 400), MUTED))
        self.query_one(ManyButtons).show(view)

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
    """Returns one line per role, at most `room` lines; if too many, refused roles come first."""
    more = 0
    if len(lines) > room:
        more = len(lines) - room + 1
        lines = tuple(sorted(lines, key=lambda line: not line.refused))[: room - 1]
    words = max((len(line.word) for line in lines), default=0)
    longest = max((cell_len(_name(line)) for line in lines), default=0)
    name = max(4, min(longest, width - words - 4))
    rows = [
        Content.assemble(
            (f"{line.sign} ", line.hue),
            _fitted(line, name),
            "  ",
            (line.word, "" if line.refused else MUTED),
        )
        for line in lines
    ]
    if more:
        rows.append(Content.styled(f"  and {more} more", MUTED))
    return Content("\n").join(rows)


def _name(line: ManyLine) -> str:
    return f"{line.alias} · {line.role}" if line.role else line.alias


def _fitted(line: ManyLine, width: int) -> str:
    """Returns account and role in exactly `width` cells; the account is shortened first."""
    role = f" · {line.role}" if line.role else ""
    alias = _cut(line.alias, max(5, width - cell_len(role)))
    name = _cut(alias + role, width)
    return name + " " * (width - cell_len(name))


def _cut(name: str, width: int) -> str:
    """Shortens a name in the middle, as names often differ only at their ends."""
    if cell_len(name) <= width:
        return name
    head, tail = middle_cut(len(name), width)
    while head + tail and cell_len(name[:head] + name[len(name) - tail :]) > width - 1:
        head, tail = (head - 1, tail) if head > tail else (head, tail - 1)
    return name[:head] + "…"[:width] + name[len(name) - tail :]
