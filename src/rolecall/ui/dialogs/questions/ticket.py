"""The dialog for the ticket that a session's name holds."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Input, Static

from rolecall.core.errors import UsageError
from rolecall.signin.prompters import TicketQuestion
from rolecall.signin.scope.session_name import checked_ticket
from rolecall.ui.commands import LEAVE, Command
from rolecall.ui.dialogs.confirming import ConfirmingDialog
from rolecall.ui.widgets.key_button import KeyButton
from rolecall.ui.widgets.text_field import TextField

CANCEL = LEAVE._replace(label="Cancel", tooltip="Assume nothing")
CONFIRM = Command("confirm", "enter", "Assume", "Assume the role for this ticket")


class TicketDialog(ConfirmingDialog[str]):
    """Returns the ticket; None when cancelled. The last one of the account is filled in."""

    CSS_PATH = ["../dialog.tcss"]  # noqa: RUF012
    AUTO_FOCUS = "#ticket"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "confirm", "Assume", show=False)]

    def __init__(self, question: TicketQuestion) -> None:
        target = question.target
        super().__init__(
            "Which ticket is it for?",
            f"{target.alias} · {target.role_name}. It is in the session's name, which CloudTrail "
            "shows.",
            account=target.account_id,
            protected=target.protected,
        )
        self._offered = question.offered

    def compose_body(self) -> ComposeResult:
        with Horizontal(classes="field"):
            yield Static("ticket", classes="label")
            yield TextField(self._offered, id="ticket", classes="well", compact=True, max_length=64)

    def compose_buttons(self) -> ComposeResult:
        yield KeyButton(CONFIRM, loose=True, id="confirm").add_class("-primary")
        yield KeyButton(CANCEL, loose=True)

    def on_mount(self) -> None:
        self.query_one(Input).action_select_all()  # so that typing replaces the last one
        self._look()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.unsay()
        self._look()

    def action_confirm(self) -> None:
        try:
            self.dismiss(checked_ticket(self._typed))
        except UsageError as wrong:
            if self._typed.strip():
                self.say(wrong.message, then=wrong.hint)

    @property
    def _typed(self) -> str:
        return self.query_one(Input).value

    def _look(self) -> None:
        self.query_one("#confirm", KeyButton).disabled = not self._typed.strip()
