"""Time of processes that hand out a held session: `python tests/bench/bench_processes.py`.

Each turn starts every program once, so that other work of the machine affects all of them alike.
Prints a table, in which a ratio is the median of the turns' ratios. It checks nothing;
test_ratios.py does.
"""

import compileall
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[2]))

from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import build_stage
from rolecall.demo.world.bastion import bastion_world
from tests.drivers.program import Program

ROOT = Path(__file__).parents[2]
REFERENCE = [sys.executable, "-c", "import json, datetime"]
TARGET = ["production", "read"]
WANTED = 2.0


class Cost(NamedTuple):
    """The cost of one process, in seconds."""

    wall: float
    processor: float


def started(command: Sequence[str], env: Mapping[str, str]) -> Cost:
    """Run a program to its end, without its output."""
    begin = time.perf_counter()
    quiet = [(os.POSIX_SPAWN_OPEN, handle, os.devnull, os.O_RDWR, 0) for handle in (0, 1, 2)]
    pid = os.posix_spawn(command[0], list(command), env, file_actions=quiet)
    _, status, used = os.wait4(pid, 0)
    assert status == 0, f"{command} failed"
    return Cost(time.perf_counter() - begin, used.ru_utime + used.ru_stime)


def compiled() -> None:
    """Compile the modules, as pip does: an outdated .pyc costs each start a millisecond."""
    compileall.compile_dir(ROOT / "src" / "rolecall", quiet=2)


def turns(
    commands: Mapping[str, Sequence[str]], env: Mapping[str, str], count: int
) -> dict[str, list[Cost]]:
    """The cost of each program in each turn."""
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for _ in range(count):
        for name, command in commands.items():
            costs[name].append(started(command, env))
    return costs


def ratios(costs: Sequence[Cost], reference: Sequence[Cost]) -> Cost:
    """The medians of each program's ratios to the reference of the same turn."""
    pairs = list(zip(costs, reference, strict=True))
    return Cost(
        statistics.median(one.wall / other.wall for one, other in pairs),
        statistics.median(one.processor / other.processor for one, other in pairs),
    )


def installed() -> str | None:
    """The command as pip installed it, if it is."""
    path = os.path.join(os.path.dirname(sys.executable), "rolecall")
    return path if os.access(path, os.X_OK) else None


def cached_commands() -> dict[str, list[str]]:
    """The reference, and every command that hands out a held session."""
    module = [sys.executable, "-m", "rolecall"]
    ways = {"python -m rolecall": module}
    if path := installed():
        ways["rolecall"] = [path]
    commands = {"python -c 'import json, datetime'": REFERENCE}
    for name, way in ways.items():
        commands[f"{name} credential-process"] = [*way, "credential-process", *TARGET]
        commands[f"{name} export"] = [*way, "export", *TARGET, "--shell", "bash"]
    return commands


def main() -> None:
    count = int(sys.argv[1]) if sys.argv[1:] else 40
    with tempfile.TemporaryDirectory() as folder, EmbeddedAws(bastion_world()) as aws:
        program = Program(build_stage(Path(folder), aws.world, aws.endpoint, os.environ), aws)
        program.sign_in(*TARGET)
        assert os.path.exists(program.paths.config_file)
        commands = cached_commands()
        compiled()
        turns(commands, program.env, 2)  # the disk's cache
        costs = turns(commands, program.env, count)
    reference = next(iter(costs.values()))
    head = f"{'wall':>9}{'ratio':>8}{'processor':>12}{'ratio':>8}"
    print(f"{'a held session, whole processes':<40}{head}")
    for name, found in costs.items():
        wall, processor = ratios(found, reference)
        ms = [statistics.median(cost[kind] for cost in found) * 1000 for kind in (0, 1)]
        print(f"{name:<40}{ms[0]:>6.1f} ms{wall:>8.2f}{ms[1]:>9.1f} ms{processor:>8.2f}")
    print(f"wanted: {WANTED} at most, by the wall")


if __name__ == "__main__":
    main()
