"""SECURITY.md: each test and case it relies on exists, and it names what holds secrets."""

import re

from tests.make_docs.pages import ROOT
from tests.torture.__main__ import WHERE
from tests.torture.cases import CASES, ids_with_tests

PAGE = (ROOT / ".github" / "SECURITY.md").read_text(encoding="utf-8")
CASE = re.compile(r"\b([A-Z]\d{1,2})\b")


def test_every_test_it_names_is_there() -> None:
    named = set(re.findall(r"`(test_\w+)`", PAGE))
    tests = "\n".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
    assert len(named) > 5
    assert {name for name in named if f"def {name}(" not in tests} == set()


def test_every_case_it_names_has_a_test_unless_it_says_otherwise() -> None:
    missing = re.search(r"Cases that the\s+scoreboard prints as missing.*?\n\n", PAGE, re.DOTALL)
    without = set(CASES) - ids_with_tests(ROOT / folder for folder in WHERE)
    said = set(CASE.findall(missing[0])) if missing else set()
    held = set(CASE.findall(PAGE.replace(missing[0], "") if missing else PAGE))
    assert len(held) > 10
    assert held <= set(CASES) - without
    assert said <= without


def test_links_lead_to_files_and_headings_that_are_there() -> None:
    links = re.findall(r"\]\(([^)]+)\)", PAGE)
    assert links
    headings = re.findall(r"^###? (.*)$", PAGE, re.MULTILINE)
    anchors = {"#" + heading.lower().replace(" ", "-") for heading in headings}
    for link in links:
        assert link in anchors or (ROOT / ".github" / link).is_file(), link
