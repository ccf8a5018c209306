"""Runs the tests of a case in a copy of the tree, and says what became of each."""

import os
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.canaries.record import VARIABLE
from tests.mutation.copied_tree import CopiedTree
from tests.torture.proofs.table import Proof, applied

# Seconds for one test, and for all tests of one proof: what hangs without its protection fails.
ONE_TEST = 120
ONE_PROOF = 600
GATE = "G0"
# Plug-ins that these tests do not need, and that take as long to load as many a case to run.
_UNLOADED = ("hypothesispytest", "syrupy", "textual-snapshot", "xdist")
# A change that is wrong as Python makes tests fail, and shows nothing about them.
_MISTAKES = ("ImportError", "ModuleNotFoundError", "NameError", "SyntaxError", "IndentationError")


class Run(NamedTuple):
    """The names of tests by their result; `failed` has the first line of each failure.

    A test that fails before or after its call, or by a mistake in the change, is in `broken`.
    """

    passed: set[str]
    skipped: set[str]
    failed: dict[str, str]
    broken: dict[str, str]


class Verdict(NamedTuple):
    """What a proof showed, whether that is as it must be, and by which test."""

    words: str
    good: bool
    detail: str = ""


def run(tree: CopiedTree, tests: Sequence[str], chosen: str, *options: str) -> Run:
    """Runs those tests of the modules whose names fit `chosen`, an expression as for -k."""
    report = tree.path / "report.xml"
    report.unlink(missing_ok=True)
    words = ["-q", f"--timeout={ONE_TEST}", f"--junit-xml={report}"]
    env = {**os.environ, "CI": ""}  # there a skip would be a failure
    status = tree.pytest([*words, "-k", chosen, *options, *tests], limit=ONE_PROOF, env=env)
    if status is None:
        return Run(set(), set(), {"all": f"not done after {ONE_PROOF} s"}, {})
    if not report.exists():
        return Run(set(), set(), {}, {"pytest": tree.failure()})
    return read(report)


def read(report: Path) -> Run:
    """Reads the results from a JUnit report of pytest."""
    found = Run(set(), set(), {}, {})
    for case in ET.parse(report).iter("testcase"):  # noqa: S314 (pytest wrote it)
        name = case.get("name", "")
        if (failure := case.find("failure")) is not None:
            line = failure.get("message", "").partition("\n")[0]
            where = found.broken if line.startswith(_MISTAKES) else found.failed
            where[name] = line
        elif (error := case.find("error")) is not None:
            found.broken[name] = error.get("message", "").partition("\n")[0]
        elif case.find("skipped") is not None:
            found.skipped.add(name)
        else:
            found.passed.add(name)
    return found


def gated(tree: CopiedTree, test: str) -> Run:
    """Runs a test, a node id of pytest's, and looks for secrets in all that it prints and leaves.

    The result is the gate's (G0), whatever becomes of the test.
    """
    words = ["-q", f"--timeout={ONE_TEST}", "-n0", "-p", "tests.canaries.plugin", test]
    tree.pytest(words, limit=ONE_PROOF, env={**os.environ, VARIABLE: "1"})
    shown = tree.output().rpartition("secrets (G0)")[2]
    counted = re.search(r"^([0-9]+) leaks of ([0-9,]+) secrets.*\n(.*)", shown, re.MULTILINE)
    if counted is None or counted[2] == "0":
        return Run(set(), set(), {}, {test: tree.failure()})
    if counted[1] == "0":
        return Run({test}, set(), {}, {})
    return Run(set(), set(), {test: counted[3]}, {})


def prove(tree: CopiedTree, proof: Proof, tests: Sequence[str], before: Run) -> Verdict:
    """Applies the proof, runs the case's tests until one fails, and takes the proof back.

    `before` has the results of the same tests without it. Raises DoesNotApply.
    """
    changed = applied(proof, tree.path)
    originals = {path: tree.read(path) for path in changed}
    for path, text in changed.items():
        tree.write(path, text)
    try:
        if proof.case == GATE:
            return judge(gated(tree, proof.tests), before)
        quick = [word for name in _UNLOADED for word in ("-p", f"no:{name}")]
        after = run(tree, tests, expression(proof.case, proof.tests), "-x", *quick)
    finally:
        for path, text in originals.items():
            tree.write(path, text)
    return judge(after, before)


def judge(after: Run, before: Run) -> Verdict:
    """Compares the results with the protection removed to those with it."""
    shown = {name: line for name, line in after.failed.items() if name not in before.failed}
    if shown:
        name, line = next(iter(shown.items()))
        return Verdict("failed as it must", True, f"{name}: {line}")
    if after.failed:
        return Verdict("fails in any case", False, next(iter(after.failed)))
    if after.broken:
        name, line = next(iter(after.broken.items()))
        return Verdict("broke without failing", False, f"{name}: {line}")
    if after.passed:
        return Verdict("still passes", False, f"{len(after.passed)} tests")
    if after.skipped:
        return Verdict("skipped here", True, f"{len(after.skipped)} tests")
    return Verdict("has no such test", False)


def expression(case: str, tests: str = "") -> str:
    """Returns the -k expression for tests of one case."""
    return f"test_{case}_ and ({tests})" if tests else f"test_{case}_"


def any_of(cases: Iterable[str]) -> str:
    """Returns the -k expression for all tests of these cases."""
    return " or ".join(expression(case) for case in cases)
