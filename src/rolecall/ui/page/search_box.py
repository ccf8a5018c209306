"""The search box: prompt, query, and how many targets match."""

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from rolecall.ui.widgets.steady_text import SteadyText
from rolecall.ui.widgets.styles import MUTED
from rolecall.ui.widgets.text_field import TextField
from rolecall.ui.widgets.window_sizes import NARROW


class SearchBox(Horizontal):
    """The search: a prompt, the query, and how many targets match it."""

    def compose(self) -> ComposeResult:
        yield Static("›", id="prompt")
        yield TextField(
            placeholder="account, role, id, tag, note",
            id="query",
            compact=True,
            select_on_focus=False,  # typing beside a button goes on with the query
        )
        yield SteadyText(id="count")

    _counted = Content("")
    _blanks = ""
    _are_targets = True
    _marked = 0

    def show_marked(self, marked: int) -> None:
        """How many targets are marked, before the count."""
        self._marked = marked
        self._show()

    def show_count(self, found: int, total: int, searching: bool, one: str = "target") -> None:
        """How many of how many; at rest the total alone. `one`: what they are, in the singular."""
        noun = one if total == 1 else f"{one}s"
        nothing = "no accounts yet" if one == "target" and not total else ""
        text = Content.styled(nothing or f"{total:,} {noun}", MUTED)
        if searching:
            text = Content.assemble(f"{found:,}", (f" of {total:,}", MUTED))
        # As wide as the widest: else the page is laid out anew, which no key can wait for.
        widest = max(len(f"{total:,} {noun}"), len(f"{total:,} of {total:,}"))
        self._blanks = " " * (widest - text.cell_length)
        self._counted, self._are_targets = text, one == "target"
        self._show()

    def _show(self) -> None:
        text = self._counted
        if self._marked and self._are_targets:
            marked = Content(f"{self._marked:,} marked")
            roomy = self.size.width >= NARROW
            text = Content.assemble(marked, (" · ", MUTED), text) if roomy else marked
        self.query_one("#count", SteadyText).update(Content.assemble(self._blanks, text))
