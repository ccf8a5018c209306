"""The user's own prompter, for the one of many roles that asks for the login of all."""

from collections.abc import Callable

from rolecall.signin.prompter import MfaAnswer, MfaQuestion, Prompter, SamlLogin, SamlQuestion


class LeadingPrompter:
    """Passes every question on, and notes that there was one; `go_on` may stop it."""

    def __init__(self, prompter: Prompter, go_on: Callable[[str], None]) -> None:
        self._prompter = prompter
        self._go_on = go_on
        self.asked = False

    def mfa_code(self, question: MfaQuestion) -> MfaAnswer:
        self.asked = True
        return self._prompter.mfa_code(question)

    def saml_login(self, question: SamlQuestion) -> SamlLogin:
        self.asked = True
        return self._prompter.saml_login(question)

    def notice(self, line: str) -> None:
        self._prompter.notice(line)

    def region(self, offered: str) -> str:
        return self._prompter.region(offered)

    def progress(self, step: str) -> None:
        self._go_on(step)
        self._prompter.progress(step)

    def go_on(self) -> None:
        self._go_on("")
