"""From the sixth digit of a code to the keys: `python -m tests.bench.bench_sign_in`.

The network takes 80 ms for each call. Rolecall makes a session with the code, and takes a role
with it; beside two calls of a boto3 client whose connection is open already.
"""

import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import boto3

from rolecall.demo.faults import stalled
from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import build_stage
from rolecall.demo.world.bastion import bastion_world
from tests.bench.bench_processes import Ahead
from tests.bench.bench_terminal import FRAME, environment
from tests.bench.table import Row, markdown, paired
from tests.bench.watched import Watched, watch
from tests.drivers.program import Program

NETWORK = 0.08  # seconds for each call
TYPING = 1.5  # seconds in which somebody reads the code off a device
GOAL = 1.15
TURNS = 9


def rows(count: int = TURNS) -> Iterator[Row]:
    """The rows of the table."""
    ahead = Ahead()
    with tempfile.TemporaryDirectory() as folder, EmbeddedAws(bastion_world(ahead)) as aws:
        program = Program(build_stage(Path(folder), aws.world, aws.endpoint, os.environ), aws)
        program.sign_in("sandbox", "developer")  # so that there is something to forget
        two_calls = _warm(program)
        aws.faults.add("*", stalled(threading.Event(), longest=NETWORK))
        turns = [(_in_the_picker(program, ahead), _timed(two_calls)) for _ in range(count)]
    ours, other = zip(*turns, strict=True)
    work = f"sixth digit to keys, {NETWORK * 1000:.0f} ms of network each"
    yield paired(work, ours, other, GOAL, beside="two warm boto3 calls")


def _in_the_picker(program: Program, ahead: Ahead) -> float:
    """Milliseconds from the last digit until the session's countdown is on the screen."""
    assert program.run("forget", "--all").returncode == 0
    ahead.advance()
    with Watched((sys.executable, "-m", "rolecall"), environment(program)) as picker:
        picker.seen(*FRAME)
        picker.press(b"sandbox developer\r")
        picker.seen(", as alice")
        code = program.code().encode()
        picker.press(code[:5])
        watch([picker], TYPING)
        picker.press(code[5:])
        sent = time.perf_counter()
        return picker.seen("Renew  ") - (sent - picker.started) * 1000


def _warm(program: Program) -> Callable[[], object]:
    """Two calls of a client that has made one before."""
    session = boto3.Session("AKIAIOSFODNN7EXAMPLE", "unused", region_name="eu-central-1")
    endpoint: Any = program.aws.endpoint
    client: Any = session.client("sts", endpoint_url=endpoint)

    def calls() -> None:
        for _ in range(2):
            with suppress(client.exceptions.ClientError):  # the answer does not matter
                client.get_caller_identity()

    calls()
    return calls


def _timed(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return (time.perf_counter() - begin) * 1000


if __name__ == "__main__":
    print(markdown(rows()))
