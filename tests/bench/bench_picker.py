"""How soon the picker is there, beside a minimal Textual app: `python tests/bench/bench_picker.py`.

Prints medians of paired runs, each program in a pseudo-terminal of 120x40. Asserts nothing.
"""

import json
import os
import statistics
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[2]))

from rolecall.demo.bastion import bastion_world
from rolecall.demo.stage import lay
from tests.bench.made_targets import made
from tests.bench.watched import Watched

ROUNDS = 7
LETTERS = b"prod re" + b"\x7f" * 7 + b"billing dev" + b"\x7f" * 11
MINIMAL = (sys.executable, str(Path(__file__).with_name("minimal_app.py")))
PICKER = (sys.executable, "-m", "rolecall")
SIZES = (10_000, 100_000)


class Run(NamedTuple):
    """Milliseconds to the first frame, of the processor until then, to all rows; MiB at most."""

    first: float
    processor: float
    whole: float
    memory: float


def environment(folder: Path, size: int) -> dict[str, str]:
    """A HOME whose accounts file has so many accounts, each a target."""
    stage = lay(folder, bastion_world(), "http://127.0.0.1:9", os.environ)
    accounts = {target.alias: target.account_id for target in made(size, 1)}
    Path(stage.paths.accounts_file).write_text(json.dumps(accounts, indent=1))
    Path(stage.paths.config_file).write_text("")
    env = {**stage.env, "TERM": "xterm-256color", "PATH": os.environ["PATH"]}
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # both start from what is compiled
    return env


def started(command: Sequence[str], env: Mapping[str, str], first: Sequence[str], last: str) -> Run:
    """One start, its rows and keys drawn; `last` is drawn when all rows are there."""
    with Watched(command, env) as program:
        seen = program.seen(*first)
        processor = program.processor
        whole = seen
        if last:
            whole = program.seen(last)
    return Run(seen, processor, whole, program.cost.memory)


def typed(command: Sequence[str], env: Mapping[str, str], first: Sequence[str]) -> list[float]:
    """Milliseconds from each key to the end of what it made the program draw."""
    with Watched(command, env) as program:
        program.seen(*first)
        program.rest(0.3)
        program.find_beat()
        return [program.answered(bytes([letter])) for letter in LETTERS]


def show(what: str, values: Sequence[float], beside: Sequence[float], wanted: str = "") -> None:
    ratio = statistics.median(ours / other for ours, other in zip(values, beside, strict=True))
    middle, other = statistics.median(values), statistics.median(beside)
    print(f"  {what:<44}{middle:>9.1f}{other:>9.1f}{ratio:>8.2f}   {wanted}", flush=True)


def bench(size: int, env: Mapping[str, str]) -> None:
    print(f"\n{size:,} targets")
    pairs = [
        (
            started(PICKER, env, ("read  ", "leave"), " targets"),
            started(MINIMAL, env, ("option-0", "Last key"), ""),
        )
        for _ in range(ROUNDS + 1)
    ][1:]  # the first one compiles
    ours, other = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    show("first frame, ms", [r.first for r in ours], [r.first for r in other], "ratio 1.25")
    show(
        "... of the processor until then", [r.processor for r in ours], [r.processor for r in other]
    )
    after = [run.whole - run.first for run in ours]
    print(f"  {'all rows there, ms after it':<44}{statistics.median(after):>9.1f}{'':>20}1000")
    show("memory at its most, MiB", [r.memory for r in ours], [r.memory for r in other], "ratio 4")
    keys = [
        statistics.quantiles(typed(*program), n=20)[-1]
        for program in (
            (PICKER, env, ("read  ", "leave")),
            (MINIMAL, env, ("option-0", "Last key")),
        )
        for _ in range(3)
    ]
    show("key to drawn frame, p95, ms", keys[:3], keys[3:], "33 at 10,000")


def main() -> None:
    print(f"{'medians of paired runs':<46}{'picker':>9}{'minimal':>9}{'ratio':>8}   wanted")
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            bench(size, environment(Path(folder) / str(size), size))


if __name__ == "__main__":
    main()
