"""Files in another encoding than UTF-8 are reported as such, wherever they are read."""

import configparser
import json
from pathlib import Path

import pytest

from rolecall.catalog.accounts.accounts_file import parse_accounts
from rolecall.catalog.aws_config import load_profiles
from rolecall.core.errors import ConfigError
from rolecall.core.files.text_files import text_of
from rolecall.core.settings.settings import load_settings
from rolecall.handover.profile.credentials_file import check_profile
from rolecall.saml.login_file import read_login_file

WIDE = {
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32": "UTF-32",
    "utf-32-le": "UTF-32",
    "utf-32-be": "UTF-32",
}
INI = "[profile a]\nregion = eu-west-1\n"


def refused(path: Path, what: str) -> str:
    """The error of reading such a file; `what` names the file."""
    try:
        if what == "accounts":
            problems = parse_accounts(path.read_bytes(), "FILE").problems
        elif what == "config.toml":
            load_settings(str(path), "FILE")
            return ""
        elif what == "login":
            read_login_file(str(path), "FILE")
            return ""
        elif what == "written":
            check_profile(str(path), "dev", {})
            return ""
        else:
            problems = load_profiles(str(path), str(path), "FILE", "FILE").problems
    except ConfigError as error:
        problems = (error,)
    assert all("as UTF-8" in problem.hint for problem in problems)
    return problems[0].message if problems else ""


TEXTS = {
    "accounts": json.dumps({"production": "222233334444"}),
    "config.toml": "[defaults]\nregion = 'eu-west-1'\n",
    "login": "username = ada\npassword = x\n",
    "aws": INI,
    "written": INI,
}


@pytest.mark.parametrize("encoding", WIDE)
@pytest.mark.parametrize("what", TEXTS)
def test_utf_16_and_its_like_are_named(tmp_path: Path, what: str, encoding: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(TEXTS[what].encode(encoding))
    assert f"line 1: this is {WIDE[encoding]}, not UTF-8." in refused(path, what)
    assert path.read_bytes() == TEXTS[what].encode(encoding)


@pytest.mark.parametrize("what", ["aws", "written"])
def test_mark_before_utf_8_is_named_where_aws_tools_refuse_it(tmp_path: Path, what: str) -> None:
    path = tmp_path / "file"
    path.write_text(INI, encoding="utf-8-sig")
    assert "line 1: a byte order mark (BOM)" in refused(path, what)
    with pytest.raises(configparser.Error):  # the encoding that botocore uses
        configparser.RawConfigParser().read(path, encoding="utf-8")


@pytest.mark.parametrize("what", ["accounts", "config.toml", "login"])
def test_mark_before_utf_8_is_passed_over_elsewhere(tmp_path: Path, what: str) -> None:
    path = tmp_path / "file"
    path.write_text(TEXTS[what], encoding="utf-8-sig")
    assert refused(path, what) == ""


@pytest.mark.parametrize("data", [b"", b"{", b"\x00", b"\x00\x00", b"[a]\nx = \x00\n"])
def test_short_and_odd_files_are_left_to_their_readers(data: bytes) -> None:
    assert text_of(data, "FILE") == data.decode()
