"""The field for the six digits of an MFA code; the sixth digit submits it."""

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message

from rolecall.core.errors import MfaRefused
from rolecall.core.safe_text import typed_text
from rolecall.signin.mfa.mfa_code import DIGITS, tidy_code
from rolecall.ui.widgets.big_number import BigNumber


class CodeField(Horizontal, can_focus=True):
    """Accepts digits by key or paste. While AWS is asked it is `busy` and cannot be edited."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("backspace", "back", "Back", show=False),
        Binding("ctrl+u", "clear", "Clear", show=False),
    ]

    class Complete(Message):
        """Posted when six digits are entered."""

        def __init__(self, code: str) -> None:
            super().__init__()
            self.code = code

        def __repr__(self) -> str:
            return "Complete(code=******)"  # a code opens the account for 30 s

    def __init__(self) -> None:
        super().__init__(id="code")
        self._code = ""
        self.busy = False

    def compose(self) -> ComposeResult:
        for place in range(DIGITS):
            yield BigNumber(classes="flap -middle" if place == DIGITS // 2 else "flap")

    def on_mount(self) -> None:
        self._show()

    def clear(self) -> None:
        """Empties the field and accepts another code."""
        self._code = ""
        self.busy = False
        self._show()

    def type_text(self, text: str) -> None:
        """Takes a whole code in place of the digits; else appends the digits of `text`."""
        if self.busy:
            return
        try:
            self._code = tidy_code(text)
        except MfaRefused:
            digits = "".join(str(int(c)) for c in text if c.isdecimal())
            self._code = (self._code + digits)[:DIGITS]
        self._show()
        if len(self._code) == DIGITS:
            self.busy = True
            self._show()
            self.post_message(self.Complete(self._code))

    def on_key(self, event: events.Key) -> None:
        # Full-width digits count; ², which some keyboards have as a key, does not.
        if event.character is not None and event.character.isdecimal():
            event.stop()
            self.type_text(event.character)

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        self.type_text(typed_text(event.text)[:64])  # the digits of `ESC [201~` are not the code's

    def action_back(self) -> None:
        if not self.busy:
            self._code = self._code[:-1]
            self._show()

    def action_clear(self) -> None:
        if not self.busy:
            self.clear()

    def _show(self) -> None:
        for place, flap in enumerate(self.query(BigNumber)):
            flap.update(self._code[place : place + 1])
            flap.set_class(place == len(self._code) and not self.busy, "-current")
