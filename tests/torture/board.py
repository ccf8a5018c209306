"""Collects the cases of a run by their ids, with the result and the figures of each."""

import re
from collections.abc import Sequence

import pytest

from tests.torture.cases import CASES

_CASE = re.compile(r"::test_([A-Z][0-9]{2})_(\w+)")


class Board:
    """A pytest plug-in that records the result of each case."""

    def __init__(self) -> None:
        self._reports: dict[str, list[pytest.TestReport]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        case = _CASE.search(report.nodeid)
        if case and (report.when == "call" or report.outcome != "passed"):
            self._reports.setdefault(case[1], []).append(report)

    def lines(self) -> list[str]:
        """One line per case, and a total."""
        lines = [_line(case, reports) for case, reports in sorted(self._reports.items())]
        passed = sum(_outcome(reports) == "passed" for reports in self._reports.values())
        return [*lines, f"{passed} of {len(self._reports)} cases passed"]


def _line(case: str, reports: Sequence[pytest.TestReport]) -> str:
    figures = [str(text) for report in reports for name, text in report.user_properties if text]
    skipped = [str(report.longrepr[2]) for report in reports if isinstance(report.longrepr, tuple)]
    words = "; ".join(dict.fromkeys(figures + skipped)) or f"{len(reports)} tests"
    return f"{case}  {_outcome(reports):<8}{CASES[case]}\n     {words}"


def _outcome(reports: Sequence[pytest.TestReport]) -> str:
    """One failure fails a case; a skipped part beside passed ones is a pass."""
    found = {report.outcome for report in reports}
    return next((word for word in ("failed", "passed") if word in found), "skipped")
