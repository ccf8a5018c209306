"""The real program, in a staged HOME, against the embedded AWS."""

import fcntl
import json
import os
import pty
import select
import subprocess
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from rolecall.core.paths import Paths
from rolecall.demo.bastion import alice
from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import Stage

PATIENCE = 30.0  # seconds; a deadline against hangs, not a measure
Done = subprocess.CompletedProcess[str]


class Talk(NamedTuple):
    """A run on a terminal: what stdout got, what the terminal showed, how it ended."""

    status: int
    stdout: str
    shown: str


class Program:
    """Starts `python -m rolecall` as a user of the staged world would."""

    def __init__(self, stage: Stage, aws: EmbeddedAws) -> None:
        self.aws = aws
        self.home = stage.home
        self.paths: Paths = stage.paths
        self.env = dict(stage.env)
        # Outside the demo nobody shows the device's code.
        del self.env["ROLECALL_DEMO"]
        self.demo_env = dict(stage.env)

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "rolecall", *words]

    def run(self, *words: str, env: Mapping[str, str] = {}) -> Done:
        """Without a terminal: a session of its own, and nothing on stdin."""
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
        """A bash script in which `rolecall` is the program."""
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
        """What a device of the user shows now, or so many codes later."""
        return alice(self.aws.world).devices[device].code(self.aws.world.clock(), windows)

    def sign_in(self, *target: str) -> None:
        """Hold the session of a target, as an earlier run would have left it."""
        done = self.run("export", *target, "--mfa-code", self.code())
        assert done.returncode == 0, done.stderr
        self.aws.asked.clear()

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
    ) -> Talk:
        """On a terminal: waits for each prompt in turn, then types the answer to it.

        `stdin`: a pipe with this text in the place of the terminal's keys.
        """
        master, slave = pty.openpty()
        read, write = os.pipe()
        with subprocess.Popen(
            self.command(*words),
            env={**self.env, "TERM": "xterm-256color", **env},
            stdin=slave if stdin is None else subprocess.PIPE,
            stdout=write if captured else slave,
            stderr=slave,
            start_new_session=True,
            preexec_fn=lambda: _take_terminal(slave),
        ) as process:
            os.close(slave)
            os.close(write)
            if process.stdin is not None:
                process.stdin.write((stdin or "").encode())
                process.stdin.close()
            try:
                shown = _converse(master, answers)
                status = process.wait(PATIENCE)
            finally:
                process.kill()  # a question nobody expected would be waited at for ever
        with os.fdopen(read) as data:
            stdout = data.read()
        os.close(master)
        return Talk(status, stdout, shown)


def _take_terminal(slave: int) -> None:
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)


def _converse(master: int, answers: Sequence[tuple[str, str]]) -> str:
    shown, seen = b"", 0
    waiting = list(answers)
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        if waiting and (at := shown.find(waiting[0][0].encode(), seen)) >= 0:
            prompt, answer = waiting.pop(0)
            seen = at + len(prompt.encode())
            os.write(master, answer.encode())
        if select.select([master], [], [], 0.2)[0]:
            try:
                part = os.read(master, 4096)
            except OSError:  # Linux: EIO when the last holder of the terminal has gone
                break
            if not part:
                break
            shown += part
    assert not waiting, f"never asked: {waiting[0][0]}; shown: {shown!r}"
    return shown.decode()


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
