"""A kept answer is the same answer, is found without the rest of Rolecall, and holds no key."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.kept_answers.answers import MARK, WORDS, Keep, answers, change, is_kept, read
from tests.drivers.program import PATIENCE, Program

EXPORT = ("export", "production", "read", "--shell", "bash")
LOADED = """
import os, sys
sys.argv = ["rolecall", *sys.argv[1:]]
os._exit = lambda status: print(status, *sorted(sys.modules), file=sys.stderr)
from rolecall.cli.start import start
start()
"""


@pytest.mark.parametrize("words", [WORDS, EXPORT], ids=lambda words: words[0])
def test_the_answer_is_the_same_to_the_byte(
    program: Program, keep: Keep, words: tuple[str, ...]
) -> None:
    first = program.run(*words)
    keep(*words)
    second = program.run(*words)
    assert second.stdout == first.stdout + MARK
    assert (second.stderr, second.returncode) == (first.stderr, first.returncode) == ("", 0)


@pytest.mark.parametrize("words", [WORDS, EXPORT], ids=lambda words: words[0])
def test_a_kept_answer_needs_a_tenth_of_the_modules(
    program: Program, keep: Keep, words: tuple[str, ...]
) -> None:
    keep(*words)
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *words],
        env=program.env,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    status, *modules = done.stderr.splitlines()[-1].split()
    assert status == "0"
    assert done.stdout.endswith(MARK)
    ours = {name for name in modules if name.startswith("rolecall.")}
    assert ours == {
        "rolecall.cli",
        "rolecall.cli.exit",
        "rolecall.cli.kept_answers",
        "rolecall.cli.start",
        "rolecall.core",
        "rolecall.core.files",
        "rolecall.core.files.home",
        "rolecall.core.files.ownership",
        "rolecall.core.files.whole_writes",
        "rolecall.core.process",
        "rolecall.core.process.core_dumps",
        "rolecall.core.process.garbage_collection",
        "rolecall.core.process.inputs",
        "rolecall.core.process.sha256",
    }
    assert {"typing", "datetime", "hashlib", "socket", "threading"}.isdisjoint(modules)


def test_no_key_and_no_variable_is_in_it(program: Program, keep: Keep) -> None:
    program.env["AWS_SESSION_SECRET_ACCESS_KEY"] = canary = "canary/of/the/shell"
    kept = keep().read_text()
    given = json.loads(program.run(*WORDS).stdout.removesuffix(MARK))
    for secret in (given["SecretAccessKey"], given["SessionToken"], canary):
        assert secret not in kept
    assert given["AccessKeyId"] not in kept
    assert oct(answers(program)[0].stat().st_mode)[-3:] == "600"


def test_it_is_kept_by_a_program_too_once_its_files_are_settled(program: Program) -> None:
    program.sign_in("production", "read")
    program.run(*WORDS)
    if answers(program):  # the machine was slow: its files are older than that
        return
    newest = max(path.stat().st_ctime for path in Path(program.home).rglob("*"))
    while time.time() < newest + 2.1:
        time.sleep(0.1)
    program.run(*WORDS)
    assert len(answers(program)) == 1


def test_what_sdks_ask_under_exec_refresh_is_kept(program: Program, keep: Keep) -> None:
    own = {"ROLECALL_CONFIG_FILE": program.paths.aws_config, "AWS_CONFIG_FILE": "/made/for/exec"}
    keep(
        env={"AWS_CONFIG_FILE": program.paths.aws_config, **own}
        | {"AWS_CONFIG_FILE": program.paths.aws_config}
    )
    assert is_kept(program, **own)


def test_a_profiles_own_command_line_is_kept(program: Program, keep: Keep) -> None:
    assert (
        program.run("profile", "production", "read", "--name", "prod", "--dynamic").returncode == 0
    )
    config = Path(program.paths.aws_config).read_text()
    line = next(each for each in config.splitlines() if each.startswith("credential_process"))
    words = ["credential-process", *line.partition(" credential-process ")[2].split()]
    assert "--scheme" in words
    keep(*words)
    assert is_kept(program, *words, AWS_REGION="eu-west-1")  # no part of an exact target
    assert not is_kept(program, *words, HOME=program.env["HOME"] + "/")


def test_stdout_that_is_closed_is_a_failure_as_ever(program: Program, keep: Keep) -> None:
    keep()
    done = program.shell(f"rolecall {' '.join(WORDS)} >&-; echo $?")
    assert done.stdout == "1\n"
    assert done.stderr.startswith("Could not write the output")


def test_only_so_many_are_kept(program: Program, keep: Keep) -> None:
    keep()
    folder = answers(program)[0].parent
    for number in range(40):
        (folder / f"{number:040}.json").write_text("")
        os.utime(folder / f"{number:040}.json", (number, number))
    keep(*EXPORT)
    assert len(answers(program)) == 32


def test_the_files_of_a_run_are_all_noted(program: Program, keep: Keep, tmp_path: Path) -> None:
    noted = set(read(keep())["files"])  # type: ignore[call-overload]
    change(answers(program)[0], until=0)
    log = tmp_path / "calls"
    calls = "trace=open,openat,stat,lstat,newfstatat,statx,access,readlink,faccessat,faccessat2"
    subprocess.run(
        ["strace", "-f", "-qq", "-e", calls, "-o", log, *program.command(*WORDS)],
        env=program.env,
        capture_output=True,
        check=True,
        timeout=PATIENCE,
    )
    home = str(program.home)
    touched = {
        part
        for line in log.read_text().splitlines()
        for part in line.split('"')[1:2]
        if part.startswith(home + "/")
        and not part.startswith(program.paths.cache_folder + "/answers")
    }
    folders = {os.path.dirname(path) for path in noted}
    parents = {str(parent) for path in noted for parent in Path(path).parents}
    assert program.paths.aws_config in touched
    assert touched - noted - folders - parents == set()


def test_it_ends_when_an_sdk_would_ask_for_a_new_session(program: Program, keep: Keep) -> None:
    kept = read(keep())
    given = json.loads(program.run(*WORDS).stdout.removesuffix(MARK))
    ends = time.mktime(time.strptime(given["Expiration"], "%Y-%m-%dT%H:%M:%S%z")) - time.timezone
    assert ends - kept["until"] == 15 * 60  # type: ignore[operator]
