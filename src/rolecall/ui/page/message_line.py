"""The message line: what happened and what to do, shown for some seconds or until replaced."""

from textual import events
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from rolecall.core.safe_text import safe_text
from rolecall.ui.page.key_line import KeyLine
from rolecall.ui.widgets.styles import MESSAGES, MUTED

MESSAGE_SECONDS = 8.0
MESSAGE_ROOM = 9  # cells that margins, edge and sign take
CARD = 41  # cells of the card beside the list, and of the blank before it
MOST_ROWS = 6  # of a message
LONGEST_MESSAGE = 400  # characters: long enough for a long path with its line number
MESSAGE_SECONDS_COMPACT = 4.0  # where it covers the key line


class MessageLine(Static):
    """One message at a time, in the blank row above the key line, or over the key line.

    A long message is wrapped into the rows above, so that no hint is cut off.
    """

    last = ""  # the last message and its hint, whole

    _timer: Timer | None = None
    _about: object = None

    def say(self, kind: str, text: str, hint: str = "", *, about: object = None) -> None:
        """Shows a message: `kind` is success, warning or error; the hint follows in muted text.

        `about` is the row that it concerns, if it is to disappear when the cursor leaves that row.
        """
        self._about = about
        self.last = f"{text} {hint}".strip()
        edge_style, sign, hue = MESSAGES[kind]
        self.set_classes(f"-{kind} -shown")
        self.screen.query_one(KeyLine).add_class("-covered")
        words = Content.assemble(
            safe_text(text, LONGEST_MESSAGE),
            (f"  {safe_text(hint, LONGEST_MESSAGE)}" if hint else "", MUTED),
        )
        edge = ("▐", f"{edge_style} on $background")
        lines = self._wrapped(words)
        first, *more = [line.rstrip() for line in lines] or [Content()]
        rows = [Content.assemble(edge, (sign, hue), " ", first)]
        rows += [Content.assemble(edge, "  ", line) for line in more]
        self.update(Content("\n").join(rows))
        for more_rows in range(1, MOST_ROWS):
            self.screen.set_class(len(rows) > more_rows, f"-message-{more_rows + 1}")
        if self._timer is not None:
            self._timer.stop()
        self._timer = None
        if self.screen.has_class("-compact"):
            self._timer = self.set_timer(MESSAGE_SECONDS_COMPACT, self.clear)
        elif kind == "success":
            self._timer = self.set_timer(MESSAGE_SECONDS, self.clear)

    def _wrapped(self, words: Content) -> list[Content]:
        """Returns the lines: one where it fits into the page, else as wide as nothing is covered.

        Beside the card that is the width of the list, which gives way; the card never moves.
        """
        room = max(MESSAGE_ROOM, self.screen.size.width - MESSAGE_ROOM)
        if words.cell_length <= room or not self.screen.has_class("-wide"):
            return words.wrap(room)
        beside_card = not self.screen.has_class("-board") and self.screen.has_class("-tall")
        return words.wrap(room - CARD if beside_card else room)

    def cursor_is_on(self, row: object) -> None:
        """Clears a message that concerns another row."""
        if self._about not in (None, row):
            self.clear()

    def clear(self) -> None:
        """Clears the line."""
        self._about = None
        self.set_classes("")
        self.screen.remove_class(*(f"-message-{rows}" for rows in range(2, MOST_ROWS + 1)))
        self.screen.query_one(KeyLine).remove_class("-covered")

    def on_click(self, event: events.Click) -> None:
        self.clear()
