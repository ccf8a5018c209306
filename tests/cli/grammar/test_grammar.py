"""The grammar of the command line: arguments, options, and the part after `--`.

argparse serves as a second opinion: built from the same definitions, it parses the same arguments.
"""

import argparse
import string
from collections.abc import Sequence
from typing import NoReturn

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rolecall.cli.grammar.grammar import (
    AfterDashes,
    Argument,
    Grammar,
    Namespace,
    Option,
    Switch,
    split_at_dashes,
)
from rolecall.cli.grammar.subcommands import PICKER, SUBCOMMANDS
from rolecall.core.errors import UsageError

GRAMMARS = {
    name: Grammar(command.usage, command.summary, command.load().ARGUMENTS)
    for name, command in {"": PICKER, **SUBCOMMANDS}.items()
}


def grammar(*more: AfterDashes) -> Grammar:
    return Grammar(
        "rolecall try ACCOUNT [ROLE]",
        "Try.",
        (
            Argument("account", "ACCOUNT", ""),
            Argument("role", "ROLE", "", required=False),
            Argument("more", "MORE", "", many=True),
            Option("--region", "R", ""),
            Option("--to", "T", "", default=None, repeated=True),
            Switch("--json", ""),
            *more,
        ),
    )


def shown(found: Namespace) -> tuple[object, ...]:
    return found.account, found.role, found.more, found.region, found.json


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["a", "b"], ("a", "b", [], "", False)),
        (["--json", "a", "--region", "r", "b"], ("a", "b", [], "r", True)),
        (["--", "-rf", "read"], ("-rf", "read", [], "", False)),
        (["--", "--help", "read"], ("--help", "read", [], "", False)),
        (["a", "--", "--json"], ("a", "--json", [], "", False)),
        (["--json", "--region=r", "--", "-h", "-h", "-x"], ("-h", "-h", ["-x"], "r", True)),
        (["a", "b", "--", "--", "", "c d"], ("a", "b", ["--", "", "c d"], "", False)),
        (["--", ""], ("", "", [], "", False)),
        (["a", "--"], ("a", "", [], "", False)),
        (["a", "--region=x", "--region", "y=z"], ("a", "", [], "y=z", False)),
        (["a", "--region", ""], ("a", "", [], "", False)),
        (["a", "--region", "-1", "-", "-.5", "-a b"], ("a", "-", ["-.5", "-a b"], "-1", False)),
    ],
)
def test_options_stand_anywhere_before_two_dashes(
    words: Sequence[str], found: tuple[object, ...]
) -> None:
    assert not grammar().asks_for_help(words)
    assert shown(grammar().read(words)) == found


def test_all_values_of_a_repeated_option_are_kept() -> None:
    one = grammar()
    assert one.read(["a", "--to", "x", "--to=y"]).to == ["x", "y"]
    assert one.read(["a"]).to == [], "no reading is left of the one before"


def test_the_command_line_of_another_program_is_left_as_it_is() -> None:
    found = grammar(AfterDashes("command")).read(["a", "--json", "--", "ls", "--json", "--", "-l"])
    assert shown(found) == ("a", "", [], "", True)
    assert found.command == ["ls", "--json", "--", "-l"]


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        ([], "Missing: ACCOUNT.", "Usage: rolecall try ACCOUNT [ROLE]"),
        (["-x"], "Missing: ACCOUNT.", "Usage: rolecall try ACCOUNT [ROLE]"),
        (["a", "-x", "--jso"], "Unknown option: -x.", "Usage: rolecall try ACCOUNT [ROLE]"),
        (["a", "--regiom=x"], "Unknown option: --regiom=x.", 'Did you mean "--region"?'),
        (
            ["a", "--region"],
            "--region needs a value: R.",
            "Usage: rolecall try ACCOUNT [ROLE]",
        ),
        (
            ["a", "--region", "--json"],
            "--region needs a value: R.",
            "Usage: rolecall try ACCOUNT [ROLE]",
        ),
        (
            ["--json=yes", "a"],
            "--json takes no value.",
            "Usage: rolecall try ACCOUNT [ROLE]",
        ),
    ],
)
def test_wrong_words_are_named(words: Sequence[str], message: str, hint: str) -> None:
    with pytest.raises(UsageError) as raised:
        grammar().read(words)
    assert (raised.value.message, raised.value.hint) == (message, hint)


def test_a_word_too_many_is_named_as_it_was_written() -> None:
    with pytest.raises(UsageError) as raised:
        Grammar("rolecall try", "Try.", ()).read(["--", "-rf"])
    assert raised.value.message == "Unexpected argument: -rf."


# Put before a word from after `--`: argparse would read -rf as an option even there.
MARK = "\0"


class Twin(argparse.ArgumentParser):
    """argparse with the definitions of a grammar, and with its error messages."""

    def __init__(self, grammar: Grammar) -> None:
        super().__init__(
            add_help=False,
            allow_abbrev=False,
        )
        self._grammar = grammar
        for argument in grammar.arguments:
            nargs = "*" if argument.many else None if argument.required else "?"
            self.add_argument(
                argument.name,
                metavar=argument.metavar,
                help=argument.help,
                nargs=nargs,
                default=None if argument.many else "",
            )
        for option in dict.fromkeys(grammar.options.values()):
            if not option.metavar:
                self.add_argument(
                    *option.flags, dest=option.name, help=option.help, action="store_true"
                )
            else:
                self.add_argument(
                    *option.flags,
                    dest=option.name,
                    metavar=option.metavar,
                    help=option.help,
                    action="append" if option.repeated else "store",
                    default=None if option.repeated else option.default,
                )

    def read(self, words: Sequence[str]) -> dict[str, object]:
        own, after = split_at_dashes(words)
        if self._grammar.after_dashes is None:
            own += [MARK + word for word in after]
        found = {
            name: unmarked(value) for name, value in vars(self.parse_intermixed_args(own)).items()
        }
        for option in self._grammar.options.values():
            if option.repeated:
                found[option.name] = found[option.name] or []
        if self._grammar.after_dashes is not None:
            found[self._grammar.after_dashes.name] = after
        return found

    def error(self, message: str) -> NoReturn:
        message = message.replace(MARK, "")
        if message.startswith("unrecognized arguments: "):
            raise UsageError(message.removeprefix("unrecognized arguments: "), "")
        words = message.replace("the following arguments are required:", "missing:")
        raise UsageError(f"{words[:1].upper()}{words[1:]}.", "")


TWINS = {name: Twin(one) for name, one in GRAMMARS.items()}


def unmarked(value: object) -> object:
    if isinstance(value, list):
        return [unmarked(part) for part in value]
    return value.removeprefix(MARK) if isinstance(value, str) else value


@pytest.mark.parametrize("command", GRAMMARS)
@settings(deadline=None)
@given(data=st.data())
def test_words_mean_what_they_mean_to_argparse(command: str, data: st.DataObject) -> None:
    one = GRAMMARS[command]
    flags = [flag for flag in one.options if flag != "-h"]
    values = ["production", "read", "1h", "", "-", "-1", "-.5", "a b"]
    wrong = ["-x", "--regio", "--x=y", "-1x", "--no such", "-0.", "-a b=c", "=", "--="]
    free = st.text(string.ascii_letters + string.digits + "-= ./²", max_size=4)
    word = st.one_of(
        st.sampled_from(flags),
        st.sampled_from([*values, "--"]),
        st.sampled_from(wrong),
        # Not --flag=--, which argparse reads as an empty list.
        st.builds("{}={}".format, st.sampled_from(flags), st.sampled_from(values)),
        # Not -hx, which argparse reads as -h and -x.
        free.filter(lambda word: not word.startswith("-h")),
    )
    check(one, TWINS[command], data.draw(st.lists(word, max_size=8)))


def check(one: Grammar, twin: Twin, words: Sequence[str]) -> None:
    try:
        expected = twin.read(words)
    except UsageError as refused:
        with pytest.raises(UsageError) as raised:
            one.read(words)
        message = raised.value.message
        kind, _, word = message.removesuffix(".").partition(": ")
        if kind in ("Unknown option", "Unexpected argument"):
            word = "" if word == '""' else word
            assert f"{refused.message} ".startswith(f"{word} "), "argparse names all of them"
        elif kind != "Missing":
            assert refused.message.startswith("Argument "), "a value too many or too few"
        else:
            assert message == refused.message
    else:
        assert vars(one.read(words)) == expected


@pytest.mark.parametrize("command", GRAMMARS)
def test_help_is_asked_for_before_two_dashes(command: str) -> None:
    one = GRAMMARS[command]
    assert one.asks_for_help(["--no-such", "-h"])
    assert one.asks_for_help(["a", "b", "c", "--help"])
    assert not one.asks_for_help(["a", "--", "--help"])
    assert not one.asks_for_help([])
