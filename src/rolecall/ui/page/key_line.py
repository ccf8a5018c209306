"""The last line of the page: the keys that no button shows."""

from collections.abc import Mapping

from textual.content import Content

from rolecall.ui.commands import COMMANDS, LEAVE
from rolecall.ui.keymap import shown
from rolecall.ui.widgets.steady_text import SteadyText
from rolecall.ui.widgets.styles import MUTED


class KeyLine(SteadyText):
    """The keys of those commands that have a footer word, each with its word."""

    def show(self, words: Mapping[str, str], leave: str = "") -> None:
        """Shows the keys; `words` replaces footer words by command id, and "" leaves a key out.

        `leave` is what Escape does now, if it does not leave: `clear`, `stop`.
        """
        if leave and words.get(LEAVE.id, LEAVE.footer):
            words = {**words, LEAVE.id: leave}
        parts: list[Content | tuple[str, str] | str] = []
        for command in COMMANDS:
            word = words.get(command.id, command.footer)
            if not word:
                continue
            parts += [(shown(self.app, command).key_word, "bold"), (f" {word}   ", MUTED)]
        self.update(Content.assemble(*parts))
