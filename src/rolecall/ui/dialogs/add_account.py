"""The dialog that adds an account to the accounts file: an alias and its 12 digits."""

from collections.abc import Awaitable, Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static

from rolecall.catalog.accounts.accounts_file import AccountsFile
from rolecall.catalog.accounts.accounts_writer import LONGEST_ALIAS, checked_entry
from rolecall.core.errors import RolecallError, UsageError
from rolecall.core.nearest import one_typo
from rolecall.core.safe_text import safe_text
from rolecall.ui.commands import LEAVE, Command
from rolecall.ui.dialogs.confirming import ConfirmingDialog
from rolecall.ui.widgets.key_button import KeyButton
from rolecall.ui.widgets.styles import MUTED
from rolecall.ui.widgets.text_field import TextField

CANCEL = LEAVE._replace(label="Cancel", tooltip="Add nothing")
CONFIRM = Command("confirm", "enter", "Add account", "Add it to the accounts file")
_LONGEST_ID = 20  # characters: 12 digits, with dashes and blanks that were copied along


class AddAccountDialog(ConfirmingDialog[tuple[str, str]]):
    """Asks for an alias and an id, and stays open until `add` has accepted them.

    Returns both as they were added; None when cancelled. `add` raises RolecallError.
    """

    AUTO_FOCUS = "#alias"
    BINDINGS: ClassVar[list[BindingType]] = [
        # With priority, so that letters typed right after such a key, or pasted after a line end,
        # already go to the next field.
        Binding("tab,down", "app.focus_next", "Next field", show=False, priority=True),
        Binding("shift+tab,up", "app.focus_previous", "Field before", show=False, priority=True),
        Binding("enter", "to_account_id", "Next field", show=False, priority=True),
        Binding("enter", "confirm", "Add account", show=False),
    ]

    def __init__(
        self, known: AccountsFile, file: str, add: Callable[[str, str], Awaitable[str]]
    ) -> None:
        super().__init__("Add an account", f"Adds a line to {file}.")
        self._known = known
        self._add = add
        self._busy = False

    def compose_body(self) -> ComposeResult:
        for name, label, hint, longest in (
            ("alias", "alias", "staging", LONGEST_ALIAS),
            ("account-id", "account id", "210987654321", _LONGEST_ID),
        ):
            with Horizontal(classes="field"):
                yield Static(label, classes="label")
                yield TextField(
                    placeholder=hint, id=name, classes="well", compact=True, max_length=longest
                )

    def compose_buttons(self) -> ComposeResult:
        yield KeyButton(CONFIRM, loose=True, id="confirm").add_class("-primary")
        yield KeyButton(CANCEL, loose=True)

    def on_mount(self) -> None:
        self._look()
        if self._known.problems:
            first = self._known.problems[0]
            # Not before the first layout: the words are wrapped to the width of the dialog.
            self.call_after_refresh(self.say, first.message, then=first.hint)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.unsay()
        self._look()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "to_account_id":
            return self.focused is self.query_one("#alias") and not self._typed[1]
        return True

    def action_to_account_id(self) -> None:
        self.set_focus(self.query_one("#account-id", Input))  # at once: more may be typed already

    def action_confirm(self) -> None:
        if not self._busy:
            self._busy = True
            self.run_worker(self._write(), description="add account")

    async def _write(self) -> None:
        alias, account_id = self._typed
        try:
            found = await self._add(alias, account_id)
        except RolecallError as refused:
            self.say(refused.message, then=refused.hint)
        else:
            self.dismiss((alias.strip(), found))
        finally:
            self._busy = False

    @property
    def _typed(self) -> tuple[str, str]:
        alias, account_id = (self.query_one(name, Input) for name in ("#alias", "#account-id"))
        return alias.value, account_id.value

    def _look(self) -> None:
        """Shows the line that would be added, once the entry is valid."""
        try:
            alias, account_id = checked_entry(self._known, *self._typed)
        except RolecallError as refused:
            self.query_one("#confirm", KeyButton).disabled = True
            # An unfinished entry is no error yet, but a name that is taken is one.
            taken = isinstance(refused, UsageError) and "already" in refused.message
            if taken:
                self.say(refused.message, then=refused.hint)
            return
        self.query_one("#confirm", KeyButton).disabled = False
        near = one_typo(alias, self._known.accounts)
        also = f'  Did you mean "{safe_text(near, 30)}", which exists already?' if near else "  new"
        line = Content.assemble(
            ("+ ", "$text-success"), f'"{safe_text(alias)}": "{account_id}"', (also, MUTED)
        )
        self.query_one("#dialog-message", Static).update(line)
