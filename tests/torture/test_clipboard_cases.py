"""The clipboard without a display, with tools that lie or hang, and with other users watching."""

import base64
import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from rolecall.core.errors import Refused
from rolecall.core.secret import Secret
from rolecall.handover.clipboard.copy import copy
from tests.canaries.marks import canary
from tests.drivers.picker import WorldAround
from tests.servers.clipboards import (
    DEADLINE,
    needs,
    on_display,
    script,
    tools,
    wayland_display,
    x_display,
)
from tests.torture.figure import Figure

TEXT = Secret(f'export AWS_SECRET_ACCESS_KEY="{canary()}";\n')
USUAL = "/usr/bin:/bin"
HINT = "x-kde-passwordManagerHint"


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    with x_display() as name:
        yield name


def refused(env: Mapping[str, str], limit: float = DEADLINE) -> Refused:
    """The error of a copy, which must fail."""
    with pytest.raises(Refused) as caught:
        copy(TEXT, env, None, clear_after=45, limit=limit)
    assert caught.value.message.startswith("Nothing was copied: ")
    assert caught.value.hint
    return caught.value


def test_C01_headless(tmp_path: Path, figure: Figure) -> None:
    path, home = tools(tmp_path / "bin"), {"HOME": str(tmp_path)}
    ssh = {"SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22"}
    where = {
        "no DISPLAY": ({"PATH": path, **home}, "no display"),
        "ssh without a terminal": ({"PATH": USUAL, **ssh, **home}, "no display"),
        "an empty environment, as in a container": ({}, "no display"),
        "a display and no tool": ({"PATH": path, "DISPLAY": ":0", **home}, "no clipboard tool"),
    }
    for env, reason in where.values():
        assert reason in refused(env).message
    figure(f"{len(where)} of {len(where)} say why: {', '.join(where)}")


def test_C01_wsl_without_its_clip_exe(tmp_path: Path, figure: Figure) -> None:
    needs("unshare", "mount")
    kernel = tmp_path / "version"
    kernel.write_text("Linux version 5.15.0-microsoft-standard-WSL2\n")
    program = (
        "from rolecall.core.errors import Refused; from rolecall.core.secret import Secret\n"
        "from rolecall.handover.clipboard.copy import copy\n"
        f"try: copy(Secret('x'), {{'PATH': {USUAL!r}}}, None, limit={DEADLINE})\n"
        "except Refused as refused: print(refused.message)\n"
    )
    inside = f'mount --bind {kernel} /proc/version || exit 77; exec "$0" -c "$1"'
    apart = ["unshare", "-m"] if os.getuid() == 0 else ["unshare", "-r", "-m"]
    done = subprocess.run(
        [*apart, "sh", "-c", inside, sys.executable, program],
        capture_output=True,
        text=True,
        timeout=DEADLINE,
    )
    if done.returncode in (1, 77) and not done.stdout and "mount" in done.stderr:
        pytest.skip("no mounts of one's own here")
    assert done.stdout.startswith("Nothing was copied: "), done.stderr
    assert "clip.exe" in done.stdout
    figure("WSL: the reason is said")


@pytest.mark.parametrize(
    "behaviour",
    [
        "dead DISPLAY",
        "exit 1",
        "cat >/dev/null; exit 0",
        "cat >/dev/null; echo something else",
        "kill -9 $PPID",
    ],
)
def test_C02_false_success(behaviour: str, tmp_path: Path, figure: Figure) -> None:
    env = {"DISPLAY": ":4093", "HOME": str(tmp_path)}
    if behaviour == "dead DISPLAY":
        env["PATH"] = tools(tmp_path / "bin", "xclip")
    else:
        env["PATH"] = f"{script(tmp_path / 'bin', 'xclip', behaviour)}:{USUAL}"
    assert "failed" in refused(env).message
    figure(f"{behaviour}: failed")


@pytest.mark.parametrize("background", ["", "&"])
def test_C03_hang(background: str, tmp_path: Path, figure: Figure) -> None:
    pids = tmp_path / "pids"
    os.mkfifo(pids)
    # The tool writes to the fifo: end of file means that its last process has ended.
    behaviour = f"exec 9>{pids}; echo $$ >&9; sleep 1000 {background}\nsleep 1000"
    path = script(tmp_path / "bin", "xclip", behaviour)
    reader = subprocess.Popen(["cat", str(pids)], stdout=subprocess.PIPE)
    started = time.monotonic()
    with pytest.raises(Refused) as caught:
        copy(TEXT, {"PATH": f"{path}:{USUAL}", "DISPLAY": ":0"}, None)
    figure(f"given up after {time.monotonic() - started:.1f} s")
    assert "did not answer within 2 s" in caught.value.message
    out, _ = reader.communicate(timeout=DEADLINE)
    assert out.strip().isdigit()


async def test_C03_hang_leaves_the_picker_alive(
    world: WorldAround, tmp_path: Path, figure: Figure
) -> None:
    begun = tmp_path / "begun"
    path = script(tmp_path / "bin", "xclip", f"echo >> {begun}; sleep 1000")
    world.env |= {"DISPLAY": ":0", "PATH": f"{path}:{USUAL}"}
    world.hold("sandbox", "developer")
    async with world.picker() as walk:
        await walk.search("sandbox developer")
        await walk.press("ctrl+y")
        await walk.until(begun.exists, "the tool hangs")
        await walk.search("staging")
        assert walk.target.startswith("staging/")
        assert not walk.at_rest, "typed while it hung"
        await walk.see("did not answer within 2 s")
    figure("the picker answers while it hangs")


@pytest.mark.parametrize("shell", ["sh", "bash", "zsh", "fish"])
def test_C04_subst(shell: str, display: str, tmp_path: Path, figure: Figure) -> None:
    needs("xclip", shell)
    program = tmp_path / "copy.py"
    program.write_text(
        "import os\n"
        "from rolecall.core.secret import Secret\n"
        "from rolecall.handover.clipboard.copy import copy\n"
        f"text = Secret('from inside {shell}')\n"
        f"print(copy(text, os.environ, None, clear_after=30, limit={DEADLINE}).way)\n"
    )
    inside = f"{sys.executable} {program}"
    lines = f"set x ({inside}); echo got $x" if shell == "fish" else f'x="$({inside})"; echo got $x'
    started = time.monotonic()
    done = subprocess.run(
        [shell, "-c", lines],
        env={
            **os.environ,
            "DISPLAY": display,
            "SSH_CONNECTION": "",
            "HOME": str(tmp_path),
            "XDG_CACHE_HOME": str(tmp_path),
        },
        capture_output=True,
        text=True,
        timeout=DEADLINE,
    )
    figure(f"{shell} {time.monotonic() - started:.1f} s")
    assert (done.stdout, done.stderr) == ("got system\n", "")
    assert on_display(display) == f"from inside {shell}"


def test_C06_hint(figure: Figure) -> None:
    with wayland_display() as env:
        told = subprocess.run(["wl-copy", "--help"], capture_output=True, text=True)
        can = "--sensitive" in told.stdout + told.stderr
        result = copy(TEXT, env, None, clear_after=30, limit=DEADLINE)
        assert result[:2] == ("system", True), result.message
        types = _types(env)
        assert ("clipboard history may keep it" in result.message) == (HINT not in types)
        assert (HINT in types) == can
        assert _pasted(env) == TEXT.reveal()
        plain = copy(Secret("rolecall export x"), env, None, limit=DEADLINE)
        assert plain.message == "Copied to the clipboard."
        assert HINT not in _types(env)
    figure("wl-copy: hint present" if can else "this wl-copy cannot: said so")


def test_C06_hint_is_given_by_a_tool_that_can(tmp_path: Path, figure: Figure) -> None:
    # A wrapper with the newer tool's option, around the real one without it.
    with wayland_display() as env:
        given = tmp_path / "given"
        path = script(
            tmp_path / "bin",
            "wl-copy",
            f'echo "$@" >> {given}\n'
            'case "$1" in --help) echo "  --sensitive  Mark it." ;;\n'
            '--sensitive) exec /usr/bin/wl-copy ;; *) exec /usr/bin/wl-copy "$@" ;; esac',
        )
        env |= {"PATH": f"{path}:{env['PATH']}", "HOME": str(tmp_path)}
        result = copy(TEXT, env, None, clear_after=30, limit=DEADLINE)
        assert result == ("system", True, "Copied to the clipboard. It is cleared in 30 s.")
        assert given.read_text().split() == ["--help", "--sensitive"]
        assert _pasted(env) == TEXT.reveal()
    figure("asked for where the tool has it")


def _types(env: Mapping[str, str]) -> list[str]:
    return _paste(env, "--list-types").split()


def _pasted(env: Mapping[str, str]) -> str:
    return _paste(env, "-n", "-t", "text")


def _paste(env: Mapping[str, str], *options: str) -> str:
    return subprocess.run(
        ["wl-paste", *options], env=env, capture_output=True, text=True, timeout=DEADLINE
    ).stdout


PANE = """
import os, sys
from rolecall.core.secret import Secret
from rolecall.handover.clipboard.copy import copy
print("rea" + "dy", flush=True)
input()
def write(sequence):
    sys.stdout.write(sequence)
    sys.stdout.flush()
told = copy(Secret("canary in tmux"), {**os.environ, "SSH_TTY": "x"}, write, clear_after=1)
print(told.message)
print("do" + "ne", flush=True)
input()
"""


@pytest.mark.parametrize("passthrough", ["on", "off"])
@pytest.mark.parametrize("set_clipboard", ["external", "on", "off"])
def test_C07_tmux(set_clipboard: str, passthrough: str, tmp_path: Path, figure: Figure) -> None:
    needs("tmux")
    settings = tmp_path / "tmux.conf"
    settings.write_text(
        f"set -g set-clipboard {set_clipboard}\nset -g allow-passthrough {passthrough}\n"
    )
    program = tmp_path / "pane.py"
    program.write_text(PANE)
    tmux = ["tmux", "-S", str(tmp_path / "socket"), "-f", str(settings)]
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ.pop("TMUX", None)
        os.environ["TERM"] = "xterm-256color"
        os.execvp(tmux[0], [*tmux, "new-session", sys.executable, str(program)])  # noqa: S606
    try:
        _until(terminal, b"ready")
        os.write(terminal, b"\n")
        shown = _until(terminal, b"done")
        buffers = subprocess.run(
            [*tmux, "list-buffers"], capture_output=True, text=True, timeout=DEADLINE
        )
        said = " ".join(_screen(tmux).split())
    finally:
        subprocess.run([*tmux, "kill-server"], capture_output=True, timeout=DEADLINE)
        os.close(terminal)
        os.waitpid(pid, 0)
    arrived = base64.b64encode(b"canary in tmux") in shown and b"\x1b]52;" in shown
    assert arrived == (passthrough == "on" or set_clipboard == "on")
    assert "may not arrive" in said
    assert "cannot be cleared from here" in said
    copies = buffers.stdout.count("\n")
    assert copies == (set_clipboard == "on")
    way = "arrived" if arrived else "did not arrive"
    figure(f"set-clipboard {set_clipboard}, passthrough {passthrough}: {way}, {copies} buffers")


def _screen(tmux: list[str]) -> str:
    return subprocess.run(
        [*tmux, "capture-pane", "-p", "-J"], capture_output=True, text=True, timeout=DEADLINE
    ).stdout


def _until(terminal: int, text: bytes) -> bytes:
    """What was sent to the terminal, up to `text`."""
    shown = b""
    while text not in shown:
        assert select.select([terminal], [], [], DEADLINE)[0], shown
        shown += os.read(terminal, 65536)
    return shown
