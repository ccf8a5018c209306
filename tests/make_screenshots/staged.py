"""A world for the pictures, with sessions that were taken a while ago."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from rolecall.core.model import Target, utc_now
from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import Stage, build_stage
from rolecall.demo.world.bastion import alice
from rolecall.demo.world.federation import demo_world
from rolecall.signin.desk import Desk, open_desk
from rolecall.ui.startup.first_page import SWITCH
from tests.drivers.tmux import Tmux

STILL = 3  # equal reads of the screen


class Staged(NamedTuple):
    """A world, a user's files in it, and a folder for the terminals."""

    aws: EmbeddedAws
    stage: Stage
    folder: Path

    def terminal(self, size: tuple[int, int] = (120, 40), **env: str) -> Tmux:
        """A window of this size with the picker."""
        # No cached first page: it would be in the picture.
        given = {**self.stage.env, SWITCH: "off", **env}
        return Tmux(self.folder, ["rolecall"], given, size)

    def code(self, device: int = 0) -> str:
        """The current code of one of the user's devices."""
        return alice(self.aws.world).devices[device].code(self.aws.world.clock())

    def run(self, *words: str) -> None:
        """Run a command of ours."""
        subprocess.run(
            [sys.executable, "-m", "rolecall", *words],
            env=self.stage.env,
            stdout=subprocess.DEVNULL,
            check=True,
        )

    def desk(self) -> Desk:
        return open_desk(self.stage.env)

    def left(self, alias: str, role: str, seconds: int) -> None:
        """Make the session of a role expire in this many seconds, of an hour."""
        desk = self.desk()
        target = self.target(desk, alias, role)
        (session,) = (each for each in desk.store.role_sessions() if each.arn == target.arn)
        ends = utc_now() + timedelta(seconds=seconds)
        desk.store.keep_role(
            session._replace(
                credentials=session.credentials._replace(expiration=ends),
                started=ends - timedelta(hours=1),
            ),
        )

    def target(self, desk: Desk, alias: str, role: str) -> Target:
        """A target of the catalog."""
        return next(t for t in desk.catalog.targets if (t.alias, t.role) == (alias, role))


def settled(terminal: Tmux) -> str:
    """The screen with its escape sequences, once it no longer changes."""
    shown, alike = "", 0
    while alike < STILL:
        time.sleep(0.1)  # longer than a frame takes, shorter than a second of a countdown
        before, shown = shown, terminal.coloured()
        alike = alike + 1 if shown == before else 0
    return shown


@contextmanager
def staged() -> Iterator[Staged]:
    """A new world."""
    with tempfile.TemporaryDirectory() as folder, EmbeddedAws(demo_world()) as aws:
        aws.new_request_id = lambda: "8f1e5a3c-0b7d-4c62-9e4f-2d6a17b3c5e9"
        stage = build_stage(Path(folder), aws.world, aws.endpoint, os.environ)
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        env = {**stage.env, "PATH": path}
        yield Staged(aws, stage._replace(env=env), Path(folder))
