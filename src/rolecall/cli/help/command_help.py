"""The help of a command, as `--help` prints it."""

from rolecall.cli.grammar.grammar import Grammar, Option
from rolecall.cli.help.examples import Examples
from rolecall.cli.help.lines import column_for, examples_section, paragraph, section, usage_line


def command_help(grammar: Grammar, examples: Examples, width: int) -> str:
    """Returns usage, summary, a row for each argument and option, and the examples."""
    arguments = [(argument.metavar, argument.help) for argument in grammar.arguments]
    options = [(_term(option), option.help) for option in dict.fromkeys(grammar.options.values())]
    column = column_for([term for term, _ in (*arguments, *options)], width)
    parts = [
        usage_line(grammar.usage, width),
        paragraph(grammar.summary, width),
        section("Arguments", arguments, column, width),
        section("Options", options, column, width),
        examples_section(examples, width),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _term(option: Option) -> str:
    return ", ".join(f"{flag} {option.metavar}".rstrip() for flag in option.flags)
