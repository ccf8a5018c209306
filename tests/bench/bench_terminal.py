"""What the running picker costs its terminal: `python -m tests.bench.bench_terminal`.

Bytes a second and the share of a core in each state, bytes for one key, and a key's processor
time. The picker and a minimal Textual app run side by side for each turn, on terminals of 120x40.
"""

import json
import os
import statistics
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import build_stage
from rolecall.demo.world.bastion import bastion_world
from tests.bench.table import Row, absolute, markdown, paired
from tests.bench.watched import Watched, watch
from tests.drivers.program import Program
from tests.samples.made_targets import made

PICKER = (sys.executable, "-m", "rolecall")
MINIMAL = (sys.executable, str(Path(__file__).with_name("minimal_app.py")))
FRAME, LEAST = ("read  ", "leave", "MFA "), ("option-0", "Last key")
HELD = (
    ("sandbox", "read"),
    ("sandbox", "developer"),
    ("staging", "read"),
    ("staging", "developer"),
    ("data-lake", "analyst"),
)
TURNS, SECONDS = 7, 5.0
SETTLED = 12.0  # seconds after a start: the collector runs once, when nothing has moved for 10 s
LETTERS = b"prod re" + b"\x7f" * 7 + b"billing dev" + b"\x7f" * 11
SIZES = (10_000, 100_000)
KEY_ROUNDS = 3


class State(NamedTuple):
    """A state of the picker: what brings it about, and its goals."""

    name: str
    held: bool
    keys: str
    seen: str
    bytes_goal: float  # a second
    share_goal: float | None  # of the minimal app's share of a core


STATES = (
    State("nothing held", False, "", "no session yet", 1500, 1.2),
    State("5 countdowns", True, "", "Held now", 2000, 2),
    State("session board", True, "\x14", "Role sessions", 2500, None),
    State("dialog over 5 countdowns", True, "\x13", "x_security_token_expires", 3000, None),
    State("MFA dialog open", False, "sandbox developer\r", ", as alice", 3000, 3),
)


def environment(program: Program) -> dict[str, str]:
    """The stage's environment on a terminal of true color, where sequences are longest."""
    env = {**program.env, "PATH": os.environ["PATH"]}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    return {**env, "TERM": "xterm-256color", "COLORTERM": "truecolor"}


def staged(folder: Path, aws: EmbeddedAws, *, held: bool) -> dict[str, str]:
    """A HOME of the embedded AWS, with five role sessions where `held`."""
    program = Program(build_stage(folder, aws.world, aws.endpoint, os.environ), aws)
    for target in HELD if held else ():
        program.sign_in(*target)
    return environment(program)


def idle(state: State, env: Mapping[str, str], turns: int, seconds: float) -> Iterator[Row]:
    """The rows of one state."""
    with Watched(PICKER, env) as ours, Watched(MINIMAL, env) as other:
        ours.seen(*FRAME)
        other.seen(*LEAST)
        for key in state.keys:
            ours.press(key.encode())
            watch([ours, other], 0.1)
        ours.seen(state.seen)
        watch([ours, other], SETTLED)
        measured = [watch([ours, other], seconds) for _ in range(turns)]
    mine, least = zip(*measured, strict=True)
    written = [each.written / seconds for each in mine], [each.written / seconds for each in least]
    yield beside(f"idle, {state.name}: to the terminal", *written, state.bytes_goal, "B/s")
    ours_share = [each.processor / seconds / 10 for each in mine]
    share = [each.processor / seconds / 10 for each in least]
    name = f"idle, {state.name}: of a core"
    yield paired(name, ours_share, share, state.share_goal, "%", "minimal app")


def beside(work: str, ours: Sequence[float], other: Sequence[float], goal: float, unit: str) -> Row:
    """A row whose goal is a value, with the reference beside it."""
    row = absolute(work, ours, goal, unit, "minimal app")
    return row._replace(reference=statistics.median(other))


def keys(size: int, folder: Path) -> Iterator[Row]:
    """What a typed letter writes, and what processor time it takes, at so many accounts."""
    stage = build_stage(folder, bastion_world(), "http://127.0.0.1:9", os.environ)
    accounts = {target.alias: target.account_id for target in made(size, 1)}
    Path(stage.paths.accounts_file).write_text(json.dumps(accounts, indent=1))
    Path(stage.paths.config_file).write_text("")
    with EmbeddedAws(bastion_world()) as aws:
        env = environment(Program(stage, aws))
    rounds = [(typed(PICKER, env, FRAME), typed(MINIMAL, env, LEAST)) for _ in range(KEY_ROUNDS)]
    mine = [key for ours, _ in rounds for key in ours]
    least = [key for _, other in rounds for key in other]
    goals = {10_000: 25.0, 100_000: 50.0}
    name = f"key, {size:,} accounts"
    for what, cost in (("to drawn frame", _took), ("processor", _processor)):
        ours, other = ([_p95(map(cost, keys)) for keys in run] for run in zip(*rounds, strict=True))
        yield beside(f"{name}: {what}, p95", ours, other, goals[size], "ms")
    written = [float(key.written) for key in mine], [float(key.written) for key in least]
    yield beside(f"{name}: to the terminal", *written, 5000, "B")


def _took(key: "Key") -> float:
    return key.took


def _processor(key: "Key") -> float:
    return key.processor


def _p95(values: Iterable[float]) -> float:
    return statistics.quantiles(list(values), n=20, method="inclusive")[-1]


class Key(NamedTuple):
    """A key's milliseconds to its last output, milliseconds of processor time, and bytes."""

    took: float
    processor: float
    written: int


def typed(command: Sequence[str], env: Mapping[str, str], first: Sequence[str]) -> list[Key]:
    """What each of the letters costs."""
    with Watched(command, env) as program:
        program.seen(*first)
        watch([program], 1.5)  # not until it rests: the minimal app's cursor blinks
        program.find_beat()
        found = []
        for letter in LETTERS:
            used, written = program.processor, program.written
            took = program.answered(bytes([letter]))
            found.append(Key(took, program.processor - used, program.written - written))
        return found


def rows(turns: int = TURNS, seconds: float = SECONDS) -> Iterator[Row]:
    """All rows of the table."""
    with tempfile.TemporaryDirectory() as place, ExitStack() as stack:
        aws = stack.enter_context(EmbeddedAws(bastion_world()))
        homes = {held: staged(Path(place) / str(held), aws, held=held) for held in (False, True)}
        for state in STATES:
            yield from idle(state, homes[state.held], turns, seconds)
        for size in SIZES:
            yield from keys(size, Path(place) / str(size))


if __name__ == "__main__":
    print(markdown(rows()))
