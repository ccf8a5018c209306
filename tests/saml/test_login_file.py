"""The login in ~/.saml/credentials: whose eyes it is for, and where a value ends."""

import os
from pathlib import Path

import pytest

from rolecall.saml.login_file import StoredLogin, read_login_file

NAME = "~/.saml/credentials"


def written(tmp_path: Path, text: str, mode: int = 0o600) -> StoredLogin:
    path = tmp_path / "credentials"
    path.write_text(text, newline="")
    path.chmod(mode)
    return read_login_file(str(path), NAME)


@pytest.mark.parametrize("bit", [0o040, 0o020, 0o010, 0o004, 0o002, 0o001])
def test_each_permission_of_others_is_warned_of(tmp_path: Path, bit: int) -> None:
    (note,) = written(tmp_path, "username = alice\npassword = x\n", 0o600 | bit).notes
    assert f"chmod 600 {NAME}" in note


@pytest.mark.parametrize("mode", [0o600, 0o400, 0o700])
def test_a_file_of_its_owner_alone_is_nothing_to_warn_of(tmp_path: Path, mode: int) -> None:
    assert written(tmp_path, "username = alice\npassword = x\n", mode).notes == ()


def test_without_a_password_there_is_nothing_to_see(tmp_path: Path) -> None:
    login = written(tmp_path, "username = alice\n", 0o644)
    assert login == StoredLogin("alice", None, (), NAME)


def test_a_password_ends_with_its_line_and_the_first_of_two_counts(tmp_path: Path) -> None:
    login = written(tmp_path, "username =  alice \r\npassword =  p = w \r\npassword = other\r\n")
    assert login.user_name == "alice"
    assert login.password is not None and login.password.reveal() == " p = w "


def test_no_file_is_no_login(tmp_path: Path) -> None:
    assert read_login_file(str(tmp_path / "none"), NAME) == StoredLogin()
    assert read_login_file(os.devnull, NAME) == StoredLogin()
