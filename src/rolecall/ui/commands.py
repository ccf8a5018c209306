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
    entry: str = ""  # its words in the palette, if the label of the button is too short there

    @property
    def key_word(self) -> str:
        """Returns the key as the screen shows it: `^y`, `enter`, `f1`."""
        return key_words(self.key.split(",")[0])

    @property
    def palette_label(self) -> str:
        """Returns its words in the palette."""
        return self.entry or self.label


_KEY_WORDS = {"escape": "esc", "question_mark": "?", "up": "↑", "down": "↓"}


def key_words(key: str) -> str:
    """Returns a key in Textual's spelling as the screen shows it."""
    return _KEY_WORDS.get(key, key.replace("ctrl+", "^"))


ASSUME = Command("assume", "enter", "Assume", "Assume the role under the cursor", "assume")
ELEVATE = Command(
    "elevate",
    "f3",
    "Elevate",
    "Take all of a read-only role, for a while",
)
MARK = Command(
    "mark", "tab", "Mark", "Mark the role and move down; Enter assumes all marked with one code"
)
MARK_UP = Command("mark-up", "shift+tab", "Mark and move up", "Mark the role and move up")
# Not ^b, for bookmark: it is tmux's prefix, and the other letters edit the query.
PIN = Command("pin", "f4", "Pin", "Pin or unpin; pinned targets come first", entry="Pin or unpin")
COPY = Command("copy", "ctrl+y", "Copy export lines", "Copy export lines for a shell")
COPY_COMMAND = Command(
    "copy-command",
    "ctrl+l",
    "Copy the command",
    "Copy a command that assumes the role in a shell; it holds no secrets",
    entry="Copy the export command",
)
CONSOLE = Command("console", "ctrl+o", "Open console", "Open the web console in your browser")
WRITE = Command(
    "write-profile", "ctrl+s", "Write profile", "Write a named profile for every AWS tool"
)
RENEW = Command("renew", "ctrl+r", "Renew", "Renew the session, and the profiles that use it")
FORGET = Command(
    "forget", "ctrl+d", "Forget", "On the session board: forget the session and its profiles"
)
KEEP_FRESH = Command(
    "keep-fresh",
    "f5",
    "Auto-renew",
    "Turn auto-renew on or off; it renews profiles while a picker is open",
    entry="Turn auto-renew on or off",
)
SWITCH = Command(
    "switch",
    "ctrl+t",
    "Targets or sessions",
    "Switch between targets and sessions",
    "sessions",
    entry="Switch between targets and sessions",
)
ADD_ACCOUNT = Command(
    "add-account", "", "Add an account", "Add an alias and an account id to the accounts file"
)
ADD_IDENTITY_CENTER = Command(
    "add-identity-center",
    "",
    "Add an Identity Center",
    "Add an Identity Center to the AWS config file; its start URL is enough",
)
REFRESH = Command(
    "refresh",
    "f2",
    "List accounts again",
    "List what your Identity Centers give, and sign in where that is needed",
    entry="List the accounts of Identity Center again",
)
REGION = Command("region", "", "Set the account's region", "Set the region for this account")
COPY_MESSAGE = Command(
    "copy-message",
    "",
    "Copy the last message",
    "Copy the last message whole, with its request id",
)
PALETTE = Command("palette", "ctrl+p", "Commands", "Search all commands and settings", "commands")
HELP = Command("help", "f1", "Help", "Show the keys and what they do", "help", entry="Show help")
LEAVE = Command(
    "leave",
    "escape",
    "Leave",
    "Stop the sign-in, clear the search, or leave; whichever comes first",
    "leave",
    entry="Stop, clear or leave",
)
QUIT = Command("quit", "ctrl+c", "Quit", "Leave at once, from anywhere")
SUSPEND = Command("suspend", "ctrl+z", "Suspend", "Suspend the picker; fg brings it back")
FOCUS = Command(
    "focus",
    "f6",
    "To the buttons",
    "Move focus between search and buttons",
    entry="Move focus to the buttons",
)

# As in fzf; ^p, fzf's other key up, opens the palette.
UP, DOWN = "up,ctrl+k", "down,ctrl+n,ctrl+j"
MOVES = (
    (UP, "move(-1)", "Row above"),
    (DOWN, "move(1)", "Next row"),
    ("pageup", "page(-1)", "Page up"),
    ("pagedown", "page(1)", "Page down"),
    ("ctrl+home", "page(-1000000)", "First row"),
    ("ctrl+end", "page(1000000)", "Last row"),
)
# The words of the key line in a window too narrow for buttons, as short as can be.
BARE = {PALETTE.id: "more", HELP.id: "", LEAVE.id: ""}
# By what one wants to do, as the help shows them.
GROUPS = (
    ("Find", (PIN,)),
    ("Assume", (ASSUME, ELEVATE, MARK, MARK_UP)),
    ("Use the session", (COPY, COPY_COMMAND, WRITE, CONSOLE)),
    ("Manage sessions", (RENEW, FORGET, KEEP_FRESH, SWITCH)),
    ("Accounts and settings", (REFRESH, ADD_ACCOUNT, ADD_IDENTITY_CENTER, REGION, PALETTE)),
    ("Help and leave", (HELP, COPY_MESSAGE, LEAVE, QUIT, SUSPEND, FOCUS)),
)
# In the order of the key line.
COMMANDS = (
    *(ASSUME, ELEVATE, MARK, MARK_UP, COPY, COPY_COMMAND, WRITE, CONSOLE, PIN),
    *(RENEW, FORGET, KEEP_FRESH, SWITCH, REFRESH, ADD_ACCOUNT, ADD_IDENTITY_CENTER, REGION),
    *(PALETTE, HELP, COPY_MESSAGE, LEAVE, QUIT, SUSPEND, FOCUS),
)


def move_actions(prefix: str) -> dict[str, str]:
    """Returns the actions of MOVES by key, with the namespace `prefix`: `screen.move(1)`."""
    return {key: f"{prefix}.{action}" for keys, action, _ in MOVES for key in keys.split(",")}


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
