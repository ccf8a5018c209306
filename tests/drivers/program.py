"""Runs the real program in a staged HOME directory, against the embedded AWS."""

import fcntl
import json
import os
import pty
import select
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from rolecall.core.paths import Paths
from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import Stage
from rolecall.demo.world.bastion import alice

PATIENCE = 30.0  # seconds; a deadline against hangs, not a measure
Done = subprocess.CompletedProcess[str]


class Talk(NamedTuple):
    """A run on a terminal: its stdout, the terminal's output, and its exit status."""

    status: int
    stdout: str
    shown: str


class Program:
    """Runs `python -m rolecall` as a user of the staged world would."""

    def __init__(self, stage: Stage, aws: EmbeddedAws) -> None:
        self.aws = aws
        self.home = stage.home
        self.paths: Paths = stage.paths
        self.env = dict(stage.env)
        # Outside the demo, prompts do not show the code.
        del self.env["ROLECALL_DEMO"]
        self.demo_env = dict(stage.env)

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "rolecall", *words]

    def run(self, *words: str, env: Mapping[str, str] = {}) -> Done:
        """Run without a terminal: in a session of its own, with an empty stdin."""
        return subprocess.run(
            self.command(*words),
            env={**self.env, **env},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            start_new_session=True,
        )

    def shell(self, script: str) -> Done:
        """Run a bash script in which `rolecall` is the program."""
        python = f'rolecall() {{ "{sys.executable}" -m rolecall "$@"; }}\n'
        return subprocess.run(
            ["bash", "-c", python + script],
            env=self.env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            start_new_session=True,
        )

    def code(self, device: int = 0, windows: int = 0) -> str:
        """The code of one of the user's devices, or that of some codes later."""
        return alice(self.aws.world).devices[device].code(self.aws.world.clock(), windows)

    def sign_in(self, *target: str) -> None:
        """Store the session of a target, as an earlier run would have."""
        done = self.run("export", *target, "--mfa-code", self.code())
        assert done.returncode == 0, done.stderr
        self.aws.calls.clear()

    def json(self, *words: str) -> Any:
        done = self.run(*words, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def talk(
        self,
        words: Sequence[str],
        answers: Sequence[tuple[str, str]],
        *,
        stdin: str | None = None,
        captured: bool = True,
        env: Mapping[str, str] = {},
        command: Sequence[str] = (),
    ) -> Talk:
        """Run on a terminal: waits for each prompt in turn, then types its answer.

        `stdin` replaces the terminal by a pipe with this text. `command` runs another program than
        ours, with the same arguments.
        """
        master, slave = pty.openpty()
        data, write_end = os.pipe()
        end, until = os.pipe()
        leader = subprocess.Popen(
            ["bash", "-c", _LEADER.format(end), "bash", *(command or self.command()), *words],
            env={**self.env, "TERM": "xterm-256color", **env},
            stdin=slave if stdin is None else subprocess.PIPE,
            stdout=write_end if captured else slave,
            stderr=slave,
            pass_fds=[end],
            start_new_session=True,
            preexec_fn=lambda: take_terminal(slave),
        )
        for handle in (slave, write_end, end):
            os.close(handle)
        try:
            if leader.stdin is not None:
                leader.stdin.write((stdin or "").encode())
                leader.stdin.close()
            shown, status = _converse(master, answers)
            os.close(until)
            with os.fdopen(data) as file:
                return Talk(status, file.read(), shown)
        finally:
            # This includes a program that waits at an unexpected prompt.
            with suppress(ProcessLookupError):
                os.killpg(leader.pid, signal.SIGKILL)
            leader.wait()
            os.close(master)


# When its session's leader ends, a terminal forgets what it has not shown yet. So a shell leads,
# as in life, and stays until all was read.
_LEADER = """
    trap : INT
    "$@" {0}<&-
    printf '\\0%s\\0' $? > /dev/tty
    read _ <&{0}
"""


def take_terminal(slave: int) -> None:
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)


def _converse(master: int, answers: Sequence[tuple[str, str]]) -> tuple[str, int]:
    """Answer every prompt; returns the terminal's output and the exit status."""
    shown, seen = b"", 0
    waiting = list(answers)
    ends = time.monotonic() + PATIENCE
    while shown.count(b"\0") < 2:
        if waiting and (at := shown.find(waiting[0][0].encode(), seen)) >= 0:
            prompt, answer = waiting.pop(0)
            seen = at + len(prompt.encode())
            os.write(master, answer.encode())
        elif select.select([master], [], [], max(0.0, ends - time.monotonic()))[0]:
            shown += os.read(master, 4096)
        else:
            raise AssertionError(f"hangs, having shown {shown!r}")
    text, status, _ = shown.decode().split("\0")
    assert not waiting, f"never asked: {waiting[0][0]}; shown: {text!r}"
    return text, int(status)


def exported(lines: str) -> dict[str, str]:
    """The variables that export lines set."""
    found = {}
    for line in lines.splitlines():
        if line.startswith("export "):
            name, _, value = line.removeprefix("export ").partition("=")
            found[name] = value.removesuffix(";").strip('"')
    return found


def write(path: str, text: str) -> None:
    Path(path).write_text(text)
