"""The dialogs that confirm: a protected account, by its name, and what goes with a session."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from rolecall.core.countdown import words_for
from rolecall.core.safe_text import safe_text
from rolecall.signin.plan import Plan
from rolecall.signin.targets.target_words import name_to_type
from rolecall.ui.commands import LEAVE, Command
from rolecall.ui.dialogs.confirming import ConfirmingDialog
from rolecall.ui.dialogs.fields.ghost_field import GhostField
from rolecall.ui.widgets.key_button import KeyButton
from rolecall.ui.widgets.styles import MUTED

CANCEL = LEAVE._replace(label="Cancel", tooltip="Assume nothing")
CONFIRM = Command("confirm", "enter", "Assume", "Assume the role in this account")


class ConfirmDialog(ConfirmingDialog[bool]):
    """Returns True once the name of the account is typed; None when cancelled.

    `plans` are not empty and all of one account. A name that cannot be typed is replaced by the 12
    digits.
    """

    AUTO_FOCUS = "#name"
    CSS_PATH = ["dialog.tcss", "confirm.tcss"]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "confirm", "Assume", show=False)]

    def __init__(self, plans: Sequence[Plan]) -> None:
        target = plans[0].target
        roles = ", ".join(dict.fromkeys(plan.target.role_name for plan in plans))
        longest = max(plan.duration for plan in plans)
        about = f"{safe_text(roles, 80)} · {words_for(longest)}"
        title, account = safe_text(target.alias), target.account_id
        super().__init__(title, about, account=account, protected=True)
        self._note = safe_text(target.note)
        self.wanted = name_to_type(target.alias, target.account_id)
        self._by_id = self.wanted == target.account_id

    def compose_body(self) -> ComposeResult:
        if self._note:
            yield Static(Content(self._note), id="confirm-note")
        what = "account id" if self._by_id else "account name"
        yield Static(Content.styled(f"Type the {what} to assume it.", MUTED), id="confirm-words")
        yield GhostField(self.wanted, id="name")

    def compose_buttons(self) -> ComposeResult:
        yield KeyButton(CONFIRM, loose=True, id="confirm").add_class("-primary")
        yield KeyButton(CANCEL, loose=True)
        yield Static(classes="dialog-hint", id="confirm-hint")

    def on_mount(self) -> None:
        self._show()

    def on_resize(self) -> None:
        self.call_after_refresh(self._show)

    def on_ghost_field_changed(self, message: GhostField.Changed) -> None:
        message.stop()
        self._show()

    def action_confirm(self) -> None:
        if self.query_one(GhostField).is_whole:
            self.dismiss(True)

    def _show(self) -> None:
        field = self.query_one(GhostField)
        self.query_one("#confirm", KeyButton).disabled = not field.is_whole
        hint = Content("")
        if field.is_wrong:
            words = (
                "" if self.has_class("-narrow") else f"not the {'id' if self._by_id else 'name'}"
            )
            hint = Content.assemble(("× ", "$text-error"), (words, "$text"))
        self.query_one("#confirm-hint", Static).update(hint)


KEEP = LEAVE._replace(label="Cancel", tooltip="Forget nothing")
FORGET = Command("confirm", "enter", "Forget", "Forget it, and what goes with it")


class ForgetDialog(ConfirmingDialog[bool]):
    """Returns True to forget; None when cancelled. `lost` says what goes with the session."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "confirm", "Forget", show=False)]

    def __init__(self, what: str, lost: str, *, account: str = "") -> None:
        super().__init__(f"Forget {what}?", lost, account=account)

    def compose_buttons(self) -> ComposeResult:
        yield KeyButton(FORGET, loose=True).add_class("-primary")
        yield KeyButton(KEEP, loose=True)

    def action_confirm(self) -> None:
        self.dismiss(True)
