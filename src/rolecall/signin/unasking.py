"""A prompter for work that nobody watches: it goes on while no question comes up."""

from collections.abc import Callable

from rolecall.core.errors import InputNeeded
from rolecall.signin.prompter import (
    AUTHENTICATING,
    GATHERING,
    MfaAnswer,
    MfaQuestion,
    SamlLogin,
    SamlQuestion,
)


class WouldAsk(InputNeeded):
    """The login is over: only a question would lead on."""

    def __init__(self) -> None:
        super().__init__(
            "The login is over, and a new one has to be asked for.", "Renew the session by hand."
        )


class UnaskingPrompter:
    """Raises WouldAsk in the place of every question, and before a stored login is sent."""

    def __init__(
        self,
        on_progress: Callable[[str], None] = lambda step: None,
        on_notice: Callable[[str], None] = lambda line: None,
        go_on: Callable[[], None] = lambda: None,
    ) -> None:
        self._on_progress = on_progress
        self._on_notice = on_notice
        self._check = go_on

    def mfa_code(self, question: MfaQuestion) -> MfaAnswer:
        raise WouldAsk

    def saml_login(self, question: SamlQuestion) -> SamlLogin:
        raise WouldAsk

    def notice(self, line: str) -> None:
        self._on_notice(line)

    def region(self, offered: str) -> str:
        return ""

    def progress(self, step: str) -> None:
        if step in (GATHERING, AUTHENTICATING):
            raise WouldAsk
        self._on_progress(step)

    def go_on(self) -> None:
        self._check()
