"""The help of a command, as `--help` prints it: 80 columns wide, whatever the terminal."""

import textwrap
from collections.abc import Sequence

from rolecall.cli.grammar.grammar import Grammar, Option

_WIDTH = 80
_INDENT = 2
_FARTHEST = 24  # the column of the explanations at most; a longer term has a line of its own

Rows = Sequence[tuple[str, str]]


def help_text(grammar: Grammar) -> str:
    """Returns the usage, the summary, and a line or more for each argument and option."""
    arguments = [(argument.metavar, argument.help) for argument in grammar.arguments]
    options = [(_term(option), option.help) for option in dict.fromkeys(grammar.options.values())]
    longest = max(len(term) for term, _ in (*arguments, *options))
    column = min(_INDENT + longest + 2, _FARTHEST)
    parts = [f"usage: {grammar.usage}", textwrap.fill(grammar.summary, _WIDTH)]
    parts += _section("positional arguments", arguments, column)
    parts += _section("options", options, column)
    return "\n\n".join(part for part in parts if part) + "\n"


def _term(option: Option) -> str:
    return ", ".join(f"{flag} {option.metavar}".rstrip() for flag in option.flags)


def _section(title: str, rows: Rows, column: int) -> list[str]:
    if not rows:
        return []
    return ["\n".join([f"{title}:", *(_row(term, text, column) for term, text in rows)])]


def _row(term: str, text: str, column: int) -> str:
    first = f"{'':{_INDENT}}{term}"
    lines = [f"{'':{column}}{line}" for line in textwrap.wrap(text, _WIDTH - column)]
    if not lines or len(first) + 2 > column:
        return "\n".join([first, *lines])
    return "\n".join([first + lines[0][len(first) :], *lines[1:]])
