"""`rolecall copy`: export lines on the clipboard, and nowhere else."""

import base64
import re
import stat
from pathlib import Path

from rolecall.core.state.state import update_state
from rolecall.handover.clipboard.clearing import SETTING
from tests.drivers.program import Program, exported
from tests.servers.clipboards import eventually

# A clipboard tool that stores its input and its arguments.
TOOL = """#!/bin/sh
echo "$0 $*" >> "$TAKEN.arguments"
env >> "$TAKEN.environment"
case "$*" in *-o*) cat "$TAKEN" ;; *) cat > "$TAKEN" ;; esac
"""


def with_tool(folder: Path) -> tuple[Path, dict[str, str]]:
    """The file of the tool's input, and an environment in which the tool is found."""
    tool = folder / "bin" / "xclip"
    tool.parent.mkdir()
    tool.write_text(TOOL)
    tool.chmod(tool.stat().st_mode | stat.S_IXUSR)
    taken = folder / "taken"
    return taken, {
        "PATH": f"{tool.parent}:/usr/bin:/bin",
        "DISPLAY": ":0",
        "WAYLAND_DISPLAY": "",
        "TAKEN": str(taken),
    }


def test_the_lines_go_through_a_pipe_and_stdout_stays_empty(
    program: Program, tmp_path: Path
) -> None:
    program.sign_in("production")
    taken, env = with_tool(tmp_path)
    done = program.run("copy", "production", "--shell", "bash", env=env)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    said, twin = done.stderr.splitlines()
    assert said == "Copied to the clipboard. It is cleared in 45 s."
    assert "rolecall copy --command" in twin
    lines = program.run("export", "production", "--shell", "bash").stdout
    assert taken.read_text() == lines
    secret = exported(lines)["AWS_SECRET_ACCESS_KEY"]
    for trace in (".arguments", ".environment"):
        assert secret not in Path(f"{taken}{trace}").read_text()
    assert secret not in done.stderr
    assert program.run("sessions").stdout.splitlines()[1].endswith("\tclipboard")


def test_in_ssh_it_goes_to_the_terminal_past_a_captured_stdout(program: Program) -> None:
    program.sign_in("production")
    talk = program.talk(
        ["copy", "production", "--shell", "bash"], [], env={"SSH_CONNECTION": "10.0.0.1 1 2 3"}
    )
    assert (talk.status, talk.stdout) == (0, "")
    sent = re.search("\x1b]52;c;([A-Za-z0-9+/=]+)\x07", talk.shown)
    assert sent is not None
    lines = program.run("export", "production", "--shell", "bash").stdout
    assert base64.b64decode(sent[1]).decode() == lines


def test_without_any_clipboard_it_fails_and_says_what_helps(program: Program) -> None:
    program.sign_in("production")
    done = program.run("copy", "production", env={"PATH": "/nowhere", "DISPLAY": ""})
    assert (done.returncode, done.stdout) == (1, "")
    message, hint = done.stderr.splitlines()
    assert message.startswith("Nothing was copied")
    assert "rolecall export" in hint


def test_the_command_holds_no_secret_and_needs_no_sign_in(program: Program, tmp_path: Path) -> None:
    taken, env = with_tool(tmp_path)
    words = ("copy", "production", "read", "--region", "eu-west-1", "--shell", "bash")
    done = program.run(*words, "--command", env=env)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert done.stderr == "Copied to the clipboard.\n"
    command = "rolecall export production read --region eu-west-1"
    assert taken.read_text() == f'out="$({command})" && eval "$out"'
    assert not program.aws.calls
    program.sign_in("production", "read")
    exports = program.shell(f"{taken.read_text()} && env")
    assert "AWS_REGION=eu-west-1\n" in exports.stdout, exports.stderr


def test_a_command_for_an_unknown_account_is_not_copied(program: Program, tmp_path: Path) -> None:
    taken, env = with_tool(tmp_path)
    done = program.run("copy", "nowhere", "--command", env=env)
    assert (done.returncode, done.stdout) == (2, "")
    assert not taken.exists()


def test_the_seconds_are_those_of_the_option_else_of_the_palette(
    program: Program, tmp_path: Path
) -> None:
    program.sign_in("production")
    taken, env = with_tool(tmp_path)
    update_state(program.paths.state_file, lambda state: state._replace(settings={SETTING: "1"}))
    done = program.run("copy", "production", env=env)
    assert "It is cleared in 1 s." in done.stderr
    eventually(lambda: taken.read_text() == "", "cleared")
    done = program.run("copy", "production", "--clear-after", "0", env=env)
    assert done.stderr.splitlines()[0] == "Copied to the clipboard."
    done = program.run("copy", "production", "--clear-after", "soon", env=env)
    assert (done.returncode, done.stdout) == (2, "")
