"""argparse, speaking in our words: help, and an error that is one line and a hint."""

import argparse
from collections.abc import Sequence
from typing import NoReturn

from rolecall.cli.grammar.parser import Namespace, parted
from rolecall.core.errors import UsageError

# Before a word from behind `--`: argparse, which would take -rf for an option all the same, reads
# on. No word of a command line can hold it.
_MARK = "\0"


# `error` reads argparse's English; and looking for a translation takes 1 ms at every start.
argparse._ = str  # type: ignore[attr-defined]


class _Formatter(argparse.HelpFormatter):
    """Of a fixed width: asking for the terminal's costs the import of shutil, at every start."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=80)


class FullParser(argparse.ArgumentParser):
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
        """The words of the command line; raises UsageError. Options may stand anywhere before `--`.

        What stands after it is never an option, whatever it looks like.
        """
        own, after = parted(words)
        if not self.takes_command:
            own += [_MARK + word for word in after]
        found = self.parse_intermixed_args(own, Namespace())
        for name, value in vars(found).items():
            setattr(found, name, _unmarked(value))
        found.command = after
        return found

    def error(self, message: str) -> NoReturn:
        message = message.replace(_MARK, "")
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


def _unmarked(value: object) -> object:
    if isinstance(value, list):
        return [_unmarked(part) for part in value]
    return value.removeprefix(_MARK) if isinstance(value, str) else value
