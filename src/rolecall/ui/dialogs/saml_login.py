"""The SAML login dialog: user name and password, and where the password goes."""

import asyncio
import re
from typing import ClassVar

from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static

from rolecall.core.errors import Cancelled
from rolecall.core.safe_text import safe_text
from rolecall.saml.idp_url import parse_url
from rolecall.signin.prompters import SamlLogin, SamlQuestion
from rolecall.ui.commands import LEAVE, Command
from rolecall.ui.dialogs.dialog import Dialog
from rolecall.ui.dialogs.fields.password_field import PasswordField
from rolecall.ui.dialogs.fields.tick_box import TickBox
from rolecall.ui.widgets.key_button import KeyButton
from rolecall.ui.widgets.styles import MUTED
from rolecall.ui.widgets.text_field import TextField

CANCEL = LEAVE._replace(label="Cancel", tooltip="Cancel the sign-in")
SIGN_IN = Command("sign-in", "enter", "Sign in", "Send both to the SAML provider")
_CLASSIC_WARNING = re.compile(r"\[WARNING\] - Using non-https url \((\S+)\)")
_LONGEST_ORIGIN = 300  # characters; a host name has 253 at most, and its end names its owner


class SamlDialog(Dialog[None]):
    """Answers login questions of one identity provider one after another, each with `answer`.

    `demo_login` is the login to show in the demo; `whom` replaces account and role in the subtitle.
    """

    CSS_PATH = ["dialog.tcss", "saml_login.tcss"]  # noqa: RUF012
    # The moves have priority. Else a password that a password manager types right after a tab would
    # still go to the user-name field, in clear, as the focus moves only later.
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab,down", "app.focus_next", "Next field", show=False, priority=True),
        Binding("shift+tab,up", "app.focus_previous", "Field before", show=False, priority=True),
        Binding("enter", "to_password", "Next field", show=False, priority=True),
        Binding("enter", "sign_in", "Sign in", show=False),
    ]

    def __init__(self, question: SamlQuestion, demo_login: str = "", whom: str = "") -> None:
        target = question.target
        about = whom or f"{target.alias} · {target.role_name}"
        self._provider = safe_text(question.provider, 40)
        title, account = f"Sign in to {self._provider}", "" if whom else target.account_id
        super().__init__(title, about, account=account, protected=target.protected)
        self._question = question
        self._demo_login = demo_login
        self.remembers = True  # initial state of the box that remembers the user name
        self._answer: asyncio.Future[SamlLogin] | None = None

    def compose_body(self) -> ComposeResult:
        with Horizontal(classes="field"):
            yield Static("user name", classes="label")
            yield TextField(
                self._question.user_name, id="user", classes="well", compact=True, max_length=256
            )
        with Horizontal(classes="field"):
            yield Static("password", classes="label")
            yield PasswordField(id="password").add_class("well")
        with Horizontal(classes="field"):
            yield Static(classes="label")
            ticked = self.remembers
            yield TickBox("remember the user name", id="remember", ticked=ticked).add_class("well")
        with Horizontal(id="sent"):
            yield Static("sent to", classes="label")
            yield Static(id="origin")
        yield Static(id="demo-login")

    def compose_buttons(self) -> ComposeResult:
        yield KeyButton(SIGN_IN, loose=True, id="sign-in").add_class("-primary")
        yield KeyButton(CANCEL, loose=True)
        yield Static(id="progress", classes="dialog-hint")

    def on_mount(self) -> None:
        self._show_where()
        self._show_possible()
        self.set_focus(self.query_one("#password" if self._question.user_name else "#user"))

    def on_resize(self) -> None:
        self.call_after_refresh(self._show_where)

    async def answer(self, question: SamlQuestion) -> SamlLogin:
        """Returns the next login typed; after a refusal, first shows a message.

        Raises Cancelled when the user cancels the dialog.
        """
        self._answer = asyncio.get_running_loop().create_future()
        if question.refusal is not None:
            self._refuse(question.stored)
        self._show_possible()
        return await self._answer

    def _refuse(self, stored: bool) -> None:
        password = self.query_one(PasswordField)
        password.clear()
        self.set_focus(password)
        if stored:
            then = "Enter the right one; the stored login stays unchanged."
            self.say(f"{self._provider} rejected the stored login.", then=then)
        else:
            then = "Check user name, password and URL, then try again."
            self.say(f"{self._provider} rejected the login.", then=then)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._show_possible()

    def on_password_field_changed(self, message: PasswordField.Changed) -> None:
        message.stop()
        self._show_possible()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_sign_in()

    def on_key_button_pressed(self, message: KeyButton.Pressed) -> None:
        message.stop()
        if message.command is SIGN_IN:
            self.action_sign_in()
        else:
            self.action_cancel()

    def action_to_password(self) -> None:
        """Moves on from the user name while the password is empty; else leaves Enter to sign in."""
        password = self.query_one(PasswordField)
        if password.secret or self.focused is not self.query_one("#user"):
            raise SkipAction()
        self.set_focus(password)

    def action_sign_in(self) -> None:
        """Sends the login; while user name or password is empty, moves the focus there instead."""
        if self._answer is None or self._answer.done():
            return
        password = self.query_one(PasswordField)
        if not self._user_name:
            self.set_focus(self.query_one("#user"))
        elif not password.secret:
            self.set_focus(password)
        else:
            password.busy = True
            remember = self.query_one(TickBox).ticked
            self._answer.set_result(SamlLogin(self._user_name, password.secret, remember))
            self.unsay()
            self._show_possible()

    def action_cancel(self) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(Cancelled())
        self.dismiss(None)

    @property
    def _user_name(self) -> str:
        return self.query_one("#user", Input).value.strip()

    def _show_possible(self) -> None:
        sent = self._answer is not None and self._answer.done()
        whole = bool(self._user_name and self.query_one(PasswordField).secret)
        self.query_one("#sign-in", KeyButton).disabled = sent or not whole
        self.query_one("#progress", Static).update("signing in …" if sent else "")

    def _show_where(self) -> None:
        """Shows where the password goes, with a warning if in clear; in the demo, the login too."""
        origin = safe_text(self._question.origin, _LONGEST_ORIGIN)
        small = self.is_small
        words = Content.assemble(origin, ("" if small else " and nowhere else", MUTED))
        if self._question.warning and in_clear(self._question.origin):
            risk = "others can read it" if small else "others on the network can read it"
            words = Content.assemble(words, "\n", ("▲ ", "$text-warning"), f"not https: {risk}")
        self.query_one("#origin", Static).update(words)
        label = "" if self.has_class("-narrow") else "demo login: "
        self.query_one("#demo-login", Static).update(
            Content.assemble((label, MUTED), safe_text(self._demo_login))
        )
        self.set_class(bool(self._demo_login), "-demo")


def in_clear(url: str) -> bool:
    """Returns whether others on the network can read what is sent to a URL.

    Raises ConfigError for what is no URL.
    """
    parts = parse_url(url)
    return parts.scheme == "http" and not parts.is_loopback


def in_our_words(line: str) -> str:
    """Returns a notice as the message line shows it; empty where it does not apply.

    The sign-in warns of plain http in the classic's words, and of loopback addresses too.
    """
    found = _CLASSIC_WARNING.match(line)
    if found is None:
        return line
    if not in_clear(found[1]):
        return ""
    return f"{parse_url(found[1]).origin} is not https: others can read your password."
