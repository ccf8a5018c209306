"""The base of the dialogs that are confirmed with Enter or a button, and cancelled otherwise."""

from textual.widgets import Input

from rolecall.ui.commands import Command
from rolecall.ui.dialogs.dialog import Answer, Dialog
from rolecall.ui.widgets.key_button import KeyButton


class ConfirmingDialog(Dialog[Answer]):
    """A dialog whose button with the command id `confirm`, and Enter in a field, confirm it."""

    def action_confirm(self) -> None:
        """Dismisses the dialog with its answer, or says what is wrong with it."""
        raise NotImplementedError

    def press(self, command: Command) -> None:
        """Does what a button stands for; any but `confirm` cancels."""
        if command.id == "confirm":
            self.action_confirm()
        else:
            self.action_cancel()

    def on_key_button_pressed(self, message: KeyButton.Pressed) -> None:
        message.stop()
        self.press(message.command)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_confirm()
