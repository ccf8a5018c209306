"""The field for a password: never shown, never copied, in no message and no repr."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from rolecall.core.safe_text import typed_text
from rolecall.core.secret import Secret

LONGEST = 1024  # characters


class PasswordField(Widget, can_focus=True):
    """Draws bullets. Textual's Input would copy the text, and show it in the repr of messages."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1)", "Left", show=False),
        Binding("right", "move(1)", "Right", show=False),
        Binding("home,ctrl+a", f"move({-LONGEST})", "To the start", show=False),
        Binding("end,ctrl+e", f"move({LONGEST})", "To the end", show=False),
        Binding("backspace", "delete(-1)", "Back", show=False),
        Binding("delete,ctrl+d", "delete(1)", "Delete", show=False),
        Binding("ctrl+u,ctrl+w", f"delete({-LONGEST})", "Clear to the start", show=False),
        Binding("ctrl+k", f"delete({LONGEST})", "Clear to the end", show=False),
    ]

    class Changed(Message):
        """Posted when the text has changed."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._typed = Secret("")
        self._cursor = 0
        self.busy = False  # the password is being sent: no edits

    @property
    def secret(self) -> Secret:
        """Returns the password; falsy while it is empty."""
        return self._typed

    def clear(self) -> None:
        """Empties the field and accepts another password."""
        self.busy = False
        self._change("", 0)

    def type_text(self, text: str) -> None:
        """Inserts text at the cursor; one that would exceed LONGEST is refused as a whole."""
        typed, text = self._typed.reveal(), typed_text(text)
        if self.busy or not text:
            return
        if len(typed) + len(text) > LONGEST:
            self.app.bell()
            return
        place = self._cursor
        self._change(typed[:place] + text + typed[place:], place + len(text))

    def on_key(self, event: events.Key) -> None:
        # Unprintable characters, such as a no-break space, can be part of a password too.
        if event.character is not None and typed_text(event.character):
            event.stop()
            self.type_text(event.character)

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        self.type_text(event.text)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        offset = event.get_content_offset(self)
        if offset is not None:
            self._cursor = 0
            self.action_move(self._first_shown + offset.x)

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def action_move(self, steps: int) -> None:
        self._cursor = max(0, min(len(self._typed.reveal()), self._cursor + steps))
        self.refresh()

    def action_delete(self, steps: int) -> None:
        """Deletes that many characters after the cursor; before it if `steps` is negative."""
        if not self.busy:
            typed = self._typed.reveal()
            start, end = sorted((self._cursor, max(0, self._cursor + steps)))
            self._change(typed[:start] + typed[end:], start)

    def render(self) -> Content:
        count, first = len(self._typed.reveal()), self._first_shown
        shown = Content("•" * count + " ")[first : first + max(1, self.content_size.width)]
        if self.has_focus:
            shown = shown.stylize("reverse", self._cursor - first, self._cursor - first + 1)
        return shown

    @property
    def _first_shown(self) -> int:
        return max(0, self._cursor - max(1, self.content_size.width) + 1)

    def _change(self, text: str, cursor: int) -> None:
        self._typed, self._cursor = Secret(text), cursor
        self.post_message(self.Changed())
        self.refresh()
