"""The entry point: imports and unexpected errors."""

import subprocess
import sys
from collections.abc import Iterator, Mapping

import pytest

from rolecall.cli.main import main
from tests.canaries.marks import canary
from tests.drivers.program import PATIENCE, Program
from tests.processes.loaded_modules import HEAVY, LOADED

CANARY = canary()


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
    assert message == "Internal error in Rolecall (RuntimeError)."
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
