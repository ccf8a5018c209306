"""The questions of `assume-role`, in the classic's words."""

from contextlib import suppress

from rolecall.cli.output import tell
from rolecall.cli.prompters.questions import Check, ask_user_and_password, ended_by
from rolecall.cli.prompters.terminal_prompter import TerminalPrompter
from rolecall.cli.terminal.terminal import Terminal
from rolecall.core.errors import MfaRefused
from rolecall.signin.mfa.mfa_code import tidy_code
from rolecall.signin.progress import Step
from rolecall.signin.prompters import (
    MfaAnswer,
    MfaDevice,
    MfaQuestion,
    SamlLogin,
    SamlQuestion,
)

_SAID = {
    Step.GATHERING: "Gathering SAML credentials...",
    Step.AUTHENTICATING: "Authenticating with SAML provider...",
}


class ClassicPrompter(TerminalPrompter):
    """A Prompter; `code_sent` is the MFA code that went to AWS, empty where none did."""

    code_sent = ""
    region_prompt = "Assume Into Region [{}]: "

    def mfa_code(self, question: MfaQuestion) -> MfaAnswer:
        answer = super().mfa_code(question)
        with suppress(MfaRefused):
            self.code_sent = tidy_code(answer.code)
        return answer

    def ask_device(self, terminal: Terminal, question: MfaQuestion) -> MfaDevice:
        return question.preset  # the classic never asked which

    def ask_code(
        self,
        terminal: Terminal,
        device: MfaDevice,
        next_in: int = 0,
        check: Check | None = None,
    ) -> str:
        return terminal.ask_hidden("MFA Token: ", check=check)

    def ask_login(self, terminal: Terminal, question: SamlQuestion) -> SamlLogin:
        offered = f" [{question.user_name}]" if question.user_name else ""
        prompt = f"Username{offered}: "
        ended = ended_by(question.is_answered)
        return ask_user_and_password(terminal, prompt, question.user_name, ended)

    def progress(self, step: Step, detail: str = "") -> None:
        if step in _SAID:
            tell(_SAID[step])
        else:
            super().progress(step, detail)
