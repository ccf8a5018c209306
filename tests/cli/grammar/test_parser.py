"""Words, options, and what stands behind `--`."""

from collections.abc import Sequence
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolecall.cli.commands import COMMANDS
from rolecall.cli.grammar.parser import Namespace, Parser
from rolecall.core.errors import UsageError


def parser(*, takes_command: bool = False) -> Parser:
    made = Parser("rolecall try ACCOUNT [ROLE]", "Try.")
    made.takes_command = takes_command
    made.add_argument("account", metavar="ACCOUNT")
    made.add_argument("role", metavar="ROLE", nargs="?", default="")
    made.add_argument("more", metavar="MORE", nargs="*")
    made.add_argument("--region", metavar="R", default="")
    made.add_argument("--json", action="store_true")
    return made


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
    ],
)
def test_behind_two_dashes_stand_words_alone(
    words: Sequence[str], found: tuple[object, ...]
) -> None:
    assert not parser().asks_help(words)
    assert shown(parser().read(words)) == found


def test_where_a_command_follows_it_is_left_as_it_is() -> None:
    found = parser(takes_command=True).read(["a", "--json", "--", "ls", "--json", "--", "-l"])
    assert shown(found) == ("a", "", [], "", True)
    assert found.command == ["ls", "--json", "--", "-l"]


def test_a_word_too_many_is_named_as_it_was_written() -> None:
    short = Parser("rolecall try", "Try.")
    with pytest.raises(UsageError) as raised:
        short.read(["--", "-rf"])
    assert raised.value.message == "-rf is not understood here."


@pytest.mark.parametrize("command", [name for name in COMMANDS if name != "demo"])
@given(data=st.data())
def test_plain_words_mean_what_they_mean_to_argparse(command: str, data: st.DataObject) -> None:
    room = import_module(f"rolecall.cli.commands.{COMMANDS[command].room}")
    made = Parser(COMMANDS[command].usage, "Try.")
    room.arguments(made)
    named = [name for action in made.full()._actions for name in action.option_strings]
    word = st.sampled_from(
        [*named, "production", "read", "1h", "", "-", "--", "-1", "--x=y", "a b"]
    )
    words = data.draw(st.lists(word, max_size=6))
    plain = made.read_plain(words)
    if plain is not None:
        assert {"help": False, **vars(plain)} == vars(made.full().read(words))


def test_what_is_typed_every_day_is_plain() -> None:
    for words in ("export production read", "credential-process a b --region eu-west-1 --no-input"):
        name, *rest = words.split()
        made = Parser(COMMANDS[name].usage, "Try.")
        import_module(f"rolecall.cli.commands.{COMMANDS[name].room}").arguments(made)
        assert made.read_plain(rest) is not None
