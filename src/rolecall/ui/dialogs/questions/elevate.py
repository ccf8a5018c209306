"""The dialog that elevates: why, and for how long."""

from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Input, Static

from rolecall.core.errors import UsageError
from rolecall.core.model import Target
from rolecall.core.settings.setting_values import parse_duration
from rolecall.signin.scope.elevation import USUAL, checked_reason
from rolecall.ui.commands import LEAVE, Command
from rolecall.ui.dialogs.confirming import ConfirmingDialog
from rolecall.ui.widgets.key_button import KeyButton
from rolecall.ui.widgets.text_field import TextField

CANCEL = LEAVE._replace(label="Cancel", tooltip="Stay read-only")
CONFIRM = Command("confirm", "enter", "Elevate", "Take all of the role for this time")


class ElevateAnswer(NamedTuple):
    """`duration` as it was typed; both are checked."""

    reason: str
    duration: str


class ElevateDialog(ConfirmingDialog[ElevateAnswer]):
    """Asks for a reason and a time; None when cancelled."""

    CSS_PATH = ["../dialog.tcss"]  # noqa: RUF012
    AUTO_FOCUS = "#reason"
    BINDINGS: ClassVar[list[BindingType]] = [
        # With priority, so that letters typed right after such a key go to the next field.
        Binding("tab,down", "app.focus_next", "Next field", show=False, priority=True),
        Binding("shift+tab,up", "app.focus_previous", "Field before", show=False, priority=True),
        Binding("enter", "confirm", "Elevate", show=False),
    ]

    def __init__(self, target: Target) -> None:
        super().__init__(
            "Elevate",
            f"{target.alias} · {target.role_name}: all of the role, not only reading.",
            account=target.account_id,
            protected=target.protected,
        )

    def compose_body(self) -> ComposeResult:
        for name, label, value, hint, longest in (
            ("reason", "reason", "", "INC-1234: restart the queue", 80),
            ("duration", "for", USUAL, USUAL, 8),
        ):
            with Horizontal(classes="field"):
                yield Static(label, classes="label")
                yield TextField(
                    value,
                    placeholder=hint,
                    id=name,
                    classes="well",
                    compact=True,
                    max_length=longest,
                )

    def compose_buttons(self) -> ComposeResult:
        yield KeyButton(CONFIRM, loose=True, id="confirm").add_class("-primary")
        yield KeyButton(CANCEL, loose=True)

    def on_mount(self) -> None:
        self._look()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.unsay()
        self._look()

    def action_confirm(self) -> None:
        reason, duration = self._typed
        if not reason.strip():
            return
        try:
            parse_duration(duration.strip())
            self.dismiss(ElevateAnswer(checked_reason(reason), duration.strip()))
        except UsageError as wrong:
            self.say(wrong.message, then=wrong.hint)

    @property
    def _typed(self) -> tuple[str, str]:
        reason, duration = (self.query_one(name, Input) for name in ("#reason", "#duration"))
        return reason.value, duration.value

    def _look(self) -> None:
        self.query_one("#confirm", KeyButton).disabled = not self._typed[0].strip()
