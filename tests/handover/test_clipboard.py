"""The clipboard, with the real tools on a real X display, with broken tools, and by OSC 52."""

import base64
import os
import pty
import select
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from rolecall.core.errors import Refused
from rolecall.core.secret import Secret
from rolecall.handover.clipboard import copy, osc52

TEXT = Secret('export AWS_SECRET_ACCESS_KEY="canary/of+the+clipboard";\nexport X="é";\n')
DEADLINE = 30  # seconds; catches hangs, measures nothing


def needs(*programs: str) -> None:
    missing = [program for program in programs if shutil.which(program) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """A display of our own, with nothing on it."""
    needs("Xvfb")
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "64x64x8", "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as numbers:
        number = numbers.readline().strip()
    assert number
    yield f":{number}"
    server.terminate()
    server.wait(DEADLINE)


def tools(folder: Path, *programs: str) -> str:
    """A PATH that holds only these programs."""
    folder.mkdir()
    for program in programs:
        needs(program)
        (folder / program).symlink_to(str(shutil.which(program)))
    return str(folder)


def script(folder: Path, name: str, text: str) -> str:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{text}\n")
    (folder / name).chmod(0o755)
    return str(folder)


def on_display(display: str) -> str:
    needs("xclip")
    return subprocess.run(
        ["xclip", "-selection", "clipboard", "-o"],
        env={**os.environ, "DISPLAY": display},
        capture_output=True,
        check=True,
        timeout=DEADLINE,
    ).stdout.decode()


@pytest.mark.parametrize("tool", ["xclip", "xsel"])
def test_copied_text_is_on_the_display_and_success_is_sure(
    tool: str, display: str, tmp_path: Path
) -> None:
    sent: list[str] = []
    env = {"PATH": tools(tmp_path / "bin", tool), "DISPLAY": display}
    result = copy(TEXT, env, sent.append, limit=DEADLINE)
    assert result[:2] == ("system", True)
    assert on_display(display) == TEXT.reveal()
    assert sent == []


def test_C04_copying_inside_a_substitution_returns(display: str, tmp_path: Path) -> None:
    needs("xclip")
    program = (
        "import os; from rolecall.core.secret import Secret;"
        "from rolecall.handover.clipboard import copy;"
        f"print(copy(Secret('from inside'), os.environ, None, limit={DEADLINE}).way)"
    )
    done = subprocess.run(
        ["sh", "-c", f'x="$({sys.executable} -c "{program}")"; echo "got $x"'],
        env={**os.environ, "DISPLAY": display, "SSH_CONNECTION": ""},
        capture_output=True,
        text=True,
        timeout=DEADLINE,
    )
    assert (done.stdout, done.stderr) == ("got system\n", "")
    assert on_display(display) == "from inside"


def test_C02_a_dead_display_is_a_failure(tmp_path: Path) -> None:
    env = {"PATH": tools(tmp_path / "bin", "xclip"), "DISPLAY": ":4093"}
    with pytest.raises(Refused) as refused:
        copy(TEXT, env, None, limit=DEADLINE)
    assert "failed" in refused.value.message
    assert refused.value.hint


@pytest.mark.parametrize(
    "behaviour",
    ["exit 1", "cat >/dev/null; exit 0", "cat >/dev/null; echo something else", "kill -9 $PPID"],
)
def test_C02_a_failing_tool_is_a_failure(behaviour: str, tmp_path: Path) -> None:
    path = script(tmp_path / "bin", "xclip", behaviour)
    with pytest.raises(Refused) as refused:
        copy(TEXT, {"PATH": f"{path}:/usr/bin:/bin", "DISPLAY": ":0"}, None, limit=DEADLINE)
    assert "failed" in refused.value.message


def test_a_failing_tool_leaves_the_way_through_the_terminal(tmp_path: Path) -> None:
    path = script(tmp_path / "bin", "xclip", "exit 1")
    sent: list[str] = []
    result = copy(TEXT, {"PATH": path, "DISPLAY": ":0"}, sent.append, limit=DEADLINE)
    assert result[:2] == ("terminal", False)
    assert "failed" in result.message
    assert "may not arrive" in result.message
    assert payload(sent[0]) == TEXT.reveal()


@pytest.mark.parametrize("background", ["", "&"])
def test_C03_a_hanging_tool_is_given_up_and_ended(background: str, tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    os.mkfifo(pids)
    # The fifo's writer is the tool: reading it ends when the last process of the tool has ended.
    behaviour = f"exec 9>{pids}; echo $$ >&9; sleep 1000 {background}\nsleep 1000"
    path = script(tmp_path / "bin", "xclip", behaviour)
    reader = subprocess.Popen(["cat", str(pids)], stdout=subprocess.PIPE)
    with pytest.raises(Refused) as refused:
        copy(TEXT, {"PATH": f"{path}:/usr/bin:/bin", "DISPLAY": ":0"}, None, limit=1.5)
    assert "no answer in 1.5 s" in refused.value.message
    out, _ = reader.communicate(timeout=DEADLINE)
    assert out.strip().isdigit()


def test_C01_without_a_display_the_reason_is_said(tmp_path: Path) -> None:
    path = tools(tmp_path / "bin")
    for env, reason in (
        ({"PATH": path}, "no display"),
        ({"PATH": path, "DISPLAY": ":0"}, "no clipboard tool"),
        ({}, "no display"),
    ):
        with pytest.raises(Refused) as refused:
            copy(TEXT, env, None, limit=DEADLINE)
        assert reason in refused.value.message
        assert "rolecall export" in refused.value.hint


def test_the_text_is_on_stdin_only_and_nothing_is_printed(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    if not os.path.isdir("/proc/self"):
        pytest.skip("no /proc here")
    seen, held = tmp_path / "seen", tmp_path / "held"
    path = script(
        tmp_path / "bin",
        "xclip",
        f'case "$*" in *-o*) cat {held}; exit ;; esac\n'
        f"cat /proc/$$/cmdline /proc/$$/environ /proc/$PPID/cmdline /proc/$PPID/environ > {seen}\n"
        f"cat > {held}; echo noise; echo noise >&2",
    )
    env = {"PATH": f"{path}:/usr/bin:/bin", "DISPLAY": ":0", "AWS_SECRET_ACCESS_KEY": "canary"}
    assert copy(TEXT, env, None, limit=DEADLINE).sure
    assert held.read_text() == TEXT.reveal()
    assert b"clipboard_child.py" in seen.read_bytes()
    assert b"canary" not in seen.read_bytes()
    assert capfd.readouterr() == ("", "")


def test_a_tool_that_takes_the_text_on_its_command_line_is_not_used(tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    path = script(tmp_path / "bin", "qdbus", f'echo "$@" >> {seen}')
    script(tmp_path / "bin", "klipper", "exit 0")
    with pytest.raises(Refused):
        copy(TEXT, {"PATH": path, "DISPLAY": ":0"}, None, limit=DEADLINE)
    assert not seen.exists()


def payload(sequence: str) -> str:
    start, _, rest = sequence.partition("\x1b]52;c;")
    assert start == ""
    encoded, end, rest = rest.partition("\x07")
    assert (end, rest) == ("\x07", "")
    return base64.b64decode(encoded, validate=True).decode()


@pytest.mark.parametrize("variable", ["SSH_CONNECTION", "SSH_TTY"])
def test_in_ssh_the_terminal_is_used_and_nothing_is_claimed(variable: str) -> None:
    sent: list[str] = []
    result = copy(TEXT, {variable: "x"}, sent.append)
    assert result[:2] == ("terminal", False)
    assert "OSC 52" in result.message
    assert "Copied" not in result.message
    assert "may not arrive" in result.message
    assert [payload(sequence) for sequence in sent] == [TEXT.reveal()]


def test_in_ssh_without_a_terminal_the_tool_of_the_display_is_used(display: str) -> None:
    needs("xclip")
    env = {"PATH": os.environ["PATH"], "DISPLAY": display, "SSH_TTY": "x"}
    result = copy(TEXT, env, None, limit=DEADLINE)
    assert result[:2] == ("system", True)
    assert "machine you are logged in to" in result.message


def test_a_terminal_that_cannot_be_written_is_a_failure() -> None:
    def broken(sequence: str) -> None:
        raise OSError("gone")

    with pytest.raises(Refused) as refused:
        copy(TEXT, {"SSH_TTY": "x"}, broken)
    assert "Nothing was copied" in refused.value.message


def test_screen_gets_the_sequence_in_pieces_it_passes_on() -> None:
    long = Secret("x" * 2000)
    wrapped = osc52(long, {"STY": "1.x"})
    pieces = wrapped.split("\x1b\\")
    assert pieces.pop() == ""
    assert all(piece.startswith("\x1bP") and len(piece) <= 242 for piece in pieces)
    assert payload("".join(piece.removeprefix("\x1bP") for piece in pieces)) == long.reveal()


PANE = """
import os, sys
from rolecall.core.secret import Secret
from rolecall.handover.clipboard import copy
print("rea" + "dy", flush=True)
input()
def write(sequence):
    sys.stdout.write(sequence)
    sys.stdout.flush()
copy(Secret("canary in tmux"), {**os.environ, "SSH_TTY": "x"}, write)
print("do" + "ne", flush=True)
input()
"""


@pytest.mark.parametrize("set_clipboard", ["external", "on", "off"])
def test_C07_tmux_passes_the_sequence_on_and_keeps_no_copy(
    set_clipboard: str, tmp_path: Path
) -> None:
    needs("tmux")
    settings = tmp_path / "tmux.conf"
    settings.write_text(f"set -g set-clipboard {set_clipboard}\nset -g allow-passthrough on\n")
    program = tmp_path / "pane.py"
    program.write_text(PANE)
    tmux = ["tmux", "-S", str(tmp_path / "socket"), "-f", str(settings)]
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ.pop("TMUX", None)
        os.environ["TERM"] = "xterm-256color"
        os.execvp(tmux[0], [*tmux, "new-session", sys.executable, str(program)])  # noqa: S606
    try:
        until(terminal, b"ready")
        os.write(terminal, b"\n")
        shown = until(terminal, b"done")
        buffers = subprocess.run(
            [*tmux, "list-buffers"], capture_output=True, text=True, timeout=DEADLINE
        )
        assert base64.b64encode(b"canary in tmux") in shown
        assert b"\x1b]52;c;" in shown
        assert buffers.stdout == ""
    finally:
        subprocess.run([*tmux, "kill-server"], capture_output=True, timeout=DEADLINE)
        os.close(terminal)
        os.waitpid(pid, 0)


def until(terminal: int, text: bytes) -> bytes:
    """What the terminal was sent up to `text`."""
    shown = b""
    while text not in shown:
        assert select.select([terminal], [], [], DEADLINE)[0], shown
        shown += os.read(terminal, 65536)
    return shown


def test_in_tmux_the_message_says_what_it_needs() -> None:
    result = copy(TEXT, {"SSH_TTY": "x", "TMUX": "/tmp/x,1,0"}, lambda sequence: None)
    assert "may not arrive" in result.message
    assert "allow-passthrough" in result.message
