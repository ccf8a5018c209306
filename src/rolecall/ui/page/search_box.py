"""The search box: prompt, query, and how many rows match."""

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from rolecall.ui.commands import ASSUME, MARK, MARK_UP, move_actions
from rolecall.ui.keymap import shown
from rolecall.ui.tab import UNREAD, Counted
from rolecall.ui.widgets.steady_text import SteadyText
from rolecall.ui.widgets.styles import MUTED
from rolecall.ui.widgets.text_field import TextField
from rolecall.ui.widgets.window_sizes import NARROW

# Textual runs ^keys and f-keys before the field sees them; these reach it like letters.
_AMONG_LETTERS = (ASSUME, MARK, MARK_UP)


_DEMO = "rolecall demo: made-up"  # in place of what can be typed


class QueryField(TextField):
    """The field of the query; ^k and the like move the cursor of the list, as in fzf."""

    moves = move_actions("screen")

    async def on_key(self, event: events.Key) -> None:
        """Runs a command in the turn of its key: letters typed after it must not change the row."""
        for command in _AMONG_LETTERS:
            if event.key in shown(self.app, command).key.split(","):
                event.stop()
                await self.run_action(f"screen.run_in_turn('{command.id}')")


class SearchBox(Horizontal):
    """A prompt, the field of the query, and how many rows match it."""

    def __init__(self, placeholder: str, *, id: str, in_demo: bool) -> None:
        super().__init__(id=id)
        self._placeholder = placeholder
        self._in_demo = in_demo
        self._text_away = ""  # the query of the targets, while the sessions are shown

    def compose(self) -> ComposeResult:
        yield Static("›", id="prompt")
        yield QueryField(
            placeholder=self._placeholder,
            id="query",
            compact=True,
            select_on_focus=False,  # typing after a button was focused appends to the query
        )
        yield SteadyText(id="count")

    @property
    def is_whole(self) -> bool:
        """False while the application leaves, which removes one part after the other."""
        return len(self.children) == 3

    @property
    def field(self) -> TextField:
        """The field of the query."""
        return self.query_one("#query", TextField)

    @property
    def text(self) -> str:
        """The query as it is typed so far."""
        return self.field.value

    def on_resize(self) -> None:
        """Names the demo in the empty field where the window is too small for the header."""
        small = self._in_demo and self.app.size.width < NARROW
        self.field.placeholder = _DEMO if small else self._placeholder

    def type_letter(self, letter: str) -> None:
        """Focuses the field and inserts a letter into it."""
        self.field.focus()
        self.field.insert_text_at_cursor(letter)

    def clear(self) -> bool:
        """Empties the field; returns False where it was empty."""
        had, self.field.value = bool(self.text), ""
        return had

    def begin(self, placeholder: str) -> None:
        """Empties the field; `resume` restores what was in it."""
        self._text_away = self.text
        self._fill("", placeholder)

    def resume(self, placeholder: str) -> None:
        """Restores the query that `begin` has saved."""
        self._fill(self._text_away, placeholder)

    def _fill(self, text: str, placeholder: str) -> None:
        field = self.field
        self._placeholder = placeholder
        self.on_resize()
        field.value = text
        field.cursor_position = len(text)
        field.focus()

    def show_count(self, counted: Counted, marked: int) -> None:
        """Shows how many rows are marked, and how many match; without a query, the total."""
        found, total, noun = counted
        if total == UNREAD:
            return
        nouns = noun if total == 1 else f"{noun}s"
        nothing = "no accounts yet" if noun == "target" and not total else ""
        text = Content.styled(nothing or f"{total:,} {nouns}", MUTED)
        if self.text.strip():
            text = Content.assemble(f"{found:,}", (f" of {total:,}", MUTED))
        # As wide as the widest: another width requests a layout, too slow for a key.
        widest = max(len(f"{total:,} {nouns}"), len(f"{total:,} of {total:,}"))
        blanks = " " * (widest - text.cell_length)
        if marked:
            words = Content(f"{marked:,} marked")
            roomy = self.size.width >= NARROW
            text = Content.assemble(words, (" · ", MUTED), text) if roomy else words
        self.query_one("#count", SteadyText).update(Content.assemble(blanks, text))
