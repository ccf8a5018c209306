"""Looks at the files that a run has left: its own folders, and what it shares with the machine."""

import os
import shutil
import stat
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from tests.canaries.record import MADE, Record
from tests.canaries.rules import PRINTED, rule_of

_HISTORIES = (
    ".bash_history", ".zsh_history", ".histfile", ".python_history", ".sh_history", ".history",
    ".local/share/fish/fish_history", ".aws/cli/history/history.db",
)  # fmt: skip
_OWN = (".cache/rolecall", ".local/state/rolecall", ".config/rolecall", ".aws", ".saml")
_SKIPPED = {".git", ".venv", "__pycache__", ".mypy_cache", ".ruff_cache", "node_modules"}
_CRASHES = ("/var/crash", "/var/lib/systemd/coredump")
_LONGEST = 256 << 20  # bytes of one file


class Places:
    """The machine as it is before a run; afterwards, `look` looks at what has come since."""

    def __init__(self, root: Path, logs: Path = Path("/var/log")) -> None:
        self._root = root  # the repository, in which tests and programs start
        self._logs = logs
        self._began = time.time()
        self._temporary = {Path(place) for place in (os.environ.get("TMPDIR", "/tmp"), "/var/tmp")}
        self._temporary |= {Path("/dev/shm"), Path(os.environ.get("XDG_RUNTIME_DIR", "/nowhere"))}
        self._before = {entry for place in self._temporary for entry in _entries(place)}

    def look(self, record: Record, folder: Path) -> None:
        """Look at the run's own `folder`, and for the run's own secrets everywhere else."""
        for path in _files(folder):
            _look_at(record, path, path.relative_to(folder))
        only = record.all_made(MADE)
        home = Path.home()
        for name in _HISTORIES:
            self._look_if_new(record, home / name, "history", only)
        new = [entry for place in self._temporary for entry in _entries(place) - self._before]
        shared = [entry for entry in new if entry not in (folder, *folder.parents)]
        for top in (*shared, self._root, *(home / name for name in _OWN)):
            for path in _files(top):
                if path.suffix != ".py":  # a test may hold the secret that it registers
                    self._look_if_new(record, path, _kind_of(path), only)
        for place in _CRASHES:
            for path in _files(Path(place)):
                self._look_if_new(record, path, "core", only)
        for path in _files(self._logs):
            self._look_if_new(record, path, "system log", only)
        self._look_at_the_journal(record, only)

    def _look_if_new(self, record: Record, path: Path, kind: str, only: set[bytes]) -> None:
        try:
            if path.stat().st_mtime < self._began:
                return
        except OSError:
            return
        if rule_of(path) is None:
            record.look(kind, _read(path), str(path), only=only or {b"-"})

    def _look_at_the_journal(self, record: Record, only: set[bytes]) -> None:
        if shutil.which("journalctl") is None:
            return
        since = [
            "journalctl",
            "--quiet",
            "--no-pager",
            "--output=cat",
            f"--since=@{self._began:.0f}",
        ]
        done = subprocess.run(since, stdin=subprocess.DEVNULL, capture_output=True, check=False)
        record.look("system log", done.stdout, "journal", only=only or {b"-"})


def _look_at(record: Record, path: Path, shown: Path) -> None:
    """Look at a file of the run's own folder, and at its name."""
    data, rule = _read(path), rule_of(path)
    record.look("file name", str(shown), f"in {shown.parent}" if shown.parent.name else str(shown))
    record.look(_kind_of(path), data, str(shown), allowed=PRINTED if rule is None else rule.allowed)


def _kind_of(path: Path) -> str:
    if path.suffix == ".svg":
        return "shot"
    if path.name == "core" or path.name.startswith("core."):
        return "core"
    return "history" if "history" in path.name else "file"


def _entries(folder: Path) -> set[Path]:
    try:
        return set(folder.iterdir())
    except OSError:
        return set()


def _files(top: Path) -> Iterator[Path]:
    """The regular files at or below a path, links not followed."""
    if top.is_file() and not top.is_symlink():
        yield top
    for parent, folders, names in os.walk(top):
        folders[:] = [name for name in folders if name not in _SKIPPED]
        for name in names:
            path = Path(parent, name)
            try:
                if stat.S_ISREG(path.lstat().st_mode):
                    yield path
            except OSError:  # gone meanwhile
                continue


def _read(path: Path) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read(_LONGEST)
    except OSError:
        return b""
