"""The questions of a sign-in, asked on the terminal, or answered by the command line."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from rolecall.cli.output import clear_progress, tell, tell_progress
from rolecall.cli.prompters.questions import Check, ask_device, ask_user_and_password, ended_by
from rolecall.core.errors import InputNeeded, Refused, UsageError
from rolecall.core.model import REGION
from rolecall.core.partitions import unknown_region
from rolecall.core.process.clock import ticks

if TYPE_CHECKING:
    from rolecall.cli.terminal.terminal import Terminal
    from rolecall.signin.browser.pages import BrowserQuestion, SignedInBy
    from rolecall.signin.progress import Step
    from rolecall.signin.prompters import (
        AskedElsewhere,
        MfaAnswer,
        MfaDevice,
        MfaQuestion,
        SamlLogin,
        SamlQuestion,
        TicketQuestion,
    )

ATTEMPTS = 3
_MFA_HINT = "Pass it with --mfa-code; its MFA session then serves every role for 12 h."

_LOGIN_HINT = "Put `username = …` and `password = …` into ~/.saml/credentials (mode 0600)."

DeviceCode = Callable[[str], str | None]


class TerminalPrompter:
    """A Prompter. `code` and `device` are what the command line said, empty for nothing.

    `device_code` tells what a demo device shows, by its serial number, or a demo's IdP or Identity
    Center by name.
    """

    def __init__(
        self,
        *,
        code: str = "",
        device: str = "",
        no_input: bool = False,
        device_code: DeviceCode = lambda serial: None,
    ) -> None:
        self._code = code
        self._device = device
        self._no_input = no_input
        self._device_code = device_code
        self._chosen: MfaDevice | None = None
        self._asked = 0
        self._logins = 0

    def mfa_code(self, question: "MfaQuestion") -> "MfaAnswer":
        from rolecall.signin.prompters import MfaAnswer  # deferred: as a rule, nothing is asked

        device = self._named_device(question)
        if self._code:
            if question.refusal is not None:
                raise question.refusal
            return MfaAnswer(device or question.preset, self._code)
        if question.refusal is not None and self._asked >= ATTEMPTS:
            raise question.refusal
        terminal = self._terminal("An MFA code is needed", _MFA_HINT)
        try:
            if question.refusal is not None:
                terminal.show(f"{question.refusal.message} {question.refusal.hint}")
            elif question.serves:
                target = question.target
                who = f"{target.alias} · {target.role_name} {question.serves}"
                terminal.show(f"{who}: more than 1 h takes a code for this role alone.")
            device = device or self._chosen or (question.preset if question.is_chosen else None)
            ended = ended_by(question.is_answered)
            device = device or self.ask_device(terminal, question)
            self._chosen = device
            if shown := self._device_code(device.serial):
                terminal.show(f"demo device: {shown[:3]} {shown[3:]}")
            self._asked += 1
            left = getattr(question.refusal, "seconds_left", 0)  # until a used one's next
            return MfaAnswer(device, self.ask_code(terminal, device, left, ended))
        finally:
            terminal.close()

    def saml_login(self, question: "SamlQuestion") -> "SamlLogin":
        refusal = question.refusal
        if refusal is not None and (question.stored or self._logins >= ATTEMPTS):
            raise refusal
        terminal = self._terminal(f"A login at {question.provider} is needed", _LOGIN_HINT)
        self._logins += 1
        try:
            if refusal is not None:
                terminal.show(f"{refusal.message} {refusal.hint}")
            if shown := self._device_code(question.provider):
                terminal.show(f"demo login: {shown}")
            return self.ask_login(terminal, question)
        finally:
            terminal.close()

    def browser_login(self, question: "BrowserQuestion") -> "SignedInBy":
        # deferred: as above
        from rolecall.cli.prompters.browser_login import browser_login, sign_in_needed

        terminal = self._terminal(*sign_in_needed(question))
        try:
            return browser_login(terminal, question, self._device_code(question.provider))
        finally:
            terminal.close()

    def ticket(self, question: "TicketQuestion") -> str:
        from rolecall.signin.scope.session_name import checked_ticket  # deferred: as above

        target, offered = question
        terminal = self._terminal("A ticket is needed", "Pass it with --ticket.")
        try:
            preset = f" [{offered}]" if offered else ""
            while True:
                who = f"{target.alias} · {target.role_name}"
                typed = terminal.ask(f"Ticket for {who}{preset}: ").strip() or offered
                try:
                    return checked_ticket(typed)
                except UsageError as wrong:
                    terminal.show(f"{wrong.message} {wrong.hint}")
        finally:
            terminal.close()

    def wait_for_other(self, asked: "AskedElsewhere") -> bool:
        if self._no_input:
            return False
        # deferred: as above
        from rolecall.cli.prompters.asked_elsewhere import wait_for_other

        clear_progress()
        return wait_for_other(asked)

    def notice(self, line: str) -> None:
        tell(line)

    def ask_device(self, terminal: "Terminal", question: "MfaQuestion") -> "MfaDevice":
        """Which device, where there are several."""
        return ask_device(terminal, question)

    def ask_code(
        self,
        terminal: "Terminal",
        device: "MfaDevice",
        next_in: int = 0,
        check: Check | None = None,
    ) -> str:
        """What the device shows; `next_in` seconds from now it shows another one, 0 for unknown.

        `check` may end the question.
        """
        begun = ticks()

        def prompt() -> str:
            left = next_in - int(ticks() - begun)
            return f"MFA code of {device.name}{f' (next in {left} s)' if left > 0 else ''}: "

        return terminal.ask_hidden(prompt(), prompt if next_in else None, check)

    def ask_login(self, terminal: "Terminal", question: "SamlQuestion") -> "SamlLogin":
        """Who signs in; the password is read without being shown."""
        terminal.show(
            f"Log in to {question.provider}. Your password goes to {question.origin} only."
        )
        offered = f" [{question.user_name}]" if question.user_name else ""
        prompt = f"User name{offered}: "
        ended = ended_by(question.is_answered)
        return ask_user_and_password(terminal, prompt, question.user_name, ended)

    region_prompt = "AWS region [{}]: "

    def region(self, offered: str) -> str:
        if self._no_input:
            return ""
        doubted = ""
        try:
            terminal = self._terminal("A region is needed", "")
        except InputNeeded:
            return ""
        try:
            while True:
                region = terminal.ask(self.region_prompt.format(offered)) or offered
                if not REGION.fullmatch(region):
                    terminal.show("That is not an AWS region. A region looks like eu-west-1.")
                    continue
                doubt = unknown_region(region) if region != doubted else ""
                if not doubt:
                    return region
                doubted = region
                terminal.show(f"{doubt} To use it all the same, type it again.")
        finally:
            terminal.close()

    def confirm(self, message: str, question: str) -> bool:
        """Whether the answer is yes; it is no where nobody can be asked."""
        try:
            terminal = self._terminal("An answer is needed", "")
        except InputNeeded:
            return False
        try:
            terminal.show(message)
            return terminal.ask(f"{question} [y/N]: ").strip().lower() in ("y", "yes")
        finally:
            terminal.close()

    def progress(self, step: "Step", detail: str = "") -> None:
        tell_progress(step.words(detail))

    def _named_device(self, question: "MfaQuestion") -> "MfaDevice | None":
        if not self._device:
            return None
        from rolecall.signin.prompters import device_called  # deferred: as above

        device = device_called(self._device, question.devices)
        if device is None:
            from rolecall.core.nearest import did_you_mean  # deferred: only a wrong name needs it

            names = [device.name for device in question.devices]
            hint = did_you_mean(self._device, names, f"Your devices: {', '.join(names)}.")
            raise UsageError(f"You have no MFA device {self._device}.", hint)
        if device.why_not:
            others = [one.name for one in question.devices if not one.why_not]
            raise Refused(f"{device.name} {device.why_not}.", f"Use {' or '.join(others)}.")
        return device

    def _terminal(self, needed: str, hint: str) -> "Terminal":
        if self._no_input:
            raise InputNeeded(f"{needed}, but --no-input forbids asking.", hint)
        from rolecall.cli.terminal.terminal import Terminal, open_terminal  # deferred: as above

        handle = open_terminal()
        if handle is None:
            raise InputNeeded(f"{needed}, but there is no terminal to ask on.", hint)
        clear_progress()
        return Terminal(handle)
