"""The questions of a process that an AWS SDK started: on the terminal's foreground, or nowhere."""

from typing import TYPE_CHECKING

from rolecall.cli.prompters.terminal_prompter import TerminalPrompter
from rolecall.core.errors import InputNeeded

if TYPE_CHECKING:
    from rolecall.cli.terminal.terminal import Terminal
    from rolecall.signin.browser.pages import BrowserQuestion, SignedInBy


class ProcessPrompter(TerminalPrompter):
    """A Prompter; `by_hand` is the command that asks where this one cannot."""

    by_hand = ""
    needed = "An MFA code is needed"  # what a new login takes

    def check(self) -> None:
        """Raise what the question of a new login would raise, where nobody can be asked."""
        if not self._code:
            self._refuse(self.needed)

    def browser_login(self, question: "BrowserQuestion") -> "SignedInBy":
        from rolecall.cli.prompters.browser_login import by_hand, sign_in_needed  # deferred: rare

        self._refuse(sign_in_needed(question)[0], by_hand(question))
        return super().browser_login(question)

    def _refuse(self, needed: str, by_hand: str = "") -> None:
        from rolecall.cli.terminal.foreground import in_foreground  # deferred: mostly held

        if self._no_input or not in_foreground():
            # The SDKs show it as part of a line of theirs: so in one, the hint included.
            run = by_hand or self.by_hand
            raise InputNeeded(f"{needed}, but there is no terminal to ask on; run: {run}")

    def _terminal(self, needed: str, hint: str) -> "Terminal":
        self._refuse(needed)
        return super()._terminal(needed, hint)
