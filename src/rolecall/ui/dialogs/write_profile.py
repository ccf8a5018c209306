"""The write-profile dialog: a name, and exactly what will change under it."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static

from rolecall.core.errors import RolecallError
from rolecall.core.safe_text import safe_text
from rolecall.handover.profile_change import ProfileChange, Row
from rolecall.ui.commands import LEAVE, Command
from rolecall.ui.dialogs.dialog import MUTED, Dialog
from rolecall.ui.key_button import KeyButton
from rolecall.ui.text_field import TextField

CANCEL = LEAVE._replace(label="Cancel", tooltip="Write nothing")
CONFIRM = Command("confirm", "enter", "confirm", "Write", "Write the section as shown")
_SIGN_HUES = {"~": "$text-warning", "+": "$text-success", "-": "$text-error"}


class WriteProfileDialog(Dialog[str]):
    """Gives the name to write; None when left. `look` is the dry run for a name, or raises."""

    AUTO_FOCUS = "#name"
    CSS_PATH = ["dialog.tcss", "write_profile.tcss"]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "confirm", "Write", show=False)]

    def __init__(
        self,
        about: str,
        name: str,
        look: Callable[[str], ProfileChange],
        shown_path: Callable[[str], str],
        *,
        protected: bool,
    ) -> None:
        super().__init__("Write profile", about, protected=protected)
        self._name = name
        self._look = look
        self._shown_path = shown_path
        self._possible = False

    def compose_body(self) -> ComposeResult:
        with Horizontal(classes="field"):
            yield Static("name", classes="label")
            yield TextField(self._name, id="name", compact=True, max_length=64)
        with Horizontal(classes="field"):
            yield Static("file", classes="label")
            yield Static(id="file")
        yield Static(id="change")

    def compose_buttons(self) -> ComposeResult:
        yield KeyButton(CONFIRM, loose=True, id="confirm")
        yield KeyButton(CANCEL, loose=True)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._show(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_confirm()

    def on_key_button_pressed(self, message: KeyButton.Pressed) -> None:
        message.stop()
        if message.command is CONFIRM:
            self.action_confirm()
        else:
            self.action_cancel()

    def action_confirm(self) -> None:
        if self._possible:
            self.dismiss(self.query_one("#name", Input).value)

    def _show(self, name: str) -> None:
        try:
            change = self._look(name)
        except RolecallError as refused:
            self._possible = False
            self.query_one("#change", Static).update("")
            self.query_one("#file", Static).update("")
            self.say(refused.message, then=refused.hint)
        else:
            self._possible = True
            self.query_one("#change", Static).update(_table(change))
            place = Content.assemble(
                safe_text(self._shown_path(change.path)), (f"  line {change.line}", MUTED)
            )
            self.query_one("#file", Static).update(place)
            self._say_what_changes(change)
        self.query_one("#confirm", KeyButton).disabled = not self._possible
        # Textual 8.2 keeps the height it measured before, where an update comes while the layout
        # of the one before it is still due.
        self.call_after_refresh(self._measure_again)

    def _measure_again(self) -> None:
        for part in ("#change", "#dialog-message"):
            self.query_one(part, Static).refresh(layout=True)

    def _say_what_changes(self, change: ProfileChange) -> None:
        lines = f"{change.lines_changed} line{'' if change.lines_changed == 1 else 's'}"
        words = Content.styled(
            f"{lines} of 1 section change. The other {change.lines_kept} stay, byte for byte.",
            MUTED,
        )
        for note in change.notes:
            words = Content.assemble(words, "\n", ("▲ ", "$text-warning"), safe_text(note))
        self.query_one("#dialog-message", Static).update(words)


def _table(change: ProfileChange) -> Content:
    lines = [
        Content.assemble(
            ("    " + f"[{change.name}]".ljust(28), "bold"),
            ("now".ljust(18), MUTED),
            ("after", MUTED),
        )
    ]
    lines += [_line(row) for row in change.rows]
    return Content("\n").join(lines)


def _line(row: Row) -> Content:
    after = row.after if row.sign else row.now
    now = "" if not row.sign else row.now
    return Content.assemble(
        (f"  {row.sign or ' '} ", _SIGN_HUES.get(row.sign, "")),
        (row.key.ljust(28), "" if row.sign else MUTED),
        (safe_text(now, 17).ljust(18), MUTED),
        (safe_text(after, 24), "" if row.sign else MUTED),
    )
