"""The pytest plug-in: looks for secrets all through a run, and reports the case G0 at its end.

Active where ROLECALL_CANARIES is set, to anything.
"""

import os
import shutil
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.canaries.outputs import read_along_with_shots, watch
from tests.canaries.places import Places
from tests.canaries.processes import Sampler
from tests.canaries.record import VARIABLE, Finding, Record, begin
from tests.canaries.rules import COPIED

CASE = "tests/canaries/plugin.py::test_G0_no_secret_of_the_run_is_anywhere"
_KEY = "canaries"  # of what a worker sends
_SHOWN = 40  # findings


def pytest_configure(config: pytest.Config) -> None:
    if not os.environ.get(VARIABLE) or config.pluginmanager.has_plugin("canaries"):
        return
    if hasattr(config, "workerinput"):
        config.pluginmanager.register(Gate(begin(Path(os.environ[VARIABLE]))), "canaries")
    else:
        folder = Path(tempfile.mkdtemp(prefix="rolecall-canaries-"))
        os.environ[VARIABLE] = str(folder)
        config.pluginmanager.register(
            Controller(begin(folder), folder, config.rootpath), "canaries"
        )


class Gate:
    """Watches one process that runs tests."""

    def __init__(self, record: Record) -> None:
        self.record = record
        watch(record)

    def pytest_runtest_call(self) -> None:
        read_along_with_shots(self.record)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if hasattr(session.config, "workeroutput"):
            found = [tuple(finding) for finding in self.record.found]
            session.config.workeroutput[_KEY] = [dict(self.record.looked), found]


class Controller(Gate):
    """Watches the whole run as well: its reports, its processes, and what it leaves."""

    def __init__(self, record: Record, folder: Path, root: Path) -> None:
        super().__init__(record)
        self._folder = folder
        self._places = Places(root)
        self._sampler: Sampler | None = None
        self._lines: list[str] = []

    @property
    def rounds(self) -> int:
        """How often processes have been sampled."""
        return self._sampler.rounds if self._sampler else 0

    @pytest.hookimpl(trylast=True)
    def pytest_sessionstart(self, session: pytest.Session) -> None:
        self._sampler = Sampler(self.record, str(_base_folder(session.config)))
        self._sampler.start()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.nodeid == CASE:
            return
        self.record.look("report", report.longreprtext, report.nodeid)
        for name, text in (*report.sections, *report.user_properties):
            if text:
                where = f"{report.nodeid}, {name}"
                self.record.look("report", str(text), where, allowed=COPIED)

    def pytest_warning_recorded(self, warning_message: Any, nodeid: str) -> None:
        self.record.look("report", str(warning_message.message), f"{nodeid}, warning")

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        looked, found = getattr(node, "workeroutput", {}).get(_KEY, [{}, []])
        self.record.looked += Counter(looked)
        self.record.found += [Finding(*finding) for finding in found]

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Any:
        result = yield  # the workers have ended
        if session.config.option.collectonly or self._sampler is None:
            return result
        self._sampler.stop()
        self._places.look(self.record, _base_folder(session.config))
        made = self.record.all_made()
        shutil.rmtree(self._folder)
        found = list(dict.fromkeys(self.record.found))
        report = pytest.TestReport(
            CASE,
            (CASE.partition("::")[0], 0, CASE.rpartition("::")[2]),
            {},
            "failed" if found else "passed",
            "\n".join(map(str, found[:_SHOWN])) if found else None,
            "call",
            user_properties=[("figure", self._figure(len(made), len(found)))],
        )
        self._lines = [self._figure(len(made), len(found)), *map(str, found)]
        session.config.hook.pytest_runtest_logreport(report=report)
        if found and session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        return result

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        terminalreporter.section("secrets (G0)")
        for line in self._lines[: 1 + _SHOWN]:
            terminalreporter.write_line(line)

    def _figure(self, made: int, found: int) -> str:
        looked = self.record.looked
        kinds = ", ".join(f"{count:,} × {kind}" for kind, count in sorted(looked.items()))
        return f"{found} leaks of {made:,} secrets in {looked.total():,} places: {kinds}"


def _base_folder(config: pytest.Config) -> Path:
    """The folder with the temporary folders of all tests."""
    factory: pytest.TempPathFactory = config._tmp_path_factory  # type: ignore[attr-defined]
    return factory.getbasetemp()
