"""The single lines of the page: header, search, message and keys."""

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Static

from rolecall.core.countdown import LOOKS, Phase
from rolecall.core.safe_text import safe_text
from rolecall.ui.columns import NARROW, WIDE
from rolecall.ui.commands import COMMANDS
from rolecall.ui.inks import MESSAGES, MUTED, sign_ink
from rolecall.ui.keymap import shown
from rolecall.ui.steady_text import SteadyText
from rolecall.ui.text_field import TextField

MESSAGE_SECONDS = 8.0
MESSAGE_ROOM = 9  # cells beside the words: margins, bar and sign
LONGEST_MESSAGE = 400  # characters: a path may be long, and its line number stands after it
MESSAGE_SECONDS_COMPACT = 4.0  # where it covers the keys


class Header(SteadyText):
    """Name, the two tabs, the worst state; on the right whose sessions they are."""

    class TabPressed(Message):
        """A tab was clicked: that of the sessions, or that of the targets."""

        def __init__(self, sessions: bool) -> None:
            super().__init__()
            self.sessions = sessions

    sessions_from = 0  # the column where the second tab starts
    _sessions_to = 0

    def show(
        self, count: int, worst: tuple[Phase, int] | None, who: str, mfa: str, *, on_board: bool
    ) -> None:
        """`count`: the sessions on the board."""
        width = self.content_size.width
        roomy = width >= WIDE - 8
        open_tab, other_tab = "bold underline", MUTED
        left = Content.assemble(
            ("rolecall", "bold"),
            " " * (6 if roomy else 3),
            ("Targets", other_tab if on_board else open_tab),
            " " * (3 if roomy else 2),
        )
        self.sessions_from = left.cell_length - 1
        tab = f"Sessions {count:,}" if count else "Sessions"
        left = Content.assemble(left, (tab, open_tab if on_board else other_tab))
        self._sessions_to = left.cell_length
        right = Content.assemble(("MFA ", MUTED), mfa)
        if worst is not None:
            look, many = LOOKS[worst[0]], worst[1]
            sign = (look.sign, sign_ink(worst[0]))
            left = Content.assemble(left, "  ", sign, f" {many}")
            worded = Content.assemble(left, f" {look.word}")
            if worded.cell_length + right.cell_length < width:
                left = worded
        if width - left.cell_length - right.cell_length > len(who) + 6:
            right = Content.assemble((safe_text(who), MUTED), "   ", right)
        gap = " " * max(1, width - left.cell_length - right.cell_length)
        self.update(Content.assemble(left, gap, right))

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None or offset.x < len("rolecall"):
            return
        if offset.x < self._sessions_to:
            self.post_message(self.TabPressed(offset.x >= self.sessions_from))


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


class MessageLine(Static):
    """One message at a time, in the blank row above the keys, or over them where there is none.

    A long one takes the rows above as well, so that no hint loses its end.
    """

    _timer: Timer | None = None

    def say(self, kind: str, text: str, hint: str = "") -> None:
        """`kind` is success, warning or error; the hint follows in muted words."""
        edge_ink, sign, hue = MESSAGES[kind]
        self.set_classes(f"-{kind} -shown")
        self.screen.query_one(KeyLine).add_class("-covered")
        words = Content.assemble(
            safe_text(text, LONGEST_MESSAGE),
            (f"  {safe_text(hint, LONGEST_MESSAGE)}" if hint else "", MUTED),
        )
        edge = ("▐", f"{edge_ink} on $background")
        lines = words.wrap(max(MESSAGE_ROOM, self.screen.size.width - MESSAGE_ROOM))
        first, *more = [line.rstrip() for line in lines] or [Content()]
        rows = [Content.assemble(edge, (sign, hue), " ", first)]
        rows += [Content.assemble(edge, "  ", line) for line in more]
        self.update(Content("\n").join(rows))
        if self._timer is not None:
            self._timer.stop()
        self._timer = None
        if self.screen.has_class("-compact"):
            self._timer = self.set_timer(MESSAGE_SECONDS_COMPACT, self.clear)
        elif kind == "success":
            self._timer = self.set_timer(MESSAGE_SECONDS, self.clear)

    def clear(self) -> None:
        """Take the message away."""
        self.set_classes("")
        self.screen.query_one(KeyLine).remove_class("-covered")

    def on_click(self, event: events.Click) -> None:
        self.clear()


class KeyLine(SteadyText):
    """The keys that no button shows."""

    def show(self, words: dict[str, str]) -> None:
        """`words` replaces the footer word of a command id, as it is at this moment."""
        parts: list[Content | tuple[str, str] | str] = []
        for command in COMMANDS:
            word = words.get(command.id, command.footer)
            if not word:
                continue
            parts += [(shown(self.app, command).key_word, "bold"), (f" {word}   ", MUTED)]
        self.update(Content.assemble(*parts))
