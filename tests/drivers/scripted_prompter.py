"""A Prompter that answers from a script and records what it was asked."""

import time
from collections.abc import Callable, Sequence

from rolecall.core.errors import Cancelled
from rolecall.core.secret import Secret
from rolecall.signin.browser.pages import BrowserPage, BrowserQuestion, SignedInBy, follow
from rolecall.signin.progress import Step
from rolecall.signin.prompters import (
    AskedElsewhere,
    MfaAnswer,
    MfaQuestion,
    SamlLogin,
    SamlQuestion,
    TicketQuestion,
)

Answer = str | tuple[str, str] | Callable[[MfaQuestion], MfaAnswer]


class ScriptedPrompter:
    """Gives its answers in turn: a code, a device's name with a code, or a callable.

    `leave_at` is the index of the step at which the user presses Escape; a code is a step, too.
    `browser` is somebody who opens each page; None: nobody expects one.
    """

    def __init__(
        self,
        *answers: Answer,
        leave_at: int | None = None,
        logins: Sequence[tuple[str, Secret]] = (),
        remember: bool = True,
        tickets: Sequence[str] = (),
        browser: Callable[[BrowserPage], None] | None = None,
    ) -> None:
        self._answers = list(answers)
        self._leave_at = leave_at
        self._logins = list(logins)
        self._remember = remember
        self._tickets = list(tickets)
        self.ticket_questions: list[TicketQuestion] = []
        self.saml_questions: list[SamlQuestion] = []
        self.notices: list[str] = []
        self.questions: list[MfaQuestion] = []
        self._browser = browser
        self.browser_questions: list[BrowserQuestion] = []
        self.waited: list[AskedElsewhere] = []  # for another process that asks
        self.steps: list[str] = []

    def mfa_code(self, question: MfaQuestion) -> MfaAnswer:
        self.questions.append(question)
        self._take_step("a code")
        assert self._answers, "asked for a code more often than expected"
        answer = self._answers.pop(0)
        if callable(answer):
            return answer(question)
        name, code = answer if isinstance(answer, tuple) else (question.preset.name, answer)
        (device,) = (device for device in question.devices if device.name == name)
        return MfaAnswer(device, code)

    def saml_login(self, question: SamlQuestion) -> SamlLogin:
        self.saml_questions.append(question)
        self._take_step("a login")
        assert self._logins, "asked for a login more often than expected"
        return SamlLogin(*self._logins.pop(0), self._remember)

    def browser_login(self, question: BrowserQuestion) -> SignedInBy:
        self.browser_questions.append(question)
        self._take_step("a browser")
        assert self._browser is not None, "asked for a browser, which was not expected"
        return follow(question, self._browser, lambda: False, lambda: None)

    def ticket(self, question: TicketQuestion) -> str:
        self.ticket_questions.append(question)
        self._take_step("a ticket")
        assert self._tickets, "asked for a ticket more often than expected"
        return self._tickets.pop(0)

    def wait_for_other(self, asked: AskedElsewhere) -> bool:
        self.waited.append(asked)
        while not asked.is_over():
            time.sleep(0.02)
        return True

    def notice(self, line: str) -> None:
        self.notices.append(line)

    def region(self, offered: str) -> str:
        raise AssertionError("signing in asks for no region")

    def progress(self, step: Step, detail: str = "") -> None:
        self._take_step(step.words(detail))

    def _take_step(self, step: str) -> None:
        if len(self.steps) == self._leave_at:
            raise Cancelled()
        self.steps.append(step)
