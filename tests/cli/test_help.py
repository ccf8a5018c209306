"""Help: of the program and of every command, in any width, with examples that work."""

import fcntl
import os
import pty
import shlex
import struct
import subprocess
import sys
import termios

import pytest

from rolecall import __version__
from rolecall.cli.grammar.grammar import Grammar
from rolecall.cli.grammar.subcommands import PICKER, SUBCOMMANDS, listed_names
from rolecall.cli.help.examples import EXAMPLES, OVERVIEW
from rolecall.cli.help.overview import GROUPS
from rolecall.cli.main import main

NAMES = ("", *listed_names())
ALL = [
    pytest.param(name, command, id=f"{name or 'picker'}: {purpose}")
    for name, examples in {**EXAMPLES, "overview": OVERVIEW}.items()
    for purpose, command in examples
]


def help_of(name: str, width: int, capfd: pytest.CaptureFixture[str]) -> str:
    words = [name, "--help"] if name else ["--stay", "--help"]
    assert main(words, {"COLUMNS": str(width)}) == 0
    said = capfd.readouterr()
    assert said.err == ""
    return said.out


def flat(text: str) -> str:
    """The text as if no line had been broken."""
    return " ".join(text.replace(" \\\n", " ").split())


def test_help_is_data_and_groups_every_command(capfd: pytest.CaptureFixture[str]) -> None:
    for words in (["--help"], ["-h"], ["help"], ["help", "no-such-command"]):
        assert main(words, {}) == 0
        said = capfd.readouterr()
        assert said.err == ""
        for name in listed_names():
            assert SUBCOMMANDS[name].summary in flat(said.out)
        assert [title for title in GROUPS if f"\n{title}:\n" not in said.out] == []
    assert sorted(sum(GROUPS.values(), ())) == sorted(listed_names())


@pytest.mark.parametrize("name", SUBCOMMANDS)
def test_every_command_explains_itself(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    text = help_of(name, 80, capfd)
    assert flat(text).startswith(f"Usage: {SUBCOMMANDS[name].usage}")
    assert SUBCOMMANDS[name].summary in flat(text)
    assert main(["help", name], {"COLUMNS": "80"}) == 0
    assert capfd.readouterr().out == text


@pytest.mark.parametrize("width", [40, 61, 80, 100])
def test_no_line_is_wider_than_the_terminal(width: int, capfd: pytest.CaptureFixture[str]) -> None:
    texts = [help_of(name, width, capfd) for name in NAMES]
    assert main(["--help"], {"COLUMNS": str(width)}) == 0
    texts.append(capfd.readouterr().out)
    lines = [line for text in texts for line in text.splitlines()]
    assert [line for line in lines if len(line) > width] == []
    assert max(map(len, lines)) > width / 2


def test_a_terminal_is_asked_for_its_width() -> None:
    env = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    command = [sys.executable, "-m", "rolecall", "--help"]
    for columns, longest in ((40, 40), (0, 80), (500, 100)):
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        # As within a shell function, stdout is captured and the terminal is on stderr.
        done = subprocess.run(
            command, env=env, stdout=subprocess.PIPE, stderr=slave, text=True, timeout=60
        )
        os.close(slave)
        os.close(master)
        lines = done.stdout.splitlines()
        assert longest * 0.9 < max(map(len, lines)) <= longest
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60)
    assert 70 < max(map(len, done.stdout.splitlines())) <= 80


@pytest.mark.parametrize("name", NAMES)
def test_every_command_has_examples(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    examples = EXAMPLES[name]
    assert 1 <= len(examples) <= 4
    for width in (40, 80):
        text = flat(help_of(name, width, capfd))
        for purpose, command in examples:
            assert f"{purpose} {command}" in text


def test_an_example_broken_over_two_lines_can_still_be_pasted(
    capfd: pytest.CaptureFixture[str],
) -> None:
    text = help_of("exec", 40, capfd)
    start = text.index("rolecall exec production read -- \\\n")
    shown = text[start:].split("\n  ")[0:2]
    script = 'rolecall() { printf "%s\\n" "$@"; }\n' + "\n  ".join(shown)
    done = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["exec", "production", "read", "--", "aws", "s3", "ls"]


@pytest.mark.parametrize(("name", "command"), ALL)
def test_every_example_is_understood(name: str, command: str) -> None:
    for text in command.replace('out="$(', "").replace('eval "$(', "").split(')"')[:1]:
        words = shlex.split(
            text.split(" | ")[0].split(" > ")[0].removeprefix("credential_process = ")
        )
        program, *rest = words
        if program == "rolecall":
            name = rest.pop(0) if rest[:1] and rest[0] in SUBCOMMANDS else ""
        else:
            assert (program, name) == ("assume-role", "assume-role")
        used = SUBCOMMANDS[name] if name else PICKER
        Grammar(used.usage, used.summary, used.load().ARGUMENTS).read(rest)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("forget", "with or without its path; default: read"),
        ("forget", "an alias, a 12-digit id, or a role ARN"),
        ("profile", "print its name"),
        ("assume-role", "bash, zsh, sh, fish or powershell; default: sh"),
        ("export", "dotenv or json; default"),
        ("demo", "rolecall demo -- bash"),
    ],
)
def test_help_says_what_a_word_may_be_and_what_holds_without_it(
    name: str, said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert said in flat(help_of(name, 80, capfd))


@pytest.mark.parametrize("flag", ["--version", "-V"])
def test_version(flag: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert main([flag], {}) == 0
    assert capfd.readouterr().out == f"rolecall {__version__}\n"
