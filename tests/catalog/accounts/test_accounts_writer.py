"""Adding an account to the accounts file changes nothing else in it."""

import json
import os
import stat
from pathlib import Path

import pytest

from rolecall.catalog.accounts.accounts_file import load_accounts
from rolecall.catalog.accounts.accounts_writer import add_account
from rolecall.core.errors import ConfigError, RolecallError, UsageError

ID = "012345678901"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / ".aws" / "accounts"


def _written(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text.encode())


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_missing_file_is_made_for_its_owner_alone(path: Path) -> None:
    assert add_account(str(path), "staging", "2109-8765-4321") == "210987654321"
    assert path.read_text() == '{\n  "staging": "210987654321"\n}\n'
    assert (_mode(path), _mode(path.parent)) == (0o600, 0o700)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", f'{{\n  "new": "{ID}"\n}}\n'),
        ("{}", f'{{\n  "new": "{ID}"\n}}'),
        ("{ }\n", f'{{\n  "new": "{ID}"\n}}\n'),
        ('{"a": 123456789012}', f'{{"a": 123456789012, "new": "{ID}"}}'),
        (
            '{\n    "a":123456789012,\n\n    "b" : "000000000001"  \n}\n\n',
            f'{{\n    "a":123456789012,\n\n    "b" : "000000000001",\n    "new": "{ID}"  \n}}\n\n',
        ),
        ('{\n\t"a": 1234567890\n}', f'{{\n\t"a": 1234567890,\n\t"new": "{ID}"\n}}'),
        (
            '{\r\n  "a": "123456789012"\r\n}\r\n',
            f'{{\r\n  "a": "123456789012",\r\n  "new": "{ID}"\r\n}}\r\n',
        ),
        # The classic accepts an id with leading zeros, JSON does not.
        ('{\n  "a": 000123456789\n}\n', f'{{\n  "a": 000123456789,\n  "new": "{ID}"\n}}\n'),
        ('\ufeff{"a": "123456789012"}', f'\ufeff{{"a": "123456789012", "new": "{ID}"}}'),
        ('{"ä}": "123456789012"}', f'{{"ä}}": "123456789012", "new": "{ID}"}}'),
    ],
)
def test_one_entry_is_added_and_every_other_byte_stays(path: Path, before: str, after: str) -> None:
    _written(path, before)
    known = load_accounts(str(path)).accounts
    add_account(str(path), "new", ID)
    assert path.read_bytes().decode() == after
    assert load_accounts(str(path)).accounts == {**known, "new": ID}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[]", 1),
        ('"text"', 1),
        ('{\n  "a": "123456789012"\n  "b": "123456789013"\n}', 2),
        ('{\n  "a": "123456789012",\n}', 3),
        ('{\n  "a": "12"\n}', 2),
        ('{\n  "a": "123456789012"\n', 3),
    ],
)
def test_a_broken_file_is_left_alone_and_its_line_named(path: Path, text: str, line: int) -> None:
    _written(path, text)
    with pytest.raises(ConfigError) as refused:
        add_account(str(path), "new", ID, "~/.aws/accounts")
    assert f"~/.aws/accounts, line {line}:" in refused.value.message
    assert path.read_text() == text


def test_an_alias_that_is_there_is_explained(path: Path) -> None:
    _written(path, text := '{"prod": "123456789012"}')
    with pytest.raises(UsageError, match=r"prod exists already, with the id 123456789012\."):
        add_account(str(path), "prod", ID)
    with pytest.raises(UsageError, match="prod exists already, with this id"):
        add_account(str(path), "prod", "123456789012")
    assert path.read_text() == text


@pytest.mark.parametrize("alias", ["", "a b", 'a"b', "a\nb", "x" * 65, "210987654321", "ä$(x)"])
def test_an_alias_that_cannot_be_one_is_refused(path: Path, alias: str) -> None:
    with pytest.raises(UsageError):
        add_account(str(path), alias, ID)
    assert not path.exists()


@pytest.mark.parametrize("account_id", ["", "12", "1234567890123", "12345678901x"])
def test_an_id_without_12_digits_is_refused(path: Path, account_id: str) -> None:
    with pytest.raises(UsageError, match="account id"):
        add_account(str(path), "new", account_id)
    assert not path.exists()


def test_a_link_to_a_file_elsewhere_stays_a_link(path: Path, tmp_path: Path) -> None:
    real = tmp_path / "dotfiles"
    real.write_text('{"a": "123456789012"}')
    path.parent.mkdir()
    path.symlink_to(real)
    add_account(str(path), "new", ID)
    assert path.is_symlink()
    assert json.loads(real.read_text()) == {"a": "123456789012", "new": ID}


def test_a_file_that_is_switched_off_is_not_written() -> None:
    with pytest.raises(ConfigError, match="switched off"):
        add_account(os.devnull, "new", ID)


def test_a_folder_in_the_files_place_is_told(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(RolecallError, match="not a regular file"):
        add_account(str(path), "new", ID)


def test_the_longest_alias_is_taken_and_no_longer_one(path: Path) -> None:
    add_account(str(path), "a" * 64, ID)
    with pytest.raises(UsageError, match="cannot be an alias"):
        add_account(str(path), "b" * 65, ID)
    assert list(json.loads(path.read_text())) == ["a" * 64]
