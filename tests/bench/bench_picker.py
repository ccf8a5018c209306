"""Start time of the picker and of a minimal Textual app: `python tests/bench/bench_picker.py`.

Prints medians of paired runs, each program in a pseudo-terminal of 120x40, and checks nothing.
"""

import json
import os
import statistics
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[2]))

from rolecall.demo.stage import build_stage
from rolecall.demo.world.bastion import bastion_world
from rolecall.ui.startup.first_page import SWITCH
from tests.bench.table import Row, absolute, cells, paired
from tests.bench.watched import Watched, watch
from tests.samples.made_targets import made

ROUNDS = 7
KEPT = 4.0  # seconds after which the page is kept, also of 100,000 accounts
FRAME, LEAST = ("read  ", "leave"), ("option-0", "Last key")
WHOLE = "no session yet"  # is not part of the cached first page
LETTERS = b"prod re" + b"\x7f" * 7 + b"billing dev" + b"\x7f" * 11
MINIMAL = (sys.executable, str(Path(__file__).with_name("minimal_app.py")))
PICKER = (sys.executable, "-m", "rolecall")


class Run(NamedTuple):
    """Milliseconds to the first frame, processor time until then, milliseconds to `later`; MiB."""

    first: float
    processor: float
    later: float
    memory: float


def environment(folder: Path, size: int, profiles: int = 0) -> dict[str, str]:
    """A HOME with this many accounts, one target each, and role profiles of other accounts."""
    stage = build_stage(folder, bastion_world(), "http://127.0.0.1:9", os.environ)
    accounts = {target.alias: target.account_id for target in made(size, 1)}
    Path(stage.paths.accounts_file).write_text(json.dumps(accounts, indent=1))
    Path(stage.paths.config_file).write_text("")
    with open(stage.paths.aws_config, "a", encoding="utf-8") as config:
        config.writelines(
            f"\n[profile team-{number:05}]\nrole_arn = arn:aws:iam::{2 * 10**11 + number}:role/"
            f"Admin{number % 7}\nsource_profile = default\nregion = eu-central-1\n"
            for number in range(profiles)
        )
    env = {**stage.env, "TERM": "xterm-256color", "PATH": os.environ["PATH"]}
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # both start from compiled modules
    return env


def started(
    command: Sequence[str],
    env: Mapping[str, str],
    first: Sequence[str],
    later: str = "",
    keys: str = "",
) -> Run:
    """Start a program until `first` and then `later` are drawn; the keys are typed in between."""
    with Watched(command, env) as program:
        seen = program.seen(*first)
        processor = program.processor
        if keys:
            program.press(keys.encode())
        last = program.seen(later) if later else seen
    return Run(seen, processor, last, program.cost.memory)


def keep_first_page(env: Mapping[str, str]) -> None:
    """Run the picker until it has saved its first page for the next start."""
    with Watched(PICKER, env) as program:
        program.seen(*FRAME)
        watch([program], KEPT)


def typed(command: Sequence[str], env: Mapping[str, str], first: Sequence[str]) -> list[float]:
    """Milliseconds from each key to the end of the output that it caused."""
    with Watched(command, env) as program:
        program.seen(*first)
        program.rest(0.3)
        program.find_beat()
        return [program.answered(bytes([letter])) for letter in LETTERS]


class Case(NamedTuple):
    """How much a HOME lists, and the goals: ratios to the minimal app, milliseconds for a key."""

    accounts: int
    profiles: int = 0
    first: float = 1.25
    at_once: float | None = None
    key: float | None = None

    @property
    def words(self) -> str:
        profiles = f", {self.profiles:,} role profiles" if self.profiles else ""
        return f"{self.accounts:,} accounts{profiles}"


CASES = (
    Case(8),
    Case(10_000, at_once=1.3, key=25),
    Case(8, profiles=10_000),
    Case(100_000, first=1.4, at_once=1.6, key=50),
)


def rows(cases: Sequence[Case] = CASES, rounds: int = ROUNDS) -> Iterator[Row]:
    """Measures every case, and yields its rows as they come."""
    with tempfile.TemporaryDirectory() as folder:
        for number, case in enumerate(cases):
            yield from _rows(case, environment(Path(folder) / str(number), *case[:2]), rounds)


def _rows(case: Case, env: Mapping[str, str], rounds: int) -> Iterator[Row]:
    keep_first_page(env)  # and compile
    bare = {**env, SWITCH: "off"}
    last = made(case.accounts, 1)[-1]
    turns = [
        (
            started(PICKER, bare, FRAME),
            started(MINIMAL, env, LEAST),
            started(PICKER, env, FRAME, WHOLE),
            started(PICKER, env, FRAME, last.alias, keys=last.account_id),
        )
        for _ in range(rounds)
    ]
    ours, least, kept, asked = zip(*turns, strict=True)
    other, beside = [run.first for run in least], f"minimal app; {case.words}"
    first = [run.first for run in ours]
    yield paired("first frame, nothing kept", first, other, case.first, beside=beside)
    yield paired(
        "... its processor time",
        [run.processor for run in ours],
        [run.processor for run in least],
        case.first,
        beside=beside,
    )
    yield paired("first frame, of a kept page", [run.first for run in kept], other, beside=beside)
    after = [run.later - run.first for run in kept]
    yield absolute("... all rows there after", after, 1000, beside=case.words)
    if case.at_once:
        answered = [run.later for run in asked]
        yield paired(
            "what is typed at once, answered", answered, other, case.at_once, beside=beside
        )
    memory = [max(run.memory for run in turn) for turn in zip(ours, kept, asked, strict=True)]
    yield paired(
        "memory at its most", memory, [run.memory for run in least], 4, unit="MiB", beside=beside
    )
    if case.key:
        keys = [statistics.quantiles(typed(PICKER, bare, FRAME), n=20)[-1] for _ in range(3)]
        yield absolute("key to drawn frame, p95", keys, case.key, beside=case.words)


def main() -> None:
    for row in rows():
        print("  ".join(cell for cell in cells(row) if cell), flush=True)


if __name__ == "__main__":
    main()
