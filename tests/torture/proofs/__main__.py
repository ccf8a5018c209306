"""Applies proofs one at a time, and prints for each whether its case failed."""

import argparse
import signal
import sys
import time
from collections.abc import Sequence

from tests.mutation.copied_tree import ROOT, CopiedTree, copied_tree
from tests.torture.__main__ import WHERE
from tests.torture.cases import CASES
from tests.torture.proofs.runs import GATE, Run, Verdict, any_of, gated, prove, run
from tests.torture.proofs.table import DoesNotApply, Proof, modules_of, proofs, selected


def main(arguments: Sequence[str]) -> int:
    asked = _arguments(arguments)
    # So that the copied tree goes, too, where the command is ended from outside.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    found = selected(proofs(), asked.cases)
    without = [case for case in asked.cases if not selected(found, [case])]
    with copied_tree() as tree:
        modules = {proof.case: _modules(proof.case) for proof in found}
        before = Run(set(), set(), {}, {}) if asked.at_once else _unchanged(tree, found, modules)
        good = [
            _print(proof, _verdict(tree, proof, modules[proof.case], before)) for proof in found
        ]
    print(f"{sum(good)} of {len(found)} proofs are as they must be")
    if without:
        print(f"without a proof: {' '.join(without)}")
    return int(not all(good) or bool(without))


def _modules(case: str) -> list[str]:
    found = modules_of(case, [ROOT / folder for folder in WHERE])
    return [str(path.relative_to(ROOT)) for path in found]


def _unchanged(tree: CopiedTree, found: list[Proof], modules: dict[str, list[str]]) -> Run:
    """Runs the same tests with every protection in place."""
    tests = sorted({name for names in modules.values() for name in names})
    before = run(tree, tests, any_of(modules), "-n", "2")
    for test in {proof.tests for proof in found if proof.case == GATE}:
        before.failed.update(gated(tree, test).failed)
    for name, line in {**before.failed, **before.broken}.items():
        print(f"fails unchanged: {name}: {line}", flush=True)
    return before


def _verdict(
    tree: CopiedTree, proof: Proof, tests: list[str], before: Run
) -> tuple[Verdict, float]:
    began = time.monotonic()
    try:
        verdict = prove(tree, proof, tests, before)
    except DoesNotApply as problem:
        verdict = Verdict("cannot be applied", False, str(problem))
    return verdict, time.monotonic() - began


def _print(proof: Proof, result: tuple[Verdict, float]) -> bool:
    verdict, seconds = result
    print(f"{proof.case:<3}  {verdict.words}, without: {proof.protection} ({seconds:.0f} s)")
    print(f"     {verdict.detail[:200]}", flush=True)
    return verdict.good


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.torture.proofs")
    names = [*CASES, *sorted({case[0] for case in CASES})]
    parser.add_argument("cases", nargs="*", metavar="ID", help="a case, or a group such as F")
    parser.add_argument(
        "--at-once", action="store_true", help="do not run the unchanged tests beforehand"
    )
    asked = parser.parse_args(arguments)
    if unknown := [name for name in asked.cases if name not in names]:
        parser.error(f"unknown: {' '.join(unknown)}")
    return asked


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
