"""The grammar of one command, and its words read by it.

Plain words are read here: argparse would take a tenth of the time in which a held session is handed
out. Whatever else there is, help and errors too, is left to `full_parser`.
"""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rolecall.cli.grammar.full_parser import FullParser

Namespace = SimpleNamespace

_KNOWN = {"metavar", "help", "default", "nargs", "action", "dest"}  # of argparse, as used here


class Parser:
    """What a command's room adds its arguments to, in argparse's words."""

    takes_command = False  # words after `--` are another program's

    def __init__(self, usage: str, description: str) -> None:
        self.usage = usage
        self.description = description
        self._arguments: list[tuple[tuple[str, ...], dict[str, Any]]] = []

    def add_argument(self, *names: str, **how: Any) -> None:
        self._arguments.append((names, how))

    def read(self, words: Sequence[str]) -> Namespace:
        """The words of the command line; raises UsageError."""
        return self.read_plain(words) or self.full().read(words)

    def read_plain(self, words: Sequence[str]) -> Namespace | None:
        """The same where every word is plainly an option, its value or an argument; else None."""
        found: dict[str, Any] = {"command": []}
        options: dict[str, tuple[str, bool]] = {}
        missing: list[tuple[str, bool]] = []
        for names, how in self._arguments:
            name = next((name for name in names if name.startswith("--")), names[0])
            into = how.get("dest", name.lstrip("-").replace("-", "_"))
            is_switch = how.get("action") == "store_true"
            if how.keys() - _KNOWN or ("action" in how) is not is_switch:
                return None
            if how.get("nargs", "?") != "?" or (name[0] == "-" and "nargs" in how):
                return None
            found[into] = how.get("default", False if is_switch else None)
            if name[0] == "-":
                options |= dict.fromkeys(names, (into, is_switch))
            else:
                missing.append((into, "nargs" not in how))
        left = iter(words)
        for word in left:
            if word in options:
                into, is_switch = options[word]
                value = True if is_switch else next(left, "")
            elif word[:1] != "-" and missing:
                (into, _), value = missing.pop(0), word
            else:
                return None
            if not value or str(value).startswith("-"):
                return None
            found[into] = value
        return None if any(needed for _, needed in missing) else Namespace(**found)

    def asks_help(self, words: Sequence[str]) -> bool:
        """Whether help is asked for; looked up first, as required words may be missing then."""
        own, _ = parted(words)
        return "-h" in own or "--help" in own

    def full(self) -> "FullParser":
        """The same grammar for argparse."""
        # deferred: plain words need none
        from rolecall.cli.grammar.full_parser import FullParser

        parser = FullParser(self.usage, self.description)
        parser.takes_command = self.takes_command
        for names, how in self._arguments:
            parser.add_argument(*names, **how)
        return parser


def parted(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """The words before the first `--`, and those after it."""
    own = list(words)
    place = own.index("--") if "--" in own else len(own)
    return own[:place], own[place + 1 :]
