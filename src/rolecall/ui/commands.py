"""The table of commands, from which keys, footer, palette, buttons and help are all derived."""

from typing import NamedTuple

from textual.binding import Binding


class Command(NamedTuple):
    """A command of the picker; `id` names its action, `key` is spelled as Textual spells it."""

    id: str
    key: str
    label: str
    tooltip: str
    footer: str = ""  # the word in the footer; empty: the key is shown on a button or in the help

    @property
    def key_word(self) -> str:
        """Returns the key as the screen shows it: `^y`, `enter`, `f1`."""
        return key_words(self.key.split(",")[0])


_KEY_WORDS = {"escape": "esc", "question_mark": "?", "up": "↑", "down": "↓"}


def key_words(key: str) -> str:
    """Returns a key in Textual's spelling as the screen shows it."""
    return _KEY_WORDS.get(key, key.replace("ctrl+", "^"))


ASSUME = Command("assume", "enter", "Assume", "Become the role under the cursor", "assume")
MARK = Command(
    "mark", "tab", "Mark", "Mark the row, to assume several with one code, and go to the next"
)
MARK_UP = Command("mark-up", "shift+tab", "Mark and go up", "Mark the row, and go to the one above")
# Not ^b, for bookmark: it is tmux's prefix, and the other letters edit the query.
PIN = Command("pin", "f4", "Pin", "Pin the target, or no longer: pinned ones stand first")
COPY = Command(
    "copy",
    "ctrl+y",
    "Copy export lines",
    "Copy the lines that make a shell this role",
)
COPY_COMMAND = Command(
    "copy-command",
    "ctrl+l",
    "Copy the command",
    "Copy the command that makes a shell this role, without any secret in it",
)
CONSOLE = Command("console", "ctrl+o", "Web console", "Sign in to the web console, in the browser")
WRITE = Command(
    "write-profile",
    "ctrl+s",
    "Write profile",
    "Write a named profile, which every AWS tool reads",
)
RENEW = Command(
    "renew", "ctrl+r", "Renew", "Take a new session, also for the profiles that have the old one"
)
FORGET = Command(
    "forget", "ctrl+d", "Forget", "On the board: forget a session, and the profiles that hold it"
)
KEEP_FRESH = Command(
    "keep-fresh",
    "ctrl+k",
    "Keep fresh",
    "Renew a session's profiles by itself while the picker is open, or no longer",
)
SWITCH = Command(
    "switch", "ctrl+t", "Targets or sessions", "Switch between targets and sessions", "sessions"
)
ADD_ACCOUNT = Command(
    "add-account", "", "Add an account", "Write an alias and its account id into the accounts file"
)
REGION = Command(
    "region", "", "Region of this account", "Choose the region to work in, for one account"
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
# The words of the key line in a window too narrow for buttons, as short as can be.
BARE = {PALETTE.id: "more", HELP.id: "", LEAVE.id: ""}
COMMANDS = (
    ASSUME,
    MARK,
    MARK_UP,
    COPY,
    COPY_COMMAND,
    WRITE,
    CONSOLE,
    PIN,
    RENEW,
    FORGET,
    KEEP_FRESH,
    SWITCH,
    ADD_ACCOUNT,
    REGION,
    PALETTE,
    HELP,
    LEAVE,
    QUIT,
    FOCUS,
)


def bindings() -> list[Binding]:
    """Returns the commands as Textual bindings; keys that type stay with the search box."""
    moves = [Binding(key, action, label, show=False) for key, action, label in MOVES]
    return moves + [
        Binding(
            command.key or f"none-{command.id}",  # a placeholder that the keymap can remap
            f"run('{command.id}')",
            command.label,
            show=bool(command.footer),
            tooltip=command.tooltip,
            id=command.id,
            priority=not command.key or command.key.startswith(("ctrl+", "f")),
        )
        for command in COMMANDS
    ]
