"""The line of a `credential_process`, split by those who read it."""

import shlex
import subprocess
from pathlib import Path

import pytest
from botocore.compat import _windows_shell_split

from rolecall.core.errors import Refused
from rolecall.handover.process_command import process_command

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
    line = process_command([str(program)], WORDS)
    assert line.startswith(f'"{program}" credential-process ')
    assert shlex.split(line) == [str(program), *SAID]
    called = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=True)
    assert called.stdout.splitlines() == [str(program), *SAID]


@pytest.mark.parametrize(
    "path",
    ['/a"b', "/a$b", "/a`b", "/a\\b", "/a\nb", "/a!b", "/a #b", "/a ;b", "/ä", "/a\x1bb", ""],
)
def test_a_path_that_the_sdks_read_differently_is_refused(path: str) -> None:
    with pytest.raises(Refused, match="not every AWS SDK reads alike") as refused:
        process_command([path], WORDS)
    assert refused.value.hint


@pytest.mark.parametrize("word", ["a b", "a'b", 'a"b', "$a", "a;b", "a*", "~a", "", "a\\b", "é"])
def test_a_word_that_would_need_quotes_is_refused(word: str) -> None:
    with pytest.raises(Refused, match="cannot be written"):
        process_command(["/bin/rolecall"], [word])


@pytest.mark.parametrize("path", [r"C:\Users\alice\rolecall.exe", r"C:\Program Files\rolecall.exe"])
def test_on_windows_botocore_splits_it_as_meant(path: str) -> None:
    line = process_command([path], WORDS, windows=True)
    assert _windows_shell_split(line) == [path, *SAID]


@pytest.mark.parametrize("path", ["C:\\a%b", "C:\\a&b", "C:\\(x86)\\a", "C:\\a\\", 'C:\\"a'])
def test_on_windows_what_cmd_would_take_apart_is_refused(path: str) -> None:
    with pytest.raises(Refused):
        process_command([path], WORDS, windows=True)


def test_a_program_of_several_words_is_called_with_them() -> None:
    line = process_command(["/usr/bin/python3", "-P", "-m", "rolecall"], ["dev", "read"])
    assert line == '"/usr/bin/python3" -P -m rolecall credential-process dev read'
