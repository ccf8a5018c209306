"""`rolecall copy`: the export lines on a clipboard, and nowhere else."""

import base64
import re
import stat
from pathlib import Path

from tests.cli.program import Program, exported

# A clipboard tool that keeps what it is given, and how it was called.
TOOL = """#!/bin/sh
echo "$0 $*" >> "$TAKEN.arguments"
env >> "$TAKEN.environment"
case "$*" in *-o*) cat "$TAKEN" ;; *) cat > "$TAKEN" ;; esac
"""


def test_the_lines_go_through_a_pipe_and_stdout_stays_empty(
    program: Program, tmp_path: Path
) -> None:
    program.sign_in("production")
    tool = tmp_path / "bin" / "xclip"
    tool.parent.mkdir()
    tool.write_text(TOOL)
    tool.chmod(tool.stat().st_mode | stat.S_IXUSR)
    taken = tmp_path / "taken"
    done = program.run(
        "copy",
        "production",
        "--shell",
        "bash",
        env={"PATH": f"{tool.parent}:/usr/bin:/bin", "DISPLAY": ":0", "TAKEN": str(taken)},
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert done.stderr == "Copied to the clipboard.\n"
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
