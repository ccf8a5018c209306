"""Collects the cases of a run by their ids, with the result and the figures of each."""

import re
from collections.abc import Sequence, Set

import pytest

from tests.torture.cases import CASES

_CASE = re.compile(rf"::test_({'|'.join(CASES)})_")


class Board:
    """A pytest plug-in that records the result of each case; `tested` are the ids with tests.

    `group` is the letter of the only cases to run, in this process; empty for all.
    """

    def __init__(self, tested: Set[str], group: str = "") -> None:
        self._group = group
        self.missing = [case for case in CASES if case not in tested]
        self._reports: dict[str, list[pytest.TestReport]] = {}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave out the tests of other groups, if there is one."""
        if self._group:
            begin = f"test_{self._group}"
            items[:] = [
                item for item in items if _CASE.search(item.nodeid) and item.name.startswith(begin)
            ]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        case = _CASE.search(report.nodeid)
        if case and (report.when == "call" or report.outcome != "passed"):
            self._reports.setdefault(case[1], []).append(report)

    def results(self) -> dict[str, tuple[str, str]]:
        """The outcome and the figures of each case that ran."""
        return {
            case: (_outcome(reports), _words(reports)) for case, reports in self._reports.items()
        }

    def lines(self) -> list[str]:
        """One line or two per case, and a total of all cases: run, left out, or without a test."""
        lines = [self._line(case) for case in sorted(CASES)]
        passed = sum(_outcome(reports) == "passed" for reports in self._reports.values())
        total = f"{passed} of {len(CASES)} cases passed"
        if self.missing:
            total += f"; {len(self.missing)} have no test: {' '.join(self.missing)}"
        return [*lines, total]

    def _line(self, case: str) -> str:
        if reports := self._reports.get(case, []):
            return f"{case:<3}  {_outcome(reports):<8}{CASES[case]}\n     {_words(reports)}"
        return f"{case:<3}  {'missing' if case in self.missing else 'not run':<8}{CASES[case]}"


def _words(reports: Sequence[pytest.TestReport]) -> str:
    figures = [str(text) for report in reports for name, text in report.user_properties if text]
    skipped = [str(report.longrepr[2]) for report in reports if isinstance(report.longrepr, tuple)]
    return "; ".join(dict.fromkeys(figures + skipped)) or f"{len(reports)} tests"


def _outcome(reports: Sequence[pytest.TestReport]) -> str:
    """One failure fails a case; a skipped part beside passed ones is a pass."""
    found = {report.outcome for report in reports}
    return next((word for word in ("failed", "passed") if word in found), "skipped")
