"""A sign-in from the picker: it runs in a thread, asks by dialogs, and can be stopped."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError as FutureCancelled
from contextvars import copy_context
from typing import Any, TypeVar

from rolecall.core.errors import Cancelled
from rolecall.core.files.locks import stop_waiting
from rolecall.core.model import Target
from rolecall.core.state.state import load_state
from rolecall.signin.browser.pages import BrowserQuestion, SignedInBy
from rolecall.signin.desk import Desk
from rolecall.signin.plan import Plan
from rolecall.signin.progress import Step
from rolecall.signin.prompters import (
    AskedElsewhere,
    MfaAnswer,
    MfaQuestion,
    SamlLogin,
    SamlQuestion,
    TicketQuestion,
)
from rolecall.signin.renewal import Renewed, renew
from rolecall.signin.services import SignedIn
from rolecall.ui.dialogs.browser.browser_login import BrowserDialog
from rolecall.ui.dialogs.browser.page_facts import PageFacts
from rolecall.ui.dialogs.mfa import MfaDialog
from rolecall.ui.dialogs.questions.answered import unless_answered
from rolecall.ui.dialogs.questions.ticket import TicketDialog
from rolecall.ui.dialogs.saml_login import SamlDialog, in_our_words
from rolecall.ui.flows.browser.browser_login import BrowserLogin
from rolecall.ui.flows.host import Host
from rolecall.ui.state.settings import REMEMBER, is_on
from rolecall.ui.threads import in_thread

Result = TypeVar("Result")
_LOOK = 0.1  # seconds between two looks at another process


class DialogPrompter:
    """The Prompter of one sign-in, whose methods a thread calls; all others are for the loop.

    `on_step` is called on the event loop with each step and its detail. `subject` returns what a
    dialog is for, in the place of the target that asks; empty: that target.
    """

    def __init__(
        self,
        host: Host,
        desk: Desk,
        on_step: Callable[[Step, str], None],
        subject: Callable[[Target], str] = lambda target: "",
    ) -> None:
        self._host = host
        self._app = host.app  # the property is for the loop's thread
        self._desk = desk
        self._on_step = on_step
        self._subject = subject
        self._loop = asyncio.get_running_loop()
        self._context = copy_context()  # holds Textual's active app
        self._stopped = threading.Event()
        self._wanted_here = threading.Event()  # what another process asks
        self.noticed: list[str] = []  # what was shown; it would be lost under the next message
        self._dialog: MfaDialog | SamlDialog | BrowserDialog | None = None
        self._task: asyncio.Task[Any] | None = None

    async def sign_in(self, plan: Plan) -> SignedIn:
        """Returns the role session of a plan. Raises RolecallError; Cancelled when stopped."""
        return await self.run(lambda: self._desk.become(plan, self))

    async def renew(self, plan: Plan) -> Renewed:
        """Replaces the session that is held. Raises as `sign_in` does."""
        return await self.run(lambda: renew(self._desk, plan, self, self.notice))

    async def run(self, call: Callable[[], Result]) -> Result:
        """Runs in a thread what may ask this prompter. Raises as `sign_in` does."""
        self._task = asyncio.current_task()
        try:
            return await in_thread(call, "sign-in")
        finally:
            self._stopped.set()
            self.close_dialog()

    def stop(self) -> None:
        """Sends AWS no further request, and keeps nothing of what it still answers."""
        self._stopped.set()
        stop_waiting()

    def mfa_code(self, question: MfaQuestion) -> MfaAnswer:
        self._unless_stopped()
        try:
            answer: MfaAnswer = self._app.call_from_thread(self._ask, question)  # type: ignore[arg-type]
            return answer
        except (asyncio.CancelledError, FutureCancelled):
            raise Cancelled() from None

    def saml_login(self, question: SamlQuestion) -> SamlLogin:
        self._unless_stopped()
        try:
            answer: SamlLogin = self._app.call_from_thread(self._ask_login, question)  # type: ignore[arg-type]
            return answer
        except (asyncio.CancelledError, FutureCancelled):
            raise Cancelled() from None

    def browser_login(self, question: BrowserQuestion) -> SignedInBy:
        self._unless_stopped()
        target = question.target
        whom = self._subject(target) if target is not None else ""
        in_demo = self._host.device_code(question.provider) or ""
        login = BrowserLogin(self._desk, question, whom, in_demo)

        def show(page: PageFacts) -> None:
            self._app.call_from_thread(self._show_page, login, page, question)  # type: ignore[arg-type]

        try:
            return login.run(show, self._unless_stopped)
        except (asyncio.CancelledError, FutureCancelled):
            raise Cancelled() from None
        finally:
            if not self._loop.is_closed():
                self._loop.call_soon_threadsafe(self.close_dialog, context=self._context)

    def ticket(self, question: TicketQuestion) -> str:
        self._unless_stopped()
        try:
            return str(self._app.call_from_thread(self._ask_ticket, question))  # type: ignore[arg-type]
        except (asyncio.CancelledError, FutureCancelled):
            raise Cancelled() from None

    def wait_for_other(self, asked: AskedElsewhere) -> bool:
        self._wanted_here.clear()
        line = f"{asked.line} Answer there, or press Enter to answer here."
        self.progress(Step.WAITING_FOR_PROCESS)
        self._loop.call_soon_threadsafe(self._show_waiting, line, context=self._context)
        try:
            while not asked.is_over():
                self._unless_stopped()
                if self._wanted_here.wait(_LOOK):
                    return False
            return True
        finally:
            if not self._loop.is_closed():
                self._loop.call_soon_threadsafe(self._show_waiting, "", context=self._context)

    def ask_here(self) -> None:
        """Asks what another process is asking, instead of waiting for it."""
        self._wanted_here.set()

    def notice(self, line: str) -> None:
        self._unless_stopped()
        line = in_our_words(line)
        self._loop.call_soon_threadsafe(self._show_notice, line, context=self._context)

    def region(self, offered: str) -> str:
        """Asks nothing: where no region is known, none is exported."""
        return ""

    def progress(self, step: Step, detail: str = "") -> None:
        self._unless_stopped()
        self._loop.call_soon_threadsafe(self._take_step, step, detail, context=self._context)

    def check_cancelled(self) -> None:
        self._unless_stopped()

    def _take_step(self, step: Step, detail: str) -> None:
        self._on_step(step, detail)
        if isinstance(self._dialog, MfaDialog) and self._dialog.is_current:
            self._dialog.show_step(step, detail)

    def _show_notice(self, line: str) -> None:
        if line and self._host.is_open:
            self.noticed.append(line)
            self._host.say("warning", line)

    def _show_waiting(self, line: str) -> None:
        if self._host.is_open:
            self._host.announce("warning", line) if line else self._host.say_nothing()

    def _unless_stopped(self) -> None:
        if self._stopped.is_set() or self._loop.is_closed():
            raise Cancelled()

    async def _ask(self, question: MfaQuestion) -> MfaAnswer:
        self._unless_stopped()
        dialog = self._dialog
        if not isinstance(dialog, MfaDialog):
            dialog = self._dialog = MfaDialog(
                question,
                lambda: self._desk.clock().timestamp(),
                self._host.device_code,
                self._subject(question.target),
            )
            await self._app.push_screen(dialog, self._dismissed)
        self._on_step(Step.WAITING_FOR_CODE, "")
        return await unless_answered(dialog.answer(question), question.is_answered)

    async def _ask_login(self, question: SamlQuestion) -> SamlLogin:
        self._unless_stopped()
        dialog = self._dialog
        if not isinstance(dialog, SamlDialog):
            dialog = self._dialog = SamlDialog(
                question,
                self._host.device_code(question.provider) or "",
                self._subject(question.target),
            )
            state = load_state(self._desk.paths.state_file)
            dialog.remembers = is_on(state, REMEMBER)
            await self._app.push_screen(dialog, self._dismissed)
        self._on_step(Step.WAITING_FOR_LOGIN, "")
        return await unless_answered(dialog.answer(question), question.is_answered)

    async def _show_page(
        self, login: BrowserLogin, page: PageFacts, question: BrowserQuestion
    ) -> None:
        self._unless_stopped()
        if isinstance(self._dialog, BrowserDialog):
            self._dialog.show(page)
        else:
            self._dialog = dialog = login.dialog(page)
            dialog.show(page, question.refusal)
            await self._app.push_screen(dialog, self._dismissed)
        self._on_step(Step.WAITING_FOR_BROWSER, "")
        if not page.by_device:
            login.open_page(page.address)

    async def _ask_ticket(self, question: TicketQuestion) -> str:
        self._unless_stopped()
        answered: asyncio.Future[str | None] = self._loop.create_future()
        await self._app.push_screen(TicketDialog(question), answered.set_result)
        ticket = await answered
        if ticket is None:
            raise asyncio.CancelledError
        return ticket

    def _dismissed(self, _: None) -> None:
        """Stops at once where the user left the dialog, also while a call to AWS is open."""
        by_the_user = self._dialog is not None and not self._stopped.is_set()
        if by_the_user and self._task is not None:
            self.stop()
            self._task.cancel()

    def close_dialog(self) -> None:
        """Closes the dialog: its question is answered."""
        dialog, self._dialog = self._dialog, None
        if dialog is not None and dialog.is_current:
            dialog.dismiss(None)
