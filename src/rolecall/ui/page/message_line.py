"""The single lines of the page: header, search, message and keys."""

from textual import events
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from rolecall.core.safe_text import safe_text
from rolecall.ui.page.key_line import KeyLine
from rolecall.ui.widgets.styles import MESSAGES, MUTED

MESSAGE_SECONDS = 8.0
MESSAGE_ROOM = 9  # cells beside the words: margins, bar and sign
LONGEST_MESSAGE = 400  # characters: a path may be long, and its line number stands after it
MESSAGE_SECONDS_COMPACT = 4.0  # where it covers the keys


class MessageLine(Static):
    """One message at a time, in the blank row above the keys, or over them where there is none.

    A long one takes the rows above as well, so that no hint loses its end.
    """

    _timer: Timer | None = None
    _about: object = None

    def say(self, kind: str, text: str, hint: str = "", *, about: object = None) -> None:
        """Shows a message: `kind` is success, warning or error; the hint follows in muted words.

        `about` is the row it is about, if it is to go with the cursor.
        """
        self._about = about
        edge_style, sign, hue = MESSAGES[kind]
        self.set_classes(f"-{kind} -shown")
        self.screen.query_one(KeyLine).add_class("-covered")
        words = Content.assemble(
            safe_text(text, LONGEST_MESSAGE),
            (f"  {safe_text(hint, LONGEST_MESSAGE)}" if hint else "", MUTED),
        )
        edge = ("▐", f"{edge_style} on $background")
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

    def cursor_is_on(self, row: object) -> None:
        """Clears a message that was about another row."""
        if self._about not in (None, row):
            self.clear()

    def clear(self) -> None:
        """Clears the line."""
        self._about = None
        self.set_classes("")
        self.screen.query_one(KeyLine).remove_class("-covered")

    def on_click(self, event: events.Click) -> None:
        self.clear()
