"""`rolecall exec`: replaces the process by a program with the role's credentials."""

import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from rolecall.handover.shell.variables import CLASSIC_SESSION, CONTRADICTING
from tests.drivers.program import PATIENCE, Done, Program

SHOW = [sys.executable, "-c", "import json, os; print(json.dumps(dict(os.environ)))"]
DIRTY = dict.fromkeys((*CONTRADICTING, *CLASSIC_SESSION), "stale") | {
    "AWS_ACCESS_KEY_ID": "AKIASTALE00000000000",
    "AWS_SECURITY_TOKEN": "stale",
    "AWS_CREDENTIAL_EXPIRATION": "2001-01-01T00:00:00",
    "ROLECALL_ACTIVE": "1",
    "GEO_ENV": "stale",
}


def environment(program: Program, *words: str, env: Mapping[str, str] = {}) -> dict[str, str]:
    """The environment of a program that was run as the role."""
    done = program.run("exec", "production", *words, "--", *SHOW, env=env)
    assert done.returncode == 0, done.stderr
    found: dict[str, str] = json.loads(done.stdout)
    return found


def script(program: Program, text: str, *options: str) -> Done:
    return program.run("exec", "production", *options, "--", "sh", "-c", text)


def hold(program: Program, seconds: int) -> None:
    """Hold a session with this much time left."""
    role = program.aws.world.role("production", "read")
    role.cut_short = seconds
    program.sign_in("production")
    role.cut_short = None


def test_the_program_has_the_export_lines_variables_and_nothing_stale(program: Program) -> None:
    program.sign_in("production")
    lines = program.run("export", "production", "--shell", "json").stdout
    wanted = json.loads(lines)
    found = environment(program, env=DIRTY)
    assert {name: found.get(name) for name in wanted} == wanted
    assert "ROLECALL_ACTIVE" not in found
    assert "stale" not in found.values()


def test_words_after_the_dashes_are_the_programs_own(program: Program) -> None:
    program.sign_in("production")
    done = program.run(
        "exec", "production", "--", "sh", "-c", 'printf "%s|" "$@"', "x", "--refresh", "-h", "", "*"
    )
    assert done.stdout == "--refresh|-h||*|"


@pytest.mark.parametrize("options", [[], ["--refresh"]])
def test_stdin_stdout_and_status_are_the_programs(program: Program, options: list[str]) -> None:
    program.sign_in("production")
    done = subprocess.run(
        program.command("exec", "production", *options, "--", "sh", "-c", "cat; exit 43"),
        env=program.env,
        input=b"a\0b\xff",
        capture_output=True,
        timeout=PATIENCE,
    )
    assert (done.returncode, done.stdout, done.stderr) == (43, b"a\0b\xff", b"")


def test_the_process_is_replaced(program: Program) -> None:
    program.sign_in("production")
    process = subprocess.Popen(
        program.command("exec", "production", "--", "sh", "-c", "echo $$"),
        env=program.env,
        stdout=subprocess.PIPE,
    )
    out, _ = process.communicate(timeout=PATIENCE)
    assert int(out) == process.pid


@pytest.mark.parametrize("options", [[], ["--refresh"]])
@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT", "SIGUSR1"])
def test_a_signal_reaches_the_program(program: Program, options: list[str], name: str) -> None:
    program.sign_in("production")
    number = signal.Signals[name]
    # A shell with a trap chooses its status, `sleep` ends by the signal itself.
    for text, status in (
        (f"trap 'exit 7' {name[3:]}; echo up; while :; do sleep 0.05; done", 7),
        ("echo up; exec sleep 1000", -number),
    ):
        process = subprocess.Popen(
            program.command("exec", "production", *options, "--", "sh", "-c", text),
            env=program.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        assert process.stdout is not None
        assert process.stdout.readline() == b"up\n"
        process.send_signal(number)
        _, said = process.communicate(timeout=PATIENCE)
        assert (process.returncode, said) == (status, b"")


@pytest.mark.parametrize("options", [[], ["--refresh"]])
def test_a_closed_pipe_ends_the_program_as_it_would_in_a_shell(
    program: Program, options: list[str]
) -> None:
    program.sign_in("production")
    words = " ".join(options)
    done = program.shell(
        f"rolecall exec production {words} -- yes | head -1; echo ${{PIPESTATUS[0]}}"
    )
    assert (done.stdout, done.stderr) == (f"y\n{128 + signal.SIGPIPE}\n", "")


@pytest.mark.parametrize("options", [[], ["--refresh"]])
def test_the_program_has_the_core_limit_that_we_found(program: Program, options: list[str]) -> None:
    program.sign_in("production")
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    wanted = "unlimited" if hard == resource.RLIM_INFINITY else "0"
    text = f"ulimit -c {wanted}; rolecall exec production {' '.join(options)} -- sh -c 'ulimit -c'"
    assert program.shell(text).stdout == f"{wanted}\n"


@pytest.mark.parametrize(
    ("command", "status", "said"),
    [
        ("no-such-command", 127, "Command not found: no-such-command."),
        ("./no-such-file", 127, "Command not found: ./no-such-file."),
        ("/", 126, "/ cannot be run: it is not a program."),
        ("/etc/passwd", 126, "/etc/passwd cannot be run: it is not a program."),
    ],
)
def test_a_command_that_cannot_be_run_is_told_before_a_code_is_asked_for(
    program: Program, command: str, status: int, said: str
) -> None:
    done = program.run("exec", "production", "--", command)
    assert (done.returncode, done.stdout) == (status, "")
    message, hint = done.stderr.splitlines()
    assert message == said
    assert hint.startswith("hint: ")
    assert not program.aws.calls


@pytest.mark.parametrize("options", [[], ["--refresh"]])
def test_scripts_run_as_shells_run_them(
    program: Program, tmp_path: Path, options: list[str]
) -> None:
    program.sign_in("production")
    bare, lost = tmp_path / "bare", tmp_path / "lost"
    bare.write_text('echo "$AWS_ACCOUNT_ROLE $1"\n')
    lost.write_text("#!/no/such/program\n")
    for file in (bare, lost):
        file.chmod(0o755)
    env = {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    done = program.run("exec", "production", *options, "--", "bare", "x", env=env)
    assert (done.returncode, done.stdout) == (0, "read x\n")
    done = program.run("exec", "production", *options, "--", "lost", env=env)
    assert (done.returncode, done.stdout) == (127, "")
    assert done.stderr.splitlines()[0] == "Command not found: lost."


def test_without_a_command_it_is_wrong_usage(program: Program) -> None:
    done = program.run("exec", "production")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[0] == "Missing: -- CMD."


def test_a_refused_role_runs_nothing(program: Program, tmp_path: Path) -> None:
    program.sign_in("production")
    mark = tmp_path / "ran"
    done = program.run("exec", "payments-prod", "break-glass", "--", "touch", str(mark))
    assert done.returncode == 1
    assert not mark.exists()


def test_a_session_that_lasts_long_enough_is_not_renewed(program: Program) -> None:
    hold(program, 46 * 60)
    assert script(program, "true", "--min-ttl", "45m").returncode == 0
    assert not program.aws.calls


def test_a_shorter_one_is_renewed_first_and_in_its_profiles_too(program: Program) -> None:
    hold(program, 44 * 60)
    assert program.run("profile", "production").returncode == 0
    found = environment(program, "--min-ttl", "45m")
    assert [asked.action for asked in program.aws.calls] == ["AssumeRole"]
    assert found["AWS_ACCESS_KEY_ID"] in Path(program.paths.aws_credentials).read_text()


def test_the_whole_life_of_a_new_session_counts(program: Program) -> None:
    done = script(program, "echo ran", "--min-ttl", "1h", "--mfa-code", program.code())
    assert (done.returncode, done.stdout) == (0, "ran\n")


@pytest.mark.parametrize(
    ("options", "lasts"), [(["--min-ttl", "2h"], "1 h"), (["--duration", "15m"], "15 m")]
)
def test_what_no_session_can_last_is_refused_before_a_code_is_asked_for(
    program: Program, options: list[str], lasts: str
) -> None:
    done = script(program, "echo ran", "--min-ttl", "2h", *options)
    assert (done.returncode, done.stdout) == (1, "")
    message, hint = done.stderr.splitlines()
    assert message == f"A session of production · read lasts {lasts}, but --min-ttl asks for 2 h."
    assert "--refresh" in hint
    assert not program.aws.calls


def test_a_session_shorter_than_aws_was_asked_for_is_refused(program: Program) -> None:
    program.aws.world.role("production", "read").cut_short = 600
    done = script(program, "echo ran", "--min-ttl", "45m", "--mfa-code", program.code())
    assert (done.returncode, done.stdout) == (1, "")
    assert "--min-ttl asks for 45 m" in done.stderr


def test_min_ttl_must_be_a_time(program: Program) -> None:
    done = script(program, "echo ran", "--min-ttl", "soon")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("--min-ttl is not a valid time.\n")
