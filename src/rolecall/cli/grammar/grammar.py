"""The grammar of a command: the one definition that reading, help and completion share.

Words are read here and not by argparse, whose import takes a tenth of the time that a held session
takes. The rules are argparse's; a test compares the two on random words.
"""

from collections.abc import Iterable, Sequence
from types import SimpleNamespace
from typing import Any

from rolecall.core.errors import UsageError

Namespace = SimpleNamespace


class Argument:
    """A positional argument.

    `name`: its attribute in the Namespace; `metavar`: its placeholder in the help. Its value is a
    text, "" where it is not given; with `many`, a list of all words that are left.
    """

    __slots__ = ("help", "many", "metavar", "name", "required")

    def __init__(
        self, name: str, metavar: str, help: str, *, required: bool = True, many: bool = False
    ) -> None:
        self.name = name
        self.metavar = metavar
        self.help = help
        self.required = required and not many
        self.many = many


class Option:
    """An option with a value: the last one given, or with `repeated` a list of all.

    Its attribute in the Namespace is the long flag, with underscores.
    """

    __slots__ = ("default", "flags", "help", "metavar", "name", "repeated")

    def __init__(
        self,
        flag: str,
        metavar: str,
        help: str,
        *,
        default: str | bool | None = "",
        repeated: bool = False,
    ) -> None:
        self.flags: tuple[str, ...] = (flag,)
        self.name = flag[2:].replace("-", "_")
        self.metavar = metavar
        self.help = help
        self.default = default
        self.repeated = repeated


class Switch(Option):
    """An option without a value: True or False. `name`: an attribute other than the long flag."""

    __slots__ = ()

    def __init__(self, flag: str, help: str, *, name: str = "", short: str = "") -> None:
        super().__init__(flag, "", help, default=False)
        if name:
            self.name = name
        if short:
            self.flags = (short, flag)


class AfterDashes:
    """All words after `--`, as a list: they are the command line of another program."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


Part = Argument | Option | AfterDashes

HELP = Switch("--help", "show this help and exit", short="-h")


class Grammar:
    """What a command takes. `usage` is the first line of its help, `summary` a sentence on it."""

    def __init__(self, usage: str, summary: str, parts: Iterable[Part]) -> None:
        self.usage = usage
        self.summary = summary
        self.arguments: list[Argument] = []
        self.options: dict[str, Option] = dict.fromkeys(HELP.flags, HELP)  # by flag
        self.after_dashes: AfterDashes | None = None
        for part in parts:
            if isinstance(part, Option):
                self.options |= dict.fromkeys(part.flags, part)
            elif isinstance(part, Argument):
                self.arguments.append(part)
            else:
                self.after_dashes = part

    def asks_for_help(self, words: Sequence[str]) -> bool:
        """Whether help is asked for. Looked up first, as the other words may be wrong then."""
        own, _ = split_at_dashes(words)
        return any(flag in own for flag in HELP.flags)

    def read(self, words: Sequence[str]) -> Namespace:
        """Returns the value of each argument and option by its name. Raises UsageError.

        Options may stand anywhere before the first `--`. Words after it are never options.
        """
        return _Reader(self, words).read()

    def is_option(self, word: str) -> bool:
        """Whether a word before `--` is an option, known or not.

        Values and arguments may begin with a dash too: `-`, negative numbers, texts with blanks.
        """
        if word[:1] != "-" or word == "-":
            return False
        return word.partition("=")[0] in self.options or not (" " in word or _is_number(word[1:]))


class _Reader:
    """One reading of a command line."""

    def __init__(self, grammar: Grammar, words: Sequence[str]) -> None:
        self._grammar = grammar
        own, after = split_at_dashes(words)
        self._found: dict[str, Any] = {
            option.name: [] if option.repeated else option.default
            for option in grammar.options.values()
        }
        for argument in grammar.arguments:
            self._found[argument.name] = [] if argument.many else ""
        if grammar.after_dashes is not None:
            self._found[grammar.after_dashes.name], after = after, []
        self._left = [*own, *after][::-1]  # the next word is the last one
        self._after = len(after)
        self._missing = grammar.arguments.copy()
        self._unknown: list[tuple[str, bool]] = []  # with whether it is an option

    def read(self) -> Namespace:
        while self._left:
            is_option = self._option_is_next()
            word = self._left.pop()
            if is_option:
                self._take_option(word)
            else:
                self._take_argument(word)
        required = [argument.metavar for argument in self._missing if argument.required]
        if required:
            raise UsageError(f"Missing: {', '.join(required)}.", self._usage())
        if self._unknown:
            raise self._not_known(*self._unknown[0])
        return Namespace(**self._found)

    def _option_is_next(self) -> bool:
        return len(self._left) > self._after and self._grammar.is_option(self._left[-1])

    def _take_argument(self, word: str) -> None:
        if not self._missing:
            self._unknown.append((word, False))
        elif self._missing[0].many:
            self._found[self._missing[0].name].append(word)
        else:
            self._found[self._missing.pop(0).name] = word

    def _take_option(self, word: str) -> None:
        flag, equals, value = word.partition("=")
        option = self._grammar.options.get(flag)
        if option is None:
            self._unknown.append((word, True))
        elif not option.metavar:
            if equals:
                raise UsageError(f"{flag} takes no value.", self._usage())
            self._found[option.name] = True
        else:
            if not equals:
                if not self._left or self._option_is_next():
                    raise UsageError(f"{flag} needs a value: {option.metavar}.", self._usage())
                value = self._left.pop()
            if option.repeated:
                self._found[option.name].append(value)
            else:
                self._found[option.name] = value

    def _usage(self) -> str:
        return f"Usage: {self._grammar.usage}"

    def _not_known(self, word: str, is_option: bool) -> UsageError:
        if not is_option:
            word = word or '""'
            return UsageError(f"Unexpected argument: {word}.", self._usage())
        from rolecall.core.nearest import did_you_mean  # deferred: only a wrong option needs it

        known = [flag for flag in self._grammar.options if flag.startswith("--")]
        hint = did_you_mean(word.partition("=")[0], known, self._usage())
        return UsageError(f"Unknown option: {word}.", hint)


def split_at_dashes(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """Returns the words before the first `--`, and those after it."""
    place = words.index("--") if "--" in words else len(words)
    return list(words[:place]), list(words[place + 1 :])


def _is_number(text: str) -> bool:
    whole, dot, part = text.partition(".")
    return (part if dot else whole).isdecimal() and (not whole or whole.isdecimal())
