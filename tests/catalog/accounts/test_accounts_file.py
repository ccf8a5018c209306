"""Parsing ~/.aws/accounts as users write it, and the valid entries of malformed ones."""

import json
import random
from pathlib import Path

import pytest

from rolecall.catalog.accounts.accounts_file import AccountsFile, load_accounts
from rolecall.catalog.accounts.accounts_scanner import MOST_PROBLEMS


def load(folder: Path, content: str | bytes) -> AccountsFile:
    path = folder / "accounts"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return load_accounts(str(path), "~/.aws/accounts")


@pytest.mark.parametrize("content", ["", " \n\n", "{}", "{\n}\n"])
def test_empty_file_has_no_accounts_and_no_problem(tmp_path: Path, content: str) -> None:
    assert load(tmp_path, content) == AccountsFile({})


def test_missing_file_has_no_accounts_and_no_problem(tmp_path: Path) -> None:
    assert load_accounts(str(tmp_path / "accounts")) == AccountsFile({})
    assert load_accounts("/dev/null") == AccountsFile({})


@pytest.mark.parametrize(
    ("value", "account_id"),
    [
        ('"123456789012"', "123456789012"),
        ('"012345678901"', "012345678901"),
        ('"1234-5678-9012"', "123456789012"),
        ("123456789012", "123456789012"),
        ("012345678901", "012345678901"),
        ("000345678901", "000345678901"),
        ("12345678901", "012345678901"),
    ],
)
def test_id_keeps_its_leading_zeros(tmp_path: Path, value: str, account_id: str) -> None:
    assert load(tmp_path, f'{{"a": {value}, "b": 210987654321}}') == AccountsFile(
        {"a": account_id, "b": "210987654321"}
    )


def test_numbers_that_are_no_json_spoil_no_others(tmp_path: Path) -> None:
    found = load(tmp_path, '{"a": 012345678901, "b": 12345678901, "c": "023456789012"}')
    assert found == AccountsFile({"a": "012345678901", "b": "012345678901", "c": "023456789012"})


GOOD = '{\n  "first": "111111111111",\n%s\n  "last": "222222222222"\n}\n'


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ('  "short": "12345",', "12 digits"),
        ('  "short": "12345678901",', "12 digits"),
        ('  "long": 1234567890123,', "12 digits"),
        ('  "long": 0123456789012,', "12 digits"),
        (f'  "endless": {"1" * 5000},', "12 digits"),
        ('  "float": 123456789012.0,', "12 digits"),
        ('  "float": 1.2e11,', "12 digits"),
        ('  "none": null,', "12 digits"),
        ('  "true": true,', "12 digits"),
        ('  "nested": {"id": "123456789012"},', "12 digits"),
        ('  "list": ["123456789012", "x"],', "12 digits"),
        ('  "": "123456789012",', "not text"),
        ('  "half\\ud800": "123456789012",', "not text"),
        ('  "quoted: "123456789012",', "not an alias"),
        ("  bare: 123456789012,", "not an alias"),
        ("  // a comment", "not an alias"),
        ("  ,", "not an alias"),
        ('  "bad\\x": "123456789012",', "not an alias"),
        ('  "missing":', "12 digits"),
        ('  "comma": "123456789012"', "a comma is missing"),
        ('  "first": "333333333333",', "appears above with another id"),
    ],
)
def test_broken_entry_is_named_and_hides_no_good_one(
    tmp_path: Path, broken: str, said: str
) -> None:
    accounts, problems = load(tmp_path, GOOD % broken)
    assert accounts["last"] == "222222222222"
    assert "first" in accounts
    assert [problem.message.partition(": ")[0] for problem in problems] == [
        "~/.aws/accounts, line 3"
    ]
    assert said in problems[0].message
    assert problems[0].hint


def test_alias_that_stands_twice_is_the_last_ones(tmp_path: Path) -> None:
    twice = '{"a": "111111111111", "a": "222222222222", "b": 333333333333, "b": "333333333333"}'
    accounts, problems = load(tmp_path, twice)
    assert accounts == {"a": "222222222222", "b": "333333333333"}
    assert len(problems) == 1


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ('{"a": "111111111111",\n}', 2),
        ('{"a": "111111111111"\n', 2),
        ('{"a": "111111111111"', 1),
        ('{"a": "111111111111",', 1),
        ('{"a": "111111111111"}\n\nmore', 3),
        ('{"a": "111111111111"}\n}\n', 2),
    ],
)
def test_broken_end_is_named_and_hides_no_account(tmp_path: Path, content: str, line: int) -> None:
    accounts, problems = load(tmp_path, content)
    assert accounts == {"a": "111111111111"}
    assert [problem.message.partition(": ")[0] for problem in problems] == [
        f"~/.aws/accounts, line {line}"
    ]


def test_entries_behind_the_closing_brace_are_read_and_named(tmp_path: Path) -> None:
    for between in ("\n", "\n{", ",\n"):
        content = f'{{"a": "111111111111"}}{between}"b": "222222222222"}}'
        accounts, problems = load(tmp_path, content)
        assert accounts == {"a": "111111111111", "b": "222222222222"}
        assert problems


@pytest.mark.parametrize(
    "content", ["[]", "3", "null", '"text"', "a: 1", "\ufeff[", "NaN", "[" * 99_999]
)
def test_what_is_no_object_is_a_problem(tmp_path: Path, content: str) -> None:
    accounts, problems = load(tmp_path, content)
    assert not accounts
    assert "line 1: a JSON object is expected" in problems[0].message


def test_byte_that_is_no_utf_8_spoils_its_entry_only(tmp_path: Path) -> None:
    content = b'{"a": "111111111111",\n"b\xe4": "222222222222",\n"\xc3\xa4": "333333333333"}'
    accounts, problems = load(tmp_path, content)
    assert accounts == {"a": "111111111111", "ä": "333333333333"}
    assert [problem.message.partition(": ")[0] for problem in problems] == [
        "~/.aws/accounts, line 2"
    ]


def test_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    assert load(tmp_path, '\ufeff{"a": "111111111111"}') == AccountsFile({"a": "111111111111"})


def test_problems_are_bounded(tmp_path: Path) -> None:
    lines = ",\n".join(f'"a{number}": 1' for number in range(500))
    assert len(load(tmp_path, f"{{{lines}}}").problems) == MOST_PROBLEMS


def test_folder_or_huge_file_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    assert load_accounts(str(tmp_path / "folder")).problems
    huge = tmp_path / "huge"
    with huge.open("wb") as file:
        file.truncate(1 << 30)
    assert "larger" in load_accounts(str(huge)).problems[0].message


def test_random_damage_never_raises_nor_invents_an_id(tmp_path: Path) -> None:
    chance = random.Random(7)  # noqa: S311 - a corpus, no secret
    ids = {f"alias-{number}": f"{100_000_000_000 + number * 1234567}" for number in range(30)}
    whole = json.dumps(ids, indent=1)
    for _ in range(400):
        at = chance.randrange(1, len(whole))
        damage = chance.choice(['"', ",", "{", "}", ":", "[", "\n", "\\", "0x", "\x00", ""])
        accounts, problems = load(tmp_path, whole[:at] + damage + whole[at + 1 :])
        kept = sum(accounts.get(alias) == account_id for alias, account_id in ids.items())
        assert kept >= 27
        assert problems or kept >= 29  # a changed alias or digit cannot be noticed


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
def test_a_file_in_another_encoding_is_named_and_holds_no_accounts(
    tmp_path: Path, encoding: str
) -> None:
    accounts, problems = load(tmp_path, '{"production": "123456789012"}'.encode(encoding))
    assert accounts == {}
    (problem,) = problems
    assert f"this is {encoding.upper()[:6]}, not UTF-8" in problem.message
