"""The entry point: imports and unexpected errors."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from rolecall.cli.main import main
from rolecall.core.files.own_files import write_own
from rolecall.core.paths import CACHE, KEYRING, PLACES, paths_from
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


@pytest.mark.parametrize("where", PLACES)
def test_a_held_session_takes_no_keyring_and_the_cache_nothing_of_other_places(
    program: Program, where: str, tmp_path: Path
) -> None:
    runtime = tmp_path / "runtime"
    runtime.mkdir(mode=0o700)
    program.env["XDG_RUNTIME_DIR"] = str(runtime)
    with Path(program.paths.config_file).open("a", encoding="utf-8") as settings:
        settings.write(f'\n[store]\nwhere = "{where}"\n')
    if where == KEYRING:
        pytest.importorskip("cryptography")
        write_own(paths_from(program.env).session_key, b"k" * 32)
    program.sign_in("production")
    done = subprocess.run(
        [sys.executable, "-c", LOADED, "credential-process", "production"],
        env=program.env,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    status, *modules = done.stderr.splitlines()[-1].split()
    assert status == "0"
    assert (HEAVY | {"keyring", "hashlib", "base64"}).isdisjoint(modules)
    assert ("cryptography" in modules) == (where == KEYRING)
    assert ("rolecall.sessions.places" in modules) == (where != CACHE)


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
