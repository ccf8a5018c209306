"""The entry point: help, imports, and unexpected errors."""

import subprocess
import sys
from collections.abc import Iterator, Mapping

import pytest

from rolecall import __version__
from rolecall.cli.grammar.subcommands import SUBCOMMANDS
from rolecall.cli.main import main
from tests.drivers.program import PATIENCE, Program
from tests.processes.loaded_modules import HEAVY, LOADED

CANARY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"


def test_help_is_data_and_names_every_command() -> None:
    for words in (["--help"], ["-h"], ["help"]):
        done = subprocess.run(
            [sys.executable, "-m", "rolecall", *words], capture_output=True, text=True, timeout=60
        )
        assert (done.returncode, done.stderr) == (0, "")
    for command in SUBCOMMANDS.values():
        assert command.summary in done.stdout


@pytest.mark.parametrize("name", SUBCOMMANDS)
def test_every_command_explains_itself(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert main([name, "--help"], {}) == 0
    said = capfd.readouterr()
    assert said.out.startswith(f"usage: {SUBCOMMANDS[name].usage}")
    assert SUBCOMMANDS[name].summary in said.out
    assert said.err == ""


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("forget", "its name, with or without its path; default: read"),
        ("forget", "an alias, a 12-digit id, or a role's ARN"),
        ("profile", "print its name"),
        ("assume-role", "bash, zsh, sh, fish or powershell; default: sh"),
        ("assume-role", "or a role's ARN"),
        ("export", "dotenv or json; default"),
    ],
)
def test_help_says_what_a_word_may_be_and_what_holds_without_it(
    name: str, said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main([name, "--help"], {}) == 0
    assert said in capfd.readouterr().out


def test_version(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"], {}) == 0
    assert capfd.readouterr().out == f"rolecall {__version__}\n"


@pytest.mark.parametrize(
    "words",
    [
        ["list"],
        ["export", "production"],
        ["credential-process", "production", "read"],
        ["assume-role", "production"],
        ["profile", "production"],
        ["sessions"],
        ["forget", "production"],
    ],
    ids=lambda words: words[0],
)
def test_what_is_held_needs_neither_boto3_nor_textual(program: Program, words: list[str]) -> None:
    program.sign_in("production")
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *words],
        env=program.env,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    status, *modules = done.stderr.splitlines()[-1].split()
    assert status == "0"
    assert HEAVY.isdisjoint(modules)


class Faulty(Mapping[str, str]):
    """An environment that cannot be read, and whose error message contains a secret."""

    def __getitem__(self, name: str) -> str:
        if name == "ROLECALL_DEBUG":
            return "1"
        raise RuntimeError(CANARY)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def test_a_fault_of_ours_shows_where_and_not_what(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["list"], Faulty()) == 1
    said = capfd.readouterr()
    assert said.out == ""
    message, hint, *frames = said.err.splitlines()
    assert message == "Rolecall stumbled over a fault of its own (RuntimeError)."
    assert "ROLECALL_DEBUG=1" in hint
    assert any("paths.py" in frame for frame in frames)
    assert CANARY not in said.err


def test_a_fault_of_ours_is_quiet_without_debugging(capfd: pytest.CaptureFixture[str]) -> None:
    class Quiet(Faulty):
        def __getitem__(self, name: str) -> str:
            return "" if name == "ROLECALL_DEBUG" else super().__getitem__(name)

    assert main(["list"], Quiet()) == 1
    assert len(capfd.readouterr().err.splitlines()) == 2


def test_the_demo_runs_a_command_in_its_world() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "rolecall", "demo", "--", sys.executable, "-m", "rolecall", "list"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr
    assert "production\tread\t" in done.stdout


def test_the_demo_passes_on_options_and_statuses() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "rolecall", "demo", "--", "sh", "-c", "exit 7", "--help"],
        capture_output=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 7
