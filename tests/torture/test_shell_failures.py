"""Output for shells after a failure: empty, and the shell unchanged."""

import os
import random
import re
import select
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from rolecall.demo.faults import (
    altered,
    reset,
    throttle,
    truncated,
    unavailable,
    wrong_body,
)
from rolecall.demo.world.bastion import alice
from tests.drivers.program import PATIENCE, Program, exported, write
from tests.fixtures.windows import Window
from tests.full import times
from tests.torture.figure import Figure

Spoil = Callable[[Program], None]


def fault(action: str, fault: object) -> Spoil:
    return lambda program: program.aws.faults.add(action, fault)  # type: ignore[arg-type]


def swapped(old: bytes, new: bytes) -> Spoil:
    return fault("AssumeRole", altered(lambda body: re.sub(old, new, body)))


def file(name: str, text: str) -> Spoil:
    return lambda program: write(getattr(program.paths, name), text)


def no_keys(program: Program) -> None:
    write(program.paths.aws_credentials, "[other]\nregion = eu-west-1\n")


def folder_for_file(program: Program) -> None:
    os.unlink(program.paths.aws_credentials)
    os.mkdir(program.paths.aws_credentials)


def homeless(program: Program) -> None:
    del program.env["HOME"]


def no_device(program: Program) -> None:
    alice(program.aws.world).devices.clear()


def used(program: Program) -> None:
    program.run("export", "production", "--mfa-code", program.code())
    program.run("forget", "--all")


def in_the_past(program: Program) -> None:
    program.aws.world.role("staging", "read").cut_short = -10


def trusts_nobody(program: Program) -> None:
    program.aws.world.role("staging", "read").trusts.clear()


def nothing(program: Program) -> None:
    """Wrong arguments are enough."""


CODE = "CODE"  # the device's code
STAGING = ("export", "staging", "--mfa-code", CODE)
MODES: dict[str, tuple[Spoil, tuple[str, ...]]] = {
    "no keys": (no_keys, STAGING),
    "half of the keys": (
        file("aws_credentials", "[default]\naws_access_key_id = AKIAEXAMPLE000000001\n"),
        STAGING,
    ),
    "a section twice": (file("aws_credentials", "[default]\n[default]\n"), STAGING),
    "no INI": (file("aws_credentials", "keys\n"), STAGING),
    "a folder for the file": (folder_for_file, STAGING),
    "broken accounts file": (file("accounts_file", "{ oops"), ("export", "nowhere")),
    "broken settings": (file("config_file", "[defaults]\nregoin = 'x'\n"), STAGING),
    "no TOML": (file("config_file", "["), STAGING),
    "no home": (homeless, STAGING),
    "a region in the environment that is none": (
        lambda program: program.env.update(AWS_REGION="$(touch x)"),
        STAGING,
    ),
    "unknown account": (nothing, ("export", "nowhere")),
    "impossible role": (nothing, ("export", "staging", 'a"; touch x; "')),
    "unknown option": (nothing, ("export", "staging", "--frob")),
    "unknown command": (nothing, ("exprot", "staging")),
    "unknown dialect": (nothing, ("export", "staging", "--shell", "tcsh")),
    "unknown profile": (nothing, ("export", "--profile", "nowhere")),
    "account and profile": (nothing, ("export", "staging", "--profile", "default")),
    "no region": (nothing, ("export", "staging", "--region", "here")),
    "no duration": (nothing, ("export", "staging", "--duration", "5m")),
    "five digits": (nothing, ("export", "staging", "--mfa-code", "12345")),
    "no terminal": (nothing, ("export", "staging")),
    "no input": (nothing, ("export", "staging", "--no-input")),
    "the picker without a terminal": (nothing, ()),
    "a wrong code": (nothing, ("export", "staging", "--mfa-code", "000000")),
    "a used code": (used, STAGING),
    "no device": (no_device, STAGING),
    "another device": (nothing, (*STAGING, "--mfa-device", "pager")),
    "denied": (trusts_nobody, STAGING),
    "denied to the classic": (trusts_nobody, ("assume-role", "staging", "read", CODE)),
    "nobody there": (lambda program: program.aws.close(), STAGING),
    "throttled": (fault("*", throttle()), STAGING),
    "out of order": (fault("*", unavailable()), STAGING),
    "hung up on": (fault("AssumeRole", reset()), STAGING),
    "cut off": (fault("AssumeRole", truncated(400)), STAGING),
    "a portal": (fault("AssumeRole", wrong_body(b"<html>Sign in</html>")), STAGING),
    "an empty answer": (fault("AssumeRole", wrong_body(b"")), STAGING),
    "another role": (swapped(b":assumed-role/read/", b":assumed-role/admin/"), STAGING),
    "no secret": (swapped(b"<SecretAccessKey>.*?</SecretAccessKey>", b""), STAGING),
    "a secret with a line break": (swapped(b"(<SecretAccessKey>)", b"\\1a\n[evil]"), STAGING),
    "over already": (in_the_past, STAGING),
}


@pytest.mark.parametrize("mode", list(MODES))
def test_S04_quiet_fail(program: Program, mode: str, figure: Figure) -> None:
    spoil, words = MODES[mode]
    code = program.code()
    spoil(program)
    done = program.run(*(code if word == CODE else word for word in words))
    assert done.stdout == ""
    assert done.returncode in (1, 2, 3)
    assert done.stderr and "Traceback" not in done.stderr
    figure(f"{len(MODES)} modes: stdout 0 bytes, exit status not 0")


# $1: the eval line. Then, for each round, the time after which the program is killed.
KILLED = """
way=$1; shift
for after in "$@"; do (
    eval "$old"
    if [ "$way" = quoted ]; then
        out="$(timeout -s KILL "$after" "$python" -m rolecall export staging)" && eval "$out"
    else
        eval $(timeout -s KILL "$after" "$python" -m rolecall export staging)
    fi 2> /dev/null
    echo "$AWS_ACCESS_KEY_ID $AWS_SECRET_ACCESS_KEY $AWS_SESSION_TOKEN $AWS_SECURITY_TOKEN" \
        "$AWS_ACCOUNT_ID $AWS_ACCOUNT_NAME $ROLECALL_EXPIRES"
); done 2> /dev/null
"""
NAMES = (
    *("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN"),
    *("AWS_ACCOUNT_ID", "AWS_ACCOUNT_NAME", "ROLECALL_EXPIRES"),
)


@pytest.mark.parametrize("way", ["quoted", "bare"])
def test_S05_all_or_none(program: Program, way: str, figure: Figure) -> None:
    program.sign_in("production")
    old = program.run("export", "production").stdout
    new = program.run("export", "staging").stdout
    chance = random.Random(5)  # noqa: S311
    # From the program's first moments to long after its usual end.
    rounds = times(full=250, short=20)
    after = [f"{chance.uniform(0.02, 0.6):.3f}" for _ in range(rounds)] + ["0.01", "30"]
    done = subprocess.run(
        ["bash", "-c", KILLED, "bash", way, *after],
        env={**program.env, "old": old, "python": sys.executable},
        capture_output=True,
        text=True,
        timeout=600,
    )
    found = done.stdout.splitlines()
    states = [" ".join(exported(lines)[name] for name in NAMES) for lines in (old, new)]
    assert len(found) == len(after)
    assert set(found) == set(states)  # both were seen, and nothing in between
    killed = found.count(states[0])
    figure(f"{way}: killed in {killed} of {len(after)} rounds, 0 shells between old and new")


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_S05_the_lines_leave_in_one_write(program: Program, tmp_path: Path, figure: Figure) -> None:
    """A kill between two writes falls into microseconds, which random moments do not find."""
    program.sign_in("production")
    log = tmp_path / "calls"
    done = subprocess.run(
        ["strace", "-o", str(log), "-e", "trace=write", *program.command("export", "production")],
        env=program.env,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    if "ptrace" in done.stderr:
        pytest.skip("this process may not be traced")
    writes = [line for line in log.read_text().splitlines() if line.startswith("write(1,")]
    assert [int(line.rpartition("=")[2]) for line in writes] == [len(done.stdout.encode())]
    assert 0 < len(done.stdout) <= select.PIPE_BUF, "a pipe takes so much at once or not at all"
    figure(f"{len(done.stdout):,} bytes in one write")


def test_S09_tty_split(window: Window, tmp_path: Path, figure: Figure, program: Program) -> None:
    opened = window("bash", "--norc", "--noprofile")
    said = tmp_path / "said"
    opened.type(f'x=$(rolecall); echo "status $?"; printf "%s" "$x" > {said}; echo "wri"tten\n')
    opened.wait_for("29 targets")
    opened.type("sand dev")
    opened.wait_for("1 of ")
    opened.press("Enter")
    opened.wait_for(", as alice")
    opened.press("Escape")
    opened.wait(lambda screen: ", as alice" not in screen, "the dialog is closed")
    opened.press("Escape")
    opened.wait_for("29 targets")  # the query is cleared first
    opened.press("Escape")
    opened.wait_for("status 130")
    opened.wait_for("written")
    assert said.read_text() == ""
    done = program.run()
    assert (done.returncode, done.stdout) == (3, "")
    assert program.run("export", "production").returncode == 3
    figure("UI shown, nothing of it captured; without a terminal status 3")


def test_S09_only_exports_are_captured(program: Program, figure: Figure) -> None:
    talk = program.talk(
        ["export", "production"], [("device", "1\n"), ("code", f"{program.code()}\n")]
    )
    assert talk.status == 0, talk.shown
    lines = talk.stdout.splitlines()
    assert all(re.fullmatch(r'(unset( [A-Z_]+)+|export [A-Z_]+="[^"]*");', line) for line in lines)
    assert len(lines) == 13
    figure("the question on the terminal, 13 lines captured")
