"""Words, options, and what stands behind `--`."""

from collections.abc import Sequence

import pytest

from rolecall.cli.parser import Namespace, Parser
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
