"""The `credential_process` of a base profile, with and without a terminal."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from rolecall.demo.world.bastion import alice
from tests.drivers.program import PATIENCE, Program
from tests.processes.stubborn import STUBBORN, ended


def set_process(program: Program, script: str) -> Path:
    """Make a script the credential_process of [default]; returns the file for its process ids."""
    file, pids = program.home / "process.sh", program.home / "pids"
    file.write_text(f"PIDS={pids}\n{script}\n")
    Path(program.paths.aws_credentials).write_text("")
    Path(program.paths.aws_config).write_text(
        f"[default]\nregion = eu-central-1\ncredential_process = sh {file}\n"
    )
    os.mkfifo(program.home / "go")
    return pids


def test_ctrl_c_ends_it_with_all_that_it_started(program: Program) -> None:
    pids = set_process(program, f"echo > {program.home}/go; {STUBBORN}")
    running = subprocess.Popen(
        program.command("export", "staging", "read", "--no-input"),
        env=program.env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    (program.home / "go").read_text()  # it has started
    while not pids.exists():
        assert running.poll() is None
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=PATIENCE)
    assert (running.returncode, out, err) == (130, "", "Cancelled.\n")
    assert ended(pids)


ASKING = """\
printf 'Pass phrase: ' > /dev/tty
read words < /dev/tty
[ "$words" = 'open sesame' ] && echo '{"Version": 1, "AccessKeyId": "%s", "SecretAccessKey": "%s"}'
"""


def asking(program: Program) -> str:
    user = alice(program.aws.world)
    return ASKING % (user.access_key_id, user.secret)


def test_it_may_ask_on_the_terminal(program: Program) -> None:
    """It runs in a process group of its own, and gets the terminal nevertheless, as in a shell."""
    set_process(program, asking(program))
    answers = [("Pass phrase: ", "open sesame\r"), ("MFA code", f"{program.code()}\r")]
    talk = program.talk(["export", "staging", "read", "--mfa-device", "alice-phone"], answers)
    assert talk.status == 0, talk.shown
    assert "AWS_SESSION_TOKEN" in talk.stdout


def test_ctrl_c_at_its_question_leaves(program: Program) -> None:
    set_process(program, asking(program))
    talk = program.talk(["export", "staging", "read"], [("Pass phrase: ", "\x03")])
    assert (talk.status, talk.stdout) == (130, "")


@pytest.mark.parametrize(("status", "ours"), [(130, 130), (129, 2), (1, 2)])
def test_a_program_that_ends_by_itself_at_ctrl_c_says_so_with_130(
    program: Program, status: int, ours: int
) -> None:
    """As shells and many programs do; any other status is a failure of its own."""
    prompt = "printf 'Pass phrase: '"
    assert prompt in asking(program)
    # Changing the terminal's modes takes the terminal: ctrl+c comes to the program by then.
    first = f"trap 'exit {status}' INT; stty echo < /dev/tty; {prompt}"
    trapped = asking(program).replace(prompt, first)
    set_process(program, trapped)
    talk = program.talk(["export", "staging", "read"], [("Pass phrase: ", "\x03")])
    assert (talk.status, talk.stdout) == (ours, "")


def test_without_a_terminal_to_give_it_is_told_so(program: Program) -> None:
    """In the background, where a shell would stop it."""
    set_process(program, asking(program))
    script = "import os, sys; os.setpgid(0, 0); os.execvp(sys.argv[1], sys.argv[1:])"  # as with `&`
    talk = program.talk(
        ["export", "staging", "read", "--no-input"],
        [],
        command=[sys.executable, "-c", script, *program.command()],
    )
    assert talk.status == 2
    assert "needs to ask on the terminal, which it cannot do here" in talk.shown
