"""The SAML login dialog: user name and password, and where the password goes."""

import asyncio
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Checkbox, Input, Static

from rolecall.core.errors import Cancelled
from rolecall.core.safe_text import safe_text
from rolecall.signin.prompter import SamlLogin, SamlQuestion
from rolecall.ui.commands import LEAVE, Command
from rolecall.ui.dialogs.dialog import Dialog
from rolecall.ui.inks import MUTED
from rolecall.ui.key_button import KeyButton
from rolecall.ui.password_field import PasswordField
from rolecall.ui.text_field import TextField

CANCEL = LEAVE._replace(label="Cancel", tooltip="Sign in nowhere")
SIGN_IN = Command("sign-in", "enter", "sign_in", "Sign in", "Send both to the identity provider")


class SamlDialog(Dialog[None]):
    """Answers one question after another: `answer` shows it, and gives the login."""

    CSS_PATH = ["dialog.tcss", "saml_login.tcss"]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "focus_next", "Next field", show=False),
        Binding("up", "focus_previous", "Field before", show=False),
    ]

    def __init__(self, question: SamlQuestion, shown_login: str = "") -> None:
        target = question.target
        about = f"{target.alias} · {target.role_name}"
        title = f"Sign in to {safe_text(question.provider, 40)}"
        super().__init__(title, about, protected=target.protected)
        self._question = question
        self._shown_login = shown_login
        self._answer: asyncio.Future[SamlLogin] | None = None
        self._busy = False

    def compose_body(self) -> ComposeResult:
        with Horizontal(classes="field"):
            yield Static("user name", classes="label")
            yield TextField(self._question.user_name, id="user", compact=True, max_length=256)
        with Horizontal(classes="field"):
            yield Static("password", classes="label")
            yield PasswordField(id="password")
        with Horizontal(classes="field"):
            yield Static("", classes="label")
            yield Checkbox("remember the user name", True, id="remember", compact=True)
        with Horizontal(classes="line"):
            yield Static("sent to", classes="label")
            origin = safe_text(self._question.origin)
            yield Static(Content.assemble(origin, (" and nowhere else", MUTED)), id="origin")
        with Horizontal(classes="line -demo"):
            yield Static("the demo's", classes="label")
            yield Static(Content(self._shown_login), id="demo-login")

    def compose_buttons(self) -> ComposeResult:
        yield KeyButton(SIGN_IN, loose=True, id="sign-in")
        yield KeyButton(CANCEL, loose=True)

    def on_mount(self) -> None:
        self.set_class(bool(self._shown_login), "-with-demo")
        self.query_one("#password" if self._question.user_name else "#user").focus()
        self._show_possible()

    async def answer(self, question: SamlQuestion) -> SamlLogin:
        """Wait for a login; after a refusal the dialog says why and takes another.

        Raises Cancelled when the dialog is left.
        """
        self._answer = asyncio.get_running_loop().create_future()
        self._busy = False
        if question.refusal is not None:
            password = self.query_one(PasswordField)
            password.value = ""
            password.focus()
            self.say(question.refusal.message, then=question.refusal.hint)
        elif question.warning:
            self.say(question.warning, sign="▲")
        self._show_possible()
        return await self._answer

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._show_possible()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes to the field that is still empty, and sends when none is."""
        event.stop()
        if event.input.id == "user" and not self.query_one(PasswordField).value:
            self.query_one(PasswordField).focus()
        else:
            self.action_sign_in()

    def on_key_button_pressed(self, message: KeyButton.Pressed) -> None:
        message.stop()
        if message.command is SIGN_IN:
            self.action_sign_in()
        else:
            self.action_cancel()

    def action_sign_in(self) -> None:
        waits = self._answer is not None and not self._answer.done()
        if not waits or self._answer is None or not self._is_whole:
            return
        self._busy = True
        self.say("", f"signing in to {safe_text(self._question.provider, 40)} …", sign="")
        self._show_possible()
        self._answer.set_result(
            SamlLogin(
                self.query_one("#user", Input).value.strip(),
                self.query_one(PasswordField).secret,
                self.query_one("#remember", Checkbox).value,
            )
        )

    def action_cancel(self) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(Cancelled())
        self.dismiss(None)

    @property
    def _is_whole(self) -> bool:
        user = self.query_one("#user", Input).value.strip()
        return bool(user) and bool(self.query_one(PasswordField).value)

    def _show_possible(self) -> None:
        self.query_one("#sign-in", KeyButton).disabled = self._busy or not self._is_whole
