"""Every command of the picker, once: keys, footer, palette, buttons and help all come from here."""

from typing import NamedTuple

from textual.binding import Binding


class Command(NamedTuple):
    """One thing the picker does, by the action of this `id`; `key` is in Textual's words."""

    id: str
    key: str
    label: str
    tooltip: str
    footer: str = ""  # the word in the footer; empty: the key stands on a button or in the help

    @property
    def key_word(self) -> str:
        """The key as it is written on the screen: `^y`, `enter`, `f1`."""
        first = self.key.split(",")[0]
        return _KEY_WORDS.get(first, first.replace("ctrl+", "^"))


_KEY_WORDS = {"escape": "esc", "question_mark": "?"}

ASSUME = Command("assume", "enter", "Assume", "Become the role under the cursor", "assume")
COPY = Command(
    "copy",
    "ctrl+y",
    "Copy export lines",
    "Copy the lines that make a shell this role",
)
WRITE = Command(
    "write-profile",
    "ctrl+s",
    "Write profile",
    "Write a named profile, which every AWS tool reads",
)
PALETTE = Command("palette", "ctrl+p", "Commands", "All commands, to search and run", "commands")
HELP = Command("help", "f1", "Help", "The keys and what they do", "help")
LEAVE = Command(
    "leave", "escape", "Leave", "Stop the work under way, else leave the picker", "leave"
)
QUIT = Command("quit", "ctrl+c", "Leave at once", "Leave the picker from anywhere")
FOCUS = Command("focus", "f6", "To the buttons", "Go round search and buttons")

MOVES = (
    ("up", "move(-1)", "Row above"),
    ("down", "move(1)", "Next row"),
    ("pageup", "page(-1)", "Page up"),
    ("pagedown", "page(1)", "Page down"),
    ("ctrl+home", "page(-1000000)", "First row"),
    ("ctrl+end", "page(1000000)", "Last row"),
)
COMMANDS = (ASSUME, COPY, WRITE, PALETTE, HELP, LEAVE, QUIT, FOCUS)


def bindings() -> list[Binding]:
    """The commands as Textual binds them; typed keys stay with the search box."""
    moves = [Binding(key, action, label, show=False) for key, action, label in MOVES]
    return moves + [
        Binding(
            command.key,
            f"run('{command.id}')",
            command.label,
            show=bool(command.footer),
            tooltip=command.tooltip,
            id=command.id,
            priority=command.key.startswith(("ctrl+", "f")),
        )
        for command in COMMANDS
    ]
