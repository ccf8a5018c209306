"""The clipboard: real tools on a real X display, broken tools, and OSC 52."""

import base64
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from rolecall.core.errors import Refused
from rolecall.core.secret import Secret
from rolecall.handover.clipboard.copy import copy, osc52
from tests.servers.clipboards import DEADLINE, needs, on_display, script, tools, x_display

TEXT = Secret('export AWS_SECRET_ACCESS_KEY="canary/of+the+clipboard";\nexport X="é";\n')


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    with x_display() as name:
        yield name


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


def test_a_failing_tool_leaves_the_way_through_the_terminal(tmp_path: Path) -> None:
    path = script(tmp_path / "bin", "xclip", "exit 1")
    sent: list[str] = []
    result = copy(TEXT, {"PATH": path, "DISPLAY": ":0"}, sent.append, limit=DEADLINE)
    assert result[:2] == ("terminal", False)
    assert "failed" in result.message
    assert "may not arrive" in result.message
    assert payload(sent[0]) == TEXT.reveal()


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
    assert copy(TEXT, env, None, limit=DEADLINE).verified
    assert held.read_text() == TEXT.reveal()
    assert b"copy_child.py" in seen.read_bytes()
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


def test_in_tmux_the_message_says_what_it_needs() -> None:
    result = copy(TEXT, {"SSH_TTY": "x", "TMUX": "/tmp/x,1,0"}, lambda sequence: None)
    assert "may not arrive" in result.message
    assert "set -g set-clipboard on" in result.message
    assert "delete-buffer" not in result.message, "the text is no secret"
    result = copy(
        TEXT, {"SSH_TTY": "x", "TMUX": "/tmp/x,1,0"}, lambda sequence: None, clear_after=45
    )
    assert "`tmux delete-buffer` removes it" in result.message


def test_in_tmux_the_sequence_is_sent_wrapped_and_plain() -> None:
    wrapped, plain = osc52(TEXT, {"TMUX": "/tmp/x,1,0"}).split("\x1b\\")
    assert wrapped.startswith("\x1bPtmux;\x1b\x1b]52;c;")
    assert payload(plain) == TEXT.reveal()
