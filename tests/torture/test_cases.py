"""The list of cases is whole, and the board counts what it has no test for."""

import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.torture.__main__ import WHERE
from tests.torture.cases import CASES, ids_with_tests

ROOT = Path(__file__).parents[2]
SOME = """
import pytest

def test_F01_first(record_property):
    record_property("figure", "0 of 500 damaged")

@pytest.mark.parametrize("part", ["good", "bad"])
def test_F02_one_part_fails(part):
    assert part == "good"

def test_G0_no_secret_is_found():
    pass

def test_T01_throttled():
    pytest.skip("no network")
"""
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Writes a test module and prints the board of it."""

    def written(source: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        (tmp_path / "test_some.py").write_text(source)
        call = "import sys; from tests.torture.__main__ import main"
        call += "; sys.exit(main(sys.argv[2:], sys.argv[1:2]))"
        command = [sys.executable, "-c", call, str(tmp_path), "-n0", "-p", "no:cacheprovider"]
        return subprocess.run([*command, *arguments], cwd=ROOT, capture_output=True, text=True)

    return written


def of(case: str, output: str) -> str:
    return next(line for line in output.splitlines() if line.startswith(f"{case} "))


def test_no_case_is_dropped_from_the_list() -> None:
    assert Counter(case[0] for case in CASES) == dict(F=22, S=9, M=15, T=20, C=7, U=12, G=1)


def test_every_test_has_a_case() -> None:
    found = ids_with_tests(ROOT / folder for folder in WHERE)
    assert len(found) >= 55
    assert found <= set(CASES)


def test_a_name_in_a_text_is_no_test(tmp_path: Path) -> None:
    (tmp_path / "test_some.py").write_text(f"async def test_C01_it():\n    {SOME!r}\n")
    assert ids_with_tests([tmp_path]) == {"C01"}


def test_the_board_counts_all_cases_and_names_those_without_a_test(run: Run) -> None:
    done = run(SOME)
    assert done.returncode == 1
    assert "passed" in of("F01", done.stdout)
    assert "     0 of 500 damaged\n" in done.stdout
    assert "failed" in of("F02", done.stdout)
    assert "passed" in of("G0", done.stdout)
    assert "skipped" in of("T01", done.stdout)
    assert "     Skipped: no network\n" in done.stdout
    assert "missing" in of("T02", done.stdout)
    total = done.stdout.splitlines()[-1]
    assert total.startswith("2 of 86 cases passed; 82 have no test: C01 ")
    assert " F03 " in total and " F01 " not in total and " G0 " not in total


def test_a_missing_case_fails_the_board_although_all_tests_pass(run: Run) -> None:
    done = run(SOME, "-k", "F01")
    assert done.returncode == 1
    assert "not run" in of("F02", done.stdout)
    assert "passed" in of("G0", done.stdout)  # by what was run
    assert done.stdout.splitlines()[-1].startswith("2 of 86 cases passed; 82 have no test: ")


def test_a_whole_board_is_a_success(run: Run) -> None:
    done = run("\n".join(f"def test_{case}_it():\n    pass\n" for case in CASES))
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "86 of 86 cases passed")


OTHERS = """
def test_f_of_no_case():
    raise AssertionError

def test_S01_of_another_group():
    raise AssertionError
"""


def test_a_group_is_its_letters_cases_alone(tmp_path: Path) -> None:
    (tmp_path / "test_some.py").write_text(SOME.replace('"bad"', '"good"') + OTHERS)
    call = "import sys, pytest; from tests.torture.board import Board; "
    call += "sys.exit(pytest.main(sys.argv[1:], plugins=[Board(set(), 'F')]))"
    command = [sys.executable, "-c", call, str(tmp_path), "-n0", "-p", "no:cacheprovider", "-v"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert done.stdout.count(" PASSED ") == 3
