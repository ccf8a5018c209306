"""Start time of the picker and of a minimal Textual app: `python tests/bench/bench_picker.py`.

Prints medians of paired runs, each program in a pseudo-terminal of 120x40, and checks nothing.
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

from rolecall.demo.stage import build_stage
from rolecall.demo.world.bastion import bastion_world
from rolecall.ui.startup.first_page import SWITCH
from tests.bench.watched import Watched
from tests.samples.made_targets import made

ROUNDS = 7
FRAME, LEAST = ("read  ", "leave"), ("option-0", "Last key")
WHOLE = "no session yet"  # is not part of the cached first page
LETTERS = b"prod re" + b"\x7f" * 7 + b"billing dev" + b"\x7f" * 11
MINIMAL = (sys.executable, str(Path(__file__).with_name("minimal_app.py")))
PICKER = (sys.executable, "-m", "rolecall")
SIZES = (10_000, 100_000)


class Run(NamedTuple):
    """Milliseconds to the first frame, processor time until then, milliseconds to `later`; MiB."""

    first: float
    processor: float
    later: float
    memory: float


def environment(folder: Path, size: int) -> dict[str, str]:
    """A HOME whose accounts file has this many accounts, one target each."""
    stage = build_stage(folder, bastion_world(), "http://127.0.0.1:9", os.environ)
    accounts = {target.alias: target.account_id for target in made(size, 1)}
    Path(stage.paths.accounts_file).write_text(json.dumps(accounts, indent=1))
    Path(stage.paths.config_file).write_text("")
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
        program.find_beat()


def typed(command: Sequence[str], env: Mapping[str, str], first: Sequence[str]) -> list[float]:
    """Milliseconds from each key to the end of the output that it caused."""
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
    keep_first_page(env)  # and compile
    last = made(size, 1)[-1]
    rounds = [
        (
            started(PICKER, env, FRAME, WHOLE),
            started(PICKER, env, FRAME, last.alias, keys=last.account_id),
            started(PICKER, {**env, SWITCH: "off"}, FRAME),
            started(MINIMAL, env, LEAST),
        )
        for _ in range(ROUNDS)
    ]
    ours, asked, bare, other = zip(*rounds, strict=True)
    least = [run.first for run in other]
    show("first frame, ms", [run.first for run in ours], least, "ratio 1.25")
    show("... of the first start of all", [run.first for run in bare], least)
    processor = [run.processor for run in other]
    show("... ms of the processor until then", [run.processor for run in bare], processor)
    after = statistics.median(run.later - run.first for run in ours)
    print(f"  {'all rows there, ms after the first frame':<44}{after:>9.1f}{'':>20}1000")
    show("what is typed at once answered, ms", [run.later for run in asked], least)
    show("memory at its most, MiB", [r.memory for r in ours], [r.memory for r in other], "ratio 4")
    keys = [
        statistics.quantiles(typed(*program), n=20)[-1]
        for program in (
            (PICKER, {**env, SWITCH: "off"}, FRAME),
            (MINIMAL, env, LEAST),
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
