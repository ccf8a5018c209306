"""A healthy HOME for `rolecall doctor`, in which a test plants a fault."""

import json
import os
import socket
import stat
from pathlib import Path
from typing import NamedTuple

import pytest

from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import Stage, integrate_shells
from rolecall.demo.world.bastion import alice
from rolecall.demo.world.world import User
from rolecall.doctor.checkup import check_up
from rolecall.doctor.setup import Setup, read_setup
from tests.drivers.program import Done, Program

# What this machine may have set, and no check is to see.
_OF_THIS_MACHINE = (
    "all_proxy",
    "http_proxy",
    "https_proxy",
    "curl_ca_bundle",
    "requests_ca_bundle",
    "ssl_cert_file",
    "display",
    "wayland_display",
    "ssh_connection",
    "ssh_client",
    "ssh_tty",
    "tmux",
    "dbus_session_bus_address",
)


class Check(NamedTuple):
    """One line of the report."""

    area: str
    state: str
    text: str
    remedy: str


class Report(NamedTuple):
    """What was found. `status` is the exit status."""

    status: int
    checks: list[Check]

    def found(self, area: str, state: str, text: str) -> Check:
        """The first line of an area and a state that has this text in it."""
        for check in self.checks:
            if (check.area, check.state) == (area, state) and text in check.text:
                return check
        shown = "\n".join(" | ".join(check) for check in self.checks)
        raise AssertionError(f"no line {area} | {state} | … {text} …, but\n{shown}")


class Patient:
    """A user whose machine has nothing wrong with it: every file, a clipboard, the integration."""

    def __init__(self, stage: Stage, aws: EmbeddedAws, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        self.program = Program(stage, aws)
        self.aws = aws
        self.home = stage.home
        self.paths = stage.paths
        self.env = self.program.env
        for name in list(self.env):
            if name.lower() in _OF_THIS_MACHINE:
                del self.env[name]
        integrate_shells(stage.home)
        self.tools = stage.home / "tools"
        self.tools.mkdir()
        self.script("xclip", "exit 0")
        self.env |= {
            "SHELL": "/bin/bash",
            "DISPLAY": ":77",
            "PATH": f"{self.tools}{os.pathsep}{self.env['PATH']}",
        }

    @property
    def user(self) -> User:
        return alice(self.aws.world)

    def script(self, name: str, text: str) -> Path:
        """Put a program on PATH, before all others."""
        path = self.tools / name
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)
        return path

    def append(self, path: str, *lines: str) -> None:
        with open(path, "a", encoding="utf-8") as file:
            file.write("\n".join((*lines, "")))

    def prepend(self, path: str, line: str) -> None:
        """Write a line before all others, into the file's first table or section."""
        file = Path(path)
        file.write_text(f"{line}\n{file.read_text()}")

    def replace(self, path: str, old: str, new: str) -> None:
        file = Path(path)
        text = file.read_text()
        assert old in text
        file.write_text(text.replace(old, new))

    def allow(self, path: str | Path, bits: int) -> None:
        """Add bits to the mode of a file or folder."""
        os.chmod(path, stat.S_IMODE(os.stat(path).st_mode) | bits)

    def keys(self, *lines: str) -> None:
        """Write the base profile anew, with these lines in the credentials file."""
        Path(self.paths.aws_credentials).write_text("\n".join(("[default]", *lines, "")))

    def held(self) -> dict[str, str]:
        """The variables of a shell that is a role: keys as AWS issued them."""
        world = self.aws.world
        own = world.key(self.user.access_key_id)
        assert own is not None
        key = world.issue(own.caller, 3600)
        return {
            "AWS_ACCESS_KEY_ID": key.access_key_id,
            "AWS_SECRET_ACCESS_KEY": key.secret,
            "AWS_SESSION_TOKEN": key.token,
        }

    def doctor(self, *words: str) -> Done:
        """Run the program, without a terminal."""
        return self.program.run("doctor", *words)

    def report(self) -> Report:
        """What the program finds, as its JSON tells it."""
        done = self.doctor("--json", "--no-input")
        assert not done.stderr, done.stderr
        told = json.loads(done.stdout)
        assert told["ok"] == (done.returncode == 0)
        checks = [
            Check(one["area"], one["state"], one["text"], one["remedy"] or "")
            for one in told["checks"]
        ]
        return Report(done.returncode, checks)

    def findings(self) -> Report:
        """The same by the checks themselves, in this process, where boto3 is imported already."""
        found = check_up(self.setup())
        checks = [Check(one.area.value, one.state.value, one.text, one.remedy) for one in found]
        return Report(int(any(check.state == "failing" for check in checks)), checks)

    def setup(self) -> Setup:
        """What the checks look at; the environment becomes that of this process, for botocore."""
        for name in set(os.environ) - set(self.env):
            self._monkeypatch.delenv(name)
        for name, value in self.env.items():
            self._monkeypatch.setenv(name, value)
        return read_setup(self.env, has_terminal=False, may_ask=False)


def closed_port() -> int:
    """A port of this machine at which nothing answers."""
    with socket.socket() as handle:
        handle.bind(("127.0.0.1", 0))
        return int(handle.getsockname()[1])
