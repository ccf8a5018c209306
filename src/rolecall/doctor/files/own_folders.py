"""Rolecall's own files: the sessions it keeps, and what it remembers between runs."""

import os
from collections.abc import Callable, Iterator, Mapping

from rolecall.core.files.own_files import ownership_fault
from rolecall.core.paths import CACHE, KEYRING, RUNTIME, Paths
from rolecall.core.safe_text import safe_text
from rolecall.doctor.finding import Area, Finding, failing, ok, warning
from rolecall.doctor.setup import Setup
from rolecall.sessions.places.runtime_folder import file_system_of, runtime_fault

_AREA = Area.FILES
_IN_MEMORY = ("tmpfs", "ramfs")
_PLACES: Mapping[str, tuple[Callable[[Paths], str], str]] = {
    CACHE: (lambda paths: paths.sessions_folder, "for you alone"),
    RUNTIME: (lambda paths: paths.runtime_sessions, "in memory until you log out"),
    KEYRING: (lambda paths: paths.sealed_folder, "sealed with a key of the system keyring"),
}


def folder_findings(setup: Setup) -> list[Finding]:
    """Returns what keeps Rolecall from its own files, and what reading them had to say."""
    paths = setup.paths
    sessions = _sessions(setup)
    state = list(_of(os.path.dirname(paths.state_file), setup, "nothing can be remembered"))
    found = [*sessions, *state]
    told = {finding.text for finding in found}
    found += [warning(_AREA, line, hint) for line, hint in setup.notices if line not in told]
    if not found:
        folder, how = _PLACES[setup.settings.store]
        where = safe_text(setup.shown(folder(paths)))
        found.append(ok(_AREA, f"{where}: where sessions are kept, {how}"))
    return found


def _sessions(setup: Setup) -> list[Finding]:
    """Returns what keeps sessions from being kept where the settings say."""
    where = setup.settings.store
    if where != RUNTIME:
        folder, _ = _PLACES[where]
        return list(_of(folder(setup.paths), setup, "no session can be kept"))
    if fault := runtime_fault(setup.env):
        return [failing(_AREA, fault.message, fault.hint)]
    runtime = setup.paths.runtime_folder
    kind = file_system_of(runtime)
    if kind in ("", *_IN_MEMORY):
        return []
    return [
        warning(
            _AREA,
            f"{safe_text(runtime)} (XDG_RUNTIME_DIR) is not in memory, but on {safe_text(kind)}.",
            "Sessions outlast your logout there: log in anew, or name a folder on a tmpfs.",
        )
    ]


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
