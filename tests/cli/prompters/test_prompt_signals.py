"""A prompt on the terminal survives ctrl+z and fg, and a signal ends it cleanly."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from rolecall.demo.world.clock import SettableClock
from rolecall.demo.world.federation import demo_world
from rolecall.demo.world.world import World
from tests.canaries.record import registered
from tests.drivers.job_control import PROMPT, SHELLS, JobControl
from tests.drivers.program import Program

HIDDEN, SHOWN, PASSWORD = "MFA Token: ", "MFA code of alice-phone: ", "Password: "
CANARY = registered("Canary-NotARealKey77")
Opened = Callable[[str], JobControl]


@pytest.fixture
def organisation(clock: SettableClock) -> World:
    return demo_world(clock)


@pytest.fixture
def opened(program: Program, tmp_path: Path) -> Iterator[Opened]:
    """Shells in which `rolecall` is the program."""
    folder = tmp_path / "bin"
    folder.mkdir()
    script = folder / "rolecall"
    script.write_text(f'#!/bin/sh\nexec {" ".join(program.command())} "$@"\n')
    script.chmod(0o755)
    env = {**program.env, "PATH": f"{folder}{os.pathsep}{program.env['PATH']}"}
    with ExitStack() as stack:
        yield lambda shell: stack.enter_context(JobControl(shell, tmp_path, env))


def ask(shell: JobControl, command: str = "rolecall assume-role production read") -> None:
    shell.run(f"{command} > out; echo ended $?.")


@pytest.mark.parametrize("shell", list(SHELLS))
def test_ctrl_z_gives_the_shell_its_echo_and_fg_takes_it_again(
    opened: Opened, program: Program, shell: str
) -> None:
    terminal = opened(shell)
    terminal.run("rolecall assume-role production read > out")
    terminal.wait_for(HIDDEN)
    assert not terminal.echoes
    terminal.type(CANARY)
    terminal.type("\x1a")
    terminal.wait_for(PROMPT)
    if shell == "sh":
        assert terminal.is_cooked
    terminal.run('echo vis"ible"')
    terminal.wait_for("visible")
    terminal.wait_for(PROMPT)
    terminal.run("fg")
    terminal.wait_for(HIDDEN)
    assert not terminal.echoes
    code = program.code()
    terminal.type(f"{code}\r")
    terminal.wait_for(PROMPT)
    terminal.run('echo "ended $?."')
    terminal.wait_for("ended 0.")
    assert CANARY.encode() not in terminal.shown
    assert code.encode() not in terminal.shown
    if shell == "sh":
        assert terminal.is_cooked


def test_it_may_be_stopped_again_and_again(opened: Opened, program: Program) -> None:
    terminal = opened("sh")
    ask(terminal)
    for _ in range(5):
        terminal.wait_for(HIDDEN)
        terminal.type("\x1a")
        terminal.wait_for(PROMPT)
        assert terminal.is_cooked
        terminal.run("fg")
    terminal.wait_for(HIDDEN)
    terminal.type(f"{program.code()}\r")
    terminal.wait_for(PROMPT)
    assert terminal.is_cooked


def test_a_stop_from_elsewhere_drops_what_was_typed(opened: Opened) -> None:
    """ctrl+z makes the terminal drop it, but a signal does not, and the shell would read it."""
    terminal = opened("sh")
    ask(terminal)
    terminal.wait_for(HIDDEN)
    terminal.type(CANARY)
    terminal.send(signal.SIGTSTP)
    terminal.wait_for(PROMPT)
    assert terminal.is_cooked
    terminal.run("")
    terminal.run("fg")
    terminal.wait_for(HIDDEN)
    terminal.wait_until(lambda: not terminal.echoes, "hides")
    terminal.type("\x03")
    terminal.wait_for(PROMPT)
    assert CANARY.encode() not in terminal.shown


def test_a_process_that_is_stopped_unasked_hides_again(opened: Opened, program: Program) -> None:
    terminal = opened("zsh")
    terminal.run("rolecall assume-role production read > out")
    terminal.wait_for(HIDDEN)
    terminal.send(signal.SIGSTOP)
    terminal.wait_for(PROMPT)
    terminal.run("stty echo icanon; fg")
    terminal.wait_for(HIDDEN)
    assert not terminal.echoes
    code = program.code()
    terminal.type(f"{code}\r")
    terminal.wait_for(PROMPT)
    assert code.encode() not in terminal.shown


def test_a_line_that_is_shown_is_asked_again_after_fg(opened: Opened, program: Program) -> None:
    terminal = opened("sh")
    ask(terminal, "rolecall export production")
    terminal.wait_for("Device [1]: ")
    terminal.type("\x1a")
    terminal.wait_for(PROMPT)
    terminal.run("fg")
    terminal.wait_for("Device [1]: ")
    terminal.type("1\r")
    terminal.wait_for(SHOWN)
    terminal.type("12\x1a")
    terminal.wait_for(PROMPT)
    terminal.run("fg")
    terminal.wait_for(SHOWN)
    terminal.type(f"{program.code()}\r")
    terminal.wait_for(PROMPT)
    terminal.run("tail -1 out")
    terminal.wait_for("GEO_ENV")
    assert terminal.is_cooked


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGQUIT", "SIGINT"])
@pytest.mark.parametrize("command", ["assume-role production read", "export production"])
def test_a_signal_restores_the_terminal_and_is_the_status(
    opened: Opened, name: str, command: str
) -> None:
    terminal = opened("sh")
    # Taken from the process itself: a shell's $? does not differ for a killed one.
    terminal.run(
        "python3 -c 'import subprocess as s, sys, signal; signal.signal(2, lambda *a: 0); "
        "signal.signal(3, lambda *a: 0); signal.signal(1, lambda *a: 0); "
        "signal.signal(15, lambda *a: 0); "
        'print("status", s.run(sys.argv[1:], stdout=open("out", "w")).returncode)\' '
        f"rolecall {command}"
    )
    hidden = command.startswith("assume-role")
    terminal.wait_for(HIDDEN if hidden else "Device [1]: ")
    assert terminal.echoes is not hidden
    terminal.type(CANARY if hidden else "")
    number = signal.Signals[name]
    terminal.send(number)
    terminal.wait_for(f"status {128 + number}\r\n")
    terminal.wait_for(PROMPT)
    assert terminal.is_cooked
    terminal.run("cat out; echo 'that is'' all'")
    terminal.wait_for("that is all")
    assert b"export AWS" not in terminal.shown
    assert CANARY.encode() not in terminal.shown
    assert b"Traceback" not in terminal.shown


@pytest.mark.parametrize("shell", list(SHELLS))
@pytest.mark.parametrize("command", ["assume-role production read", "export production"])
def test_in_the_background_it_stops_and_asks_once_it_is_called(
    opened: Opened, program: Program, shell: str, command: str
) -> None:
    """The shell's line editor has its own terminal modes meanwhile, which must not be restored."""
    terminal = opened(shell)
    # It starts while the line editor has the terminal, which it keeps until we are stopped.
    edits = "until stty -a < /dev/tty | grep -q -e -icanon; do :; done; " if shell != "sh" else ""
    terminal.run(f"sh -c '{edits}exec rolecall {command}' > out 2> err &")
    terminal.wait_for(PROMPT)
    terminal.wait_until(lambda: bool(terminal.stopped_jobs), "stops")
    terminal.run("fg")
    if command.startswith("export"):
        terminal.wait_for("Device [1]: ")
        terminal.type("1\r")
        terminal.wait_for(SHOWN)
    else:
        terminal.wait_for(HIDDEN)
    terminal.wait_until(lambda: not terminal.echoes, "hides")
    code = program.code()
    terminal.type(f"{code}\r")
    terminal.wait_for(PROMPT)
    terminal.run("stty -a; tail -5 out")
    terminal.wait_for("GEO_ENV")
    assert b" echo " in terminal.shown.replace(b";", b" ")
    assert b" icanon " in terminal.shown
    assert code.encode() not in terminal.shown


@pytest.mark.parametrize("shell", ["sh", "bash"])
def test_within_a_command_substitution_ctrl_z_does_nothing(
    opened: Opened, program: Program, shell: str
) -> None:
    """Those shells ignore it there; the terminal still drops what was typed."""
    terminal = opened(shell)
    terminal.run("eval $(rolecall assume-role production read); echo now $AWS_ACCOUNT_NAME.")
    terminal.wait_for(HIDDEN)
    code = program.code()
    terminal.type(f"{CANARY}\x1a{code}\r")
    terminal.wait_for("now production.")
    assert CANARY.encode() not in terminal.shown
    assert code.encode() not in terminal.shown


def test_a_stopped_question_that_is_killed_leaves_the_shell_its_terminal(opened: Opened) -> None:
    terminal = opened("sh")
    terminal.run("rolecall assume-role production read > out")
    terminal.wait_for(HIDDEN)
    terminal.type("\x1a")
    terminal.wait_for(PROMPT)
    terminal.run("kill %1")
    terminal.wait_for(PROMPT)
    terminal.run("fg; echo ended $?.")
    terminal.wait_for("ended 143.")
    assert terminal.is_cooked


def test_a_password_is_shown_by_no_way_of_leaving_and_coming_back(
    opened: Opened, program: Program
) -> None:
    terminal = opened("bash")
    idp = program.aws.idp
    idp.password = f"{CANARY}-and-more"
    terminal.run("rolecall export partner-portal > out")
    terminal.wait_for("User name: ")
    terminal.type(f"{idp.user}\r")
    terminal.wait_for(PASSWORD)
    for typed in (CANARY, "", idp.password):
        terminal.type(f"{typed}\x1a")
        terminal.wait_for(PROMPT)
        terminal.run("fg")
        terminal.wait_for(PASSWORD)
    terminal.type(f"{idp.password}\r")
    terminal.wait_for(PROMPT)
    terminal.run("tail -1 out")
    terminal.wait_for("GEO_ENV")
    assert CANARY.encode() not in terminal.shown
    assert [login.user for login in program.aws.logins] == [idp.user]


def test_what_is_typed_ahead_is_no_password_and_no_hidden_code(program: Program) -> None:
    """It was typed for something else, and visibly."""
    code = program.code()
    talk = program.talk(
        ["assume-role", "production", "read"],
        [("asking AWS", "000000\n"), (HIDDEN, f"{code}\n")],
    )
    assert talk.status == 0, talk.shown
    assert program.aws.times_called("GetSessionToken") == 1
    idp = program.aws.idp
    talk = program.talk(
        ["export", "partner-portal"],
        [("User name: ", f"{idp.user}\nrm -r work\n"), (PASSWORD, f"{idp.password}\n")],
    )
    assert talk.status == 0, talk.shown
    assert [login.user for login in program.aws.logins] == [idp.user]
