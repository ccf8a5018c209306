"""argparse, speaking in our words: an error is one line and a hint."""

import argparse
from argparse import Namespace as Namespace
from collections.abc import Sequence
from typing import NoReturn

from rolecall.core.errors import UsageError


class _Formatter(argparse.HelpFormatter):
    """Of a fixed width: asking for the terminal's costs the import of shutil, at every start."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=80)


class Parser(argparse.ArgumentParser):
    """The parser of one command. `usage` is its line as DESIGN writes it."""

    takes_command = False  # words after `--` are another program's

    def __init__(self, usage: str, description: str) -> None:
        super().__init__(
            prog=usage.partition(" [")[0],
            usage=usage,
            description=description,
            add_help=False,
            formatter_class=_Formatter,
            allow_abbrev=False,
        )
        self.add_argument("-h", "--help", action="store_true", help="show this and leave")

    def read(self, words: Sequence[str]) -> Namespace:
        """The words of the command line; raises UsageError. Options may stand anywhere."""
        own, after = list(words), []
        if self.takes_command and "--" in own:
            place = own.index("--")
            own, after = own[:place], own[place + 1 :]
        found = self.parse_intermixed_args(own)
        found.command = after
        return found

    def asks_help(self, words: Sequence[str]) -> bool:
        """Whether help is asked for; looked up first, as required words may be missing then."""
        own = words[: words.index("--")] if "--" in words else words
        return "-h" in own or "--help" in own

    def error(self, message: str) -> NoReturn:
        unknown = message.partition("unrecognized arguments: ")[2].split()
        if unknown:
            raise UsageError(f"{unknown[0]} is not understood here.", self._near(unknown[0]))
        words = message.replace("the following arguments are required:", "missing:")
        raise UsageError(f"{words[:1].upper()}{words[1:]}.", f"Usage: {self.usage}")

    def _near(self, option: str) -> str:
        import difflib  # deferred: only a wrong option needs it

        known = [name for name in self._option_string_actions if name.startswith("--")]
        near = difflib.get_close_matches(option.partition("=")[0], known, 1)
        return f"Is {near[0]} meant?" if near else f"Usage: {self.usage}"
