"""Every case of the scoreboard has tests and a meaning."""

import re
from pathlib import Path

from tests.torture.__main__ import WHERE
from tests.torture.cases import CASES

ROOT = Path(__file__).parents[2]


def test_every_case_has_tests_and_every_test_a_case() -> None:
    modules = [path for folder in WHERE for path in (ROOT / folder).rglob("test_*.py")]
    named = "\n".join(path.read_text() for path in modules)
    assert set(re.findall(r"def test_([A-Z]\d\d)_", named)) == set(CASES)
