"""Rolecall's own files: the sessions it keeps, and what it remembers between runs."""

import os
from collections.abc import Iterator

from rolecall.core.files.own_files import ownership_fault
from rolecall.core.safe_text import safe_text
from rolecall.doctor.finding import Area, Finding, failing, ok, warning
from rolecall.doctor.setup import Setup

_AREA = Area.FILES


def folder_findings(setup: Setup) -> list[Finding]:
    """Returns what keeps Rolecall from its own files, and what reading them had to say."""
    paths = setup.paths
    sessions = list(_of(paths.sessions_folder, setup, "no session can be kept"))
    state = list(_of(os.path.dirname(paths.state_file), setup, "nothing can be remembered"))
    found = [*sessions, *state]
    told = {finding.text for finding in found}
    found += [warning(_AREA, line, hint) for line, hint in setup.notices if line not in told]
    if not found:
        where = safe_text(setup.shown(paths.sessions_folder))
        found.append(ok(_AREA, f"{where}: where sessions are kept, for you alone"))
    return found


def _of(folder: str, setup: Setup, outcome: str) -> Iterator[Finding]:
    if fault := ownership_fault(os.path.join(folder, "any"), depth=2):
        yield failing(_AREA, fault.message, fault.hint)
        return
    there = folder
    while not os.path.lexists(there) and there != os.path.dirname(there):
        there = os.path.dirname(there)
    name = safe_text(setup.shown(there))
    if not os.path.isdir(there):
        yield failing(
            _AREA,
            f"{name} is no folder: {outcome}.",
            "Move it away; Rolecall makes the folder itself.",
        )
    elif not os.access(there, os.W_OK | os.X_OK):
        yield failing(
            _AREA,
            f"{name} cannot be written to: {outcome}.",
            f"Check its owner and mode: ls -ld {name}",
        )
