"""A field for one expected text, whose missing part is shown as a muted placeholder."""

from unicodedata import normalize

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from rolecall.core.safe_text import LONGEST, safe_text
from rolecall.ui.widgets.styles import MUTED


class GhostField(Widget, can_focus=True):
    """Edited at its end only. Nothing completes the text: the user types every letter."""

    ALLOW_SELECT = False

    class Changed(Message):
        """Posted when the text has changed."""

    def __init__(self, wanted: str, *, id: str) -> None:
        super().__init__(id=id, classes="well")
        self._wanted = wanted
        self._typed = ""

    @property
    def is_whole(self) -> bool:
        """Whether the expected text is entered; blanks around it, as in a paste, are ignored."""
        return _compared(self._typed) == _compared(self._wanted)

    @property
    def is_wrong(self) -> bool:
        """Whether what is typed is not the beginning of the expected text."""
        return not self.is_whole and self._right < len(self._typed)

    def type_text(self, text: str) -> None:
        """Appends what was typed or pasted, made safe to show."""
        room = LONGEST - len(self._typed)
        self._change(self._typed + safe_text(text.strip("\r\n"), LONGEST)[:room])

    def on_key(self, event: events.Key) -> None:
        # Not as bindings: those run late, and letters typed right after would be inserted first.
        if event.key == "backspace":
            event.stop()
            self._change(self._typed[:-1])
        elif event.key in ("ctrl+u", "ctrl+w"):
            event.stop()
            self._change("")
        elif event.is_printable and event.character:
            event.stop()
            self.type_text(event.character)

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        self.type_text(event.text)

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def render(self) -> Content:
        right = self._right
        ghost = "" if right < len(self._typed) else self._wanted[right:]
        shown = Content.assemble(
            (self._typed[:right], "bold"),
            (self._typed[right:], "bold underline $text-error"),
            (ghost + " ", MUTED),
        )
        cursor = len(self._typed)
        if self.has_focus:
            shown = shown.stylize("reverse", cursor, cursor + 1)
        # Scrolls so that the cursor and what is left to type stay visible.
        room = max(1, self.content_size.width)
        first = cursor
        while first > 0 and shown[first - 1 : cursor + 1].cell_length <= room * 3 // 4:
            first -= 1
        return shown[first:]

    @property
    def _right(self) -> int:
        """How many letters from the start are those of the expected text."""
        pairs = zip(self._typed, self._wanted, strict=False)
        return next(
            (place for place, (one, other) in enumerate(pairs) if one != other),
            min(len(self._typed), len(self._wanted)),
        )

    def _change(self, text: str) -> None:
        self._typed = text
        self.post_message(self.Changed())
        self.refresh()


def _compared(text: str) -> str:
    """Normalizes accents typed as one letter or as two, and blanks of any width."""
    return " ".join(normalize("NFC", text).split())
