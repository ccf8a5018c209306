"""The functions with the real program: taking a role in the shell, and leaving it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import Stage
from rolecall.demo.world.bastion import alice
from tests.drivers.program import PATIENCE, Done, Program
from tests.drivers.shells import LINE, command_of
from tests.fixtures.windows import Window

POSIX = ("bash", "zsh")
SHELLS = (*POSIX, "fish")
STATUS = {"bash": "$?", "zsh": "$?", "fish": "$status"}


def run(shell: str, program: Program, script: str) -> Done:
    """Run lines after the rc file's line, with the installed `rolecall` on PATH and no terminal."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return subprocess.run(
        [*command_of(shell), "-c", LINE[shell] + script],
        env={**program.env, "PATH": path},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        start_new_session=True,
    )


@pytest.mark.parametrize("shell", SHELLS)
def test_assume_role_and_out_of_it_again(shell: str, program: Program) -> None:
    script = f"""
        assume-role production admin {program.code()}
        echo "{STATUS[shell]} $AWS_ACCOUNT_ID $AWS_ACCOUNT_ROLE $GEO_ENV"
        env | grep -c -e ^AWS_ACCESS_KEY_ID=ASIA -e ^ROLECALL_EXPIRES=
        assume-role --clear
        echo {STATUS[shell]}
        env | grep -c -e ^AWS_ACC -e ^AWS_SE -e ^ROLECALL_EXPIRES -e ^GEO_ENV
    """
    done = run(shell, program, script)
    assert done.stderr == "Success! IAM session envars are exported.\n"
    assert done.stdout.splitlines() == ["0 222233334444 admin production", "2", "0", "0"]


@pytest.mark.parametrize("shell", SHELLS)
def test_a_refusal_keeps_status_1_and_the_old_variables(shell: str, program: Program) -> None:
    program.sign_in("production")
    program.aws.world.role("staging", "developer").trusts.clear()
    script = f"""
        assume-role production
        assume-role staging developer
        echo "{STATUS[shell]} $AWS_ACCOUNT_ID"
        assume-role nowhere
        echo "{STATUS[shell]} $AWS_ACCOUNT_ID"
        rolecall
        echo "{STATUS[shell]} $AWS_ACCOUNT_ID"
    """
    done = run(shell, program, script)
    assert done.stdout == "1 222233334444\n1 222233334444\n3 222233334444\n"


@pytest.mark.parametrize("shell", POSIX)
def test_a_captured_export_is_that_of_the_program(shell: str, program: Program) -> None:
    program.sign_in("production")
    script = """
        out="$(rolecall export production)"
        [ "$out" = "$(command rolecall export production)" ] && echo same
        rolecall export production | cmp - <(command rolecall export production) && echo same
        eval "$out"; echo "$AWS_ACCOUNT_ID"
    """
    done = run(shell, program, script)
    assert (done.stdout, done.stderr) == ("same\nsame\n222233334444\n", "")


@pytest.mark.parametrize("shell", POSIX)
def test_the_classics_line_in_a_shell_that_has_the_function(shell: str, program: Program) -> None:
    program.sign_in("production")
    program.env["DEBUG_ASSUME_ROLE"] = "true"
    for line in ("eval $(assume-role production)", 'eval "$(assume-role production)"'):
        done = run(shell, program, f"{line}; echo $AWS_ACCOUNT_ID $AWS_CONFIG_REGION")
        assert done.stdout == "222233334444 eu-central-1\n"


@pytest.mark.parametrize("shell", SHELLS)
def test_the_picker_in_a_shell(
    shell: str, stage: Stage, window: Window, live_aws: EmbeddedAws
) -> None:
    line = LINE[shell].replace(f"init {shell}", f"init {shell} --prompt")
    file = stage.home / "rc"
    command_of(shell)
    if shell == "bash":
        file.write_text(f"PS1='own> '\n{line}")
        opened = window("bash", "--noprofile", "--rcfile", str(file))
    elif shell == "zsh":
        (stage.home / ".zshrc").write_text(f"PROMPT='own> '\n{line}")
        opened = window("zsh", "-d")
    else:
        file.write_text(f"function fish_prompt; echo -n 'own> '; end\n{line}")
        opened = window("fish", "--no-config", "--init-command", f"source {file}")
    opened.wait_for("own>")
    # Left without a pick, it changes nothing.
    opened.type("rolecall\r")
    opened.wait_for("targets")
    opened.press("Escape")
    opened.wait(lambda screen: "targets" not in screen, "the shell again")
    opened.type(f'echo left {STATUS[shell]} "[$AWS_ACCOUNT_ID]"\r')
    opened.wait_for("left 130 []")
    # A role taken in it is this shell's, and the prompt shows it.
    opened.type("rolecall\r")
    opened.wait_for("targets")
    opened.type("sand dev")
    opened.wait_for("1 of ")
    opened.press("Enter")
    opened.wait_for(", as alice")
    opened.type(alice(live_aws.world).devices[0].code(live_aws.world.clock()))
    segment = re.compile(r"demo:\(sandbox:developer (59m|1h00m)\) own>")
    opened.wait(segment.search, "the segment")
    opened.type(f"echo in {STATUS[shell]} $AWS_ACCOUNT_ID\r")
    opened.wait_for("in 0 444455556666")
    opened.type("assume-role --clear\r")
    opened.wait(
        lambda screen: screen.rstrip().splitlines()[-1].startswith("demo:(no role) own>"),
        "no role",
    )
