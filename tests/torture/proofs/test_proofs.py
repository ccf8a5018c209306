"""Every proof applies to the sources as they are, and every case with a test has one."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.mutation.copied_tree import copied_tree
from tests.torture.__main__ import WHERE
from tests.torture.cases import CASES, ids_with_tests
from tests.torture.proofs.runs import Run, judge, prove, run
from tests.torture.proofs.table import (
    SOURCE,
    Change,
    DoesNotApply,
    Proof,
    applied,
    modules_of,
    proofs,
)

ROOT = Path(__file__).parents[3]
# Cases that have tests but no proof yet. Whoever adds a proof shortens this list.
WITHOUT = {"U08"}
PROOFS = proofs()

SECRET = "core/secret.py"
HIDDEN = Change(SECRET, 'return "Secret(********)"', 'return f"Secret({self.reveal()})"')
TESTS = Path("tests/torture/test_some.py")
SOME = """
import subprocess, sys
import pytest
from rolecall.core.secret import Secret

def test_F01_here():
    assert "hunter2" not in repr(Secret("hunter2"))

def test_F02_in_a_program():
    call = "from rolecall.core.secret import Secret; print(repr(Secret('hunter2')))"
    words = [sys.executable, "-I", "-c", call]
    assert "hunter2" not in subprocess.check_output(words, text=True)

def test_F03_something_else():
    pass

@pytest.fixture
def broken():
    assert "hunter2" not in repr(Secret("hunter2"))

def test_F04_before_its_call(broken):
    pass

def test_F05_skipped():
    pytest.skip("not here")

def test_F06_in_any_case():
    assert False

def test_F07_mistaken():
    if "hunter2" in repr(Secret("hunter2")):
        missing()
"""


def name(proof: Proof) -> str:
    return f"{proof.case}-{proof.protection}"


@pytest.mark.parametrize("proof", PROOFS, ids=name)
def test_proof_applies_and_leaves_a_module_that_compiles(proof: Proof) -> None:
    assert proof.case in CASES
    assert modules_of(proof.case, [ROOT / folder for folder in WHERE])
    for path, text in applied(proof, ROOT).items():
        assert text != (ROOT / path).read_text()
        if path.suffix != ".py":
            continue
        compile(text, path, "exec")


def test_no_changed_module_has_an_undefined_name(tmp_path: Path) -> None:
    changed = [
        text
        for proof in PROOFS
        for path, text in applied(proof, ROOT).items()
        if path.suffix == ".py"
    ]
    for number, text in enumerate(changed):
        (tmp_path / f"changed_{number}.py").write_text(text)
    ruff = str(Path(sys.executable).with_name("ruff"))
    words = [ruff, "check", "-q", "--isolated", "--select", "F821,F822,F823", str(tmp_path)]
    checked = subprocess.run(words, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout


def test_every_case_with_a_test_has_a_proof() -> None:
    found = ids_with_tests(ROOT / folder for folder in WHERE)
    proved = {proof.case for proof in PROOFS}
    assert sorted(found - proved - WITHOUT) == []
    assert sorted(proved & WITHOUT) == [], "these have a proof now"


def test_text_that_stands_there_twice_or_never_is_not_replaced(tmp_path: Path) -> None:
    file = tmp_path / "src/rolecall/a.py"
    file.parent.mkdir(parents=True)
    file.write_text("a = 1\nb = 1\n")
    for text in ("= 1", "c = 1"):
        with pytest.raises(DoesNotApply):
            applied(Proof("F01", "", "", (Change("a.py", text, "= 2"),)), tmp_path)
    changes = (Change("a.py", "a = 1", "a = 2"), Change("a.py", "b = 1", "b = 2"))
    changed = applied(Proof("F01", "", "", changes), tmp_path)
    assert changed == {Path("src/rolecall/a.py"): "a = 2\nb = 2\n"}


def of(case: str, run: Run) -> Run:
    parts = [{name for name in part if case in name} for part in run[:2]]
    lines = [{name: part[name] for name in part if case in name} for part in run[2:]]
    return Run(parts[0], parts[1], lines[0], lines[1])


def test_only_a_test_that_fails_without_the_protection_alone_is_a_proof() -> None:
    with copied_tree() as tree:
        tree.write(TESTS, SOME)
        before = run(tree, [str(TESTS)], "test_")
        assert before.failed.keys() == {"test_F06_in_any_case"}
        proof = Proof("F02", "", "program", (HIDDEN,))
        verdict = prove(tree, proof, [str(TESTS)], before)
        assert (verdict.words, verdict.good) == ("failed as it must", True)
        assert tree.read(SOURCE / SECRET) == (ROOT / SOURCE / SECRET).read_text()
        for path, text in applied(proof, tree.path).items():
            tree.write(path, text)
        after = run(tree, [str(TESTS)], "test_")
    verdicts = {case: judge(of(case, after), before) for case in map("F{:02}".format, range(1, 9))}
    assert {case: (verdict.words, verdict.good) for case, verdict in verdicts.items()} == {
        "F01": ("failed as it must", True),
        "F02": ("failed as it must", True),
        "F03": ("still passes", False),
        "F04": ("broke without failing", False),
        "F05": ("skipped here", True),
        "F06": ("fails in any case", False),
        "F07": ("broke without failing", False),
        "F08": ("has no such test", False),
    }
