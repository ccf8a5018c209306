"""The last line of the page: the keys that no button shows."""

from collections.abc import Mapping

from textual.content import Content

from rolecall.ui.commands import COMMANDS
from rolecall.ui.keymap import shown
from rolecall.ui.widgets.steady_text import SteadyText
from rolecall.ui.widgets.styles import MUTED


class KeyLine(SteadyText):
    """The keys that no button shows."""

    def show(self, words: Mapping[str, str]) -> None:
        """`words` replaces the footer word of a command id, as it is at this moment."""
        parts: list[Content | tuple[str, str] | str] = []
        for command in COMMANDS:
            word = words.get(command.id, command.footer)
            if not word:
                continue
            parts += [(shown(self.app, command).key_word, "bold"), (f" {word}   ", MUTED)]
        self.update(Content.assemble(*parts))
