"""The page of full runs: all cases, merged from what was kept of each group."""

from pathlib import Path

import pytest

from tests.torture.__main__ import PAGE
from tests.torture.beside import files
from tests.torture.beside.measurements import MEASUREMENTS
from tests.torture.beside.tools import Measure
from tests.torture.cases import CASES
from tests.torture.table import kept
from tests.torture.table.page import NAMES, page


def row(text: str, case: str) -> list[str]:
    (line,) = (line for line in text.splitlines() if line.startswith(f"| {case} |"))
    return [cell.strip() for cell in line.strip("|").split(" | ")]


def test_every_case_has_a_row(tmp_path: Path) -> None:
    text = page(kept.groups(tmp_path), {})
    assert {row(text, case)[2] for case in CASES} == {"not run in full"}
    assert "**0 of 86 cases passed in full.**" in text
    assert {case[0] for case in CASES} == set(NAMES)


def test_groups_are_merged_and_a_later_run_replaces_its_own(tmp_path: Path) -> None:
    leaks = "{} leaks of 1,000 secrets in 20,000 places: 20,000 × file"
    kept.keep("F", {"F01": ("failed", "1 of 2")}, 61, tmp_path)
    kept.keep("F", {"F01": ("passed", "0 of 500"), "G0": ("passed", leaks.format(0))}, 61, tmp_path)
    kept.keep("S", {"S01": ("failed", "a|b"), "G0": ("passed", leaks.format(0))}, 1, tmp_path)
    kept.keep_beside("F01", "AWS CLI 1", "4 of 9", tmp_path)
    kept.keep_beside("F01", "AWS CLI 1", "5 of 9", tmp_path)
    text = page(kept.groups(tmp_path), kept.beside(tmp_path))
    assert row(text, "F01") == ["F01", CASES["F01"], "passed", "0 of 500", "AWS CLI 1: 5 of 9"]
    assert "failed | a\\|b |" in text
    assert row(text, "G0")[2:4] == [
        "passed",
        "0 leaks of 2,000 secrets in 40,000 places, in the runs of F, S",
    ]
    assert "**2 of 86 cases passed in full.**" in text
    (line,) = (line for line in text.splitlines() if line.startswith("- F "))
    assert line.startswith("- F (1 min), S (1 min) on 20") and "Python 3." in line


def test_one_group_with_a_leak_fails_the_gate(tmp_path: Path) -> None:
    kept.keep("F", {"G0": ("failed", "1 leaks of 5 secrets in 6 places: …")}, 1, tmp_path)
    kept.keep("S", {"G0": ("passed", "0 leaks of 5 secrets in 6 places: …")}, 1, tmp_path)
    text = page(kept.groups(tmp_path), {})
    assert row(text, "G0")[2:4] == [
        "failed",
        "1 leaks of 10 secrets in 12 places, in the runs of F, S",
    ]


def test_the_page_in_the_repository_has_today_s_cases() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert [case for case in CASES if row(text, case)[1] != CASES[case]] == []
    assert str(Path.home()) not in text


def test_measurements_beside_belong_to_cases() -> None:
    assert len({one.case for one in MEASUREMENTS}) >= 8
    assert {one.case for one in MEASUREMENTS} <= set(CASES)


@pytest.mark.parametrize("measure", [files.bytes_changed, files.nasty])
def test_another_program_is_measured(measure: Measure, tmp_path: Path) -> None:
    assert " of " in measure(tmp_path)
