"""The value of `credential_process`, parsed by the parsers of the SDKs."""

import shlex
import subprocess
from pathlib import Path

import pytest
from botocore.compat import _windows_shell_split
from botocore.configloader import load_config

from rolecall.core.errors import Refused
from rolecall.handover.process.credential_process_line import credential_process_line

WORDS = ["prod-eu", "ops/deploy", "--region", "eu-west-1", "--base-profile", "a.b@c=d,e+f:g_h"]
SAID = ["credential-process", *WORDS]


@pytest.mark.parametrize(
    "folder",
    ["plain", "with  blanks", "it's", "semi;colon", "(x86)", "a&b|c<d>e", "50%", "#1", "~", "*[?]"],
)
def test_botocore_and_a_shell_call_the_same_program(tmp_path: Path, folder: str) -> None:
    program = tmp_path / folder / "rolecall"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\nfor word in "$0" "$@"; do echo "$word"; done\n')
    program.chmod(0o700)
    line = credential_process_line([str(program)], WORDS)
    assert line.startswith(f'"{program}" credential-process ')
    assert shlex.split(line) == [str(program), *SAID]
    called = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=True)
    assert called.stdout.splitlines() == [str(program), *SAID]


@pytest.mark.parametrize(
    "path",
    ['/a"b', "/a$b", "/a`b", "/a\\b", "/a\nb", "/a!b", "/a #b", "/a ;b", "/ä", "/a\x1bb", ""],
)
def test_a_path_that_the_sdks_read_differently_is_refused(path: str) -> None:
    with pytest.raises(Refused, match="AWS SDKs read differently") as refused:
        credential_process_line([path], WORDS)
    assert refused.value.hint


ODD_WORDS = [
    "a b", " a ", "a'b", "''", 'a"b', "$HOME", "`id`", "$(id)", "a;b", "a ;b", "a #b", "#", "; #;",
    "a*", "~a", "", "a\\b", "a\\", "a!b", "é", "日本 語", "مرحبا", "a%b", "🦊", "-",
]  # fmt: skip


@pytest.mark.parametrize("word", ODD_WORDS)
def test_an_odd_word_is_quoted_so_that_all_read_it_alike(tmp_path: Path, word: str) -> None:
    line = credential_process_line(["/usr/bin/env"], ["a", "--base-profile", word, "--region", "b"])
    said = ["credential-process", "a", "--base-profile", word, "--region", "b"]
    assert shlex.split(line) == ["/usr/bin/env", *said]
    called = subprocess.run(
        ["sh", "-c", line.replace('"/usr/bin/env" credential-process', "printf '%s\\n'")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert called.stdout == "".join(f"{one}\n" for one in said[1:])
    assert " #" not in line and " ;" not in line
    path = tmp_path / "config"
    path.write_text(f"[profile x]\ncredential_process = {line}\n")
    assert load_config(str(path))["profiles"]["x"]["credential_process"] == line


@pytest.mark.parametrize("word", ["a\nb", "a\x1bb", "\u202ea", "a\u2028b", "\udc80", "a\tb"])
def test_a_word_that_no_file_can_carry_is_refused_by_what_it_is(word: str) -> None:
    with pytest.raises(Refused, match=r"The profile .* cannot be written") as refused:
        credential_process_line(["/bin/rolecall"], ["a", "--base-profile", word])
    assert "plainer name" in refused.value.hint
    with pytest.raises(Refused, match=r"The account .* cannot be written") as refused:
        credential_process_line(["/bin/rolecall"], [word, "read"])
    assert "account's id" in refused.value.hint


@pytest.mark.parametrize("word", ["a b", "it's", "a  b"])
def test_on_windows_a_word_with_blanks_is_quoted(word: str) -> None:
    line = credential_process_line([r"C:\rolecall.exe"], [word, "read"], windows=True)
    assert _windows_shell_split(line) == [r"C:\rolecall.exe", "credential-process", word, "read"]


@pytest.mark.parametrize("word", ["a%b", 'a"b', "a&b", "é", "a ;b", "a b\\"])
def test_on_windows_what_cmd_would_change_is_refused(word: str) -> None:
    with pytest.raises(Refused, match="cannot be written"):
        credential_process_line([r"C:\rolecall.exe"], [word], windows=True)


@pytest.mark.parametrize("path", [r"C:\Users\alice\rolecall.exe", r"C:\Program Files\rolecall.exe"])
def test_on_windows_botocore_splits_it_as_meant(path: str) -> None:
    line = credential_process_line([path], WORDS, windows=True)
    assert _windows_shell_split(line) == [path, *SAID]


@pytest.mark.parametrize("path", ["C:\\a%b", "C:\\a&b", "C:\\(x86)\\a", "C:\\a\\", 'C:\\"a'])
def test_on_windows_what_cmd_would_take_apart_is_refused(path: str) -> None:
    with pytest.raises(Refused):
        credential_process_line([path], WORDS, windows=True)


def test_a_program_of_several_words_is_called_with_them() -> None:
    line = credential_process_line(["/usr/bin/python3", "-P", "-m", "rolecall"], ["dev", "read"])
    assert line == '"/usr/bin/python3" -P -m rolecall credential-process dev read'
