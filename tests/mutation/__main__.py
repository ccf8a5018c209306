"""Samples mutants of one room, runs its tests against each, and reports what survives."""

import argparse
import signal
import sys
import time
from pathlib import Path

from tests.mutation.copied_tree import ROOT, CopiedTree, copied_tree
from tests.mutation.equivalents import known
from tests.mutation.mutants import Mutant, sample
from tests.mutation.operators import operators


def main() -> int:
    asked = _arguments()
    # So that the copied tree goes, too, where the command is ended from outside.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    room: str = asked.room
    tests: list[str] = asked.tests or [f"tests/{room}"]
    with copied_tree() as tree:
        files = [path.relative_to(tree.path) for path in _sources(tree.path, room)]
        mutants = sample(tree.path, files, operators(), asked.sample, asked.seed)
        began = time.monotonic()
        if tree.passes(tests, workers=asked.workers, limit=None) is not True:
            print(tree.output(), file=sys.stderr)
            print("the tests fail without any mutant", file=sys.stderr)
            return 2
        whole = time.monotonic() - began
        limit = asked.limit or 60 + 4 * whole
        print(f"{room}: {len(mutants)} mutants, tests take {whole:.0f} s", flush=True)
        survivors = [
            mutant for mutant in mutants if not _killed(tree, mutant, tests, asked.workers, limit)
        ]
    return _report(room, mutants, survivors, asked.seed)


def _sources(tree: Path, room: str) -> list[Path]:
    start = tree / "src" / "rolecall" / room
    return [start] if start.is_file() else sorted(start.rglob("*.py"))


def _killed(tree: CopiedTree, mutant: Mutant, tests: list[str], workers: int, limit: float) -> bool:
    began = time.monotonic()
    tree.write(mutant.path, mutant.mutated)
    try:
        passed = tree.passes(
            [*_first(tree.path, mutant.path, tests), *tests], workers=workers, limit=limit
        )
    finally:
        tree.write(mutant.path, mutant.source)
    word = {True: "SURVIVED", False: "killed", None: "killed by time"}[passed]
    took = time.monotonic() - began
    print(f"{word:8} {mutant.path}:{mutant.line} {mutant.operator} {took:.0f} s", flush=True)
    if passed is False:
        print(f"         by {tree.failure()}", flush=True)
    if passed:
        print(mutant.diff(), flush=True)
    return not passed


def _first(tree: Path, path: Path, tests: list[str]) -> list[str]:
    """Returns those test files that import the module: they are likeliest to notice soon."""
    module = ".".join(path.relative_to("src").with_suffix("").parts)
    folders = [tree / name for name in tests if (tree / name).is_dir()]
    return [
        str(file.relative_to(tree))
        for folder in folders
        for file in sorted(folder.rglob("test_*.py"))
        if f"{module} import" in file.read_text(encoding="utf-8")
    ]


def _report(room: str, mutants: list[Mutant], survivors: list[Mutant], seed: int) -> int:
    explained = 0
    for mutant in survivors:
        reasons = [entry.reason for entry in known() if entry.is_it(mutant)]
        explained += bool(reasons)
        print(f"\n{mutant.path}:{mutant.line} {reasons[0] if reasons else 'survived'}")
        print(mutant.diff())
    for entry in known():
        if entry.is_stale(ROOT):
            print(f"\nequivalents.toml explains what no longer stands in {entry.file}:")
            print("\n".join(entry.before))
    killed = len(mutants) - len(survivors)
    print(f"\n{room}, seed {seed}: {killed} of {len(mutants) - explained} killed")
    print(f"{explained} more change nothing, {len(survivors) - explained} survived")
    return 1 if len(survivors) > explained else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation")
    rooms = sorted(path.name for path in (ROOT / "src" / "rolecall").iterdir() if path.is_dir())
    parser.add_argument("room", help=f"a package under src/rolecall: {', '.join(rooms)}; or a file")
    parser.add_argument("--sample", type=int, default=25, help="how many mutants (25)")
    parser.add_argument("--seed", type=int, default=1, help="which mutants (1)")
    parser.add_argument("--tests", nargs="+", help="other tests than those of the room")
    parser.add_argument("--workers", type=int, default=2, help="of pytest-xdist (2)")
    parser.add_argument("--limit", type=float, help="seconds for one run of the tests")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
