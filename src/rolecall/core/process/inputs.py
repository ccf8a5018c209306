"""What a run has read: the files, as they were, and the variables of the environment.

Nothing is noted until `watch_inputs`. Whoever reads a file notes it first, so that a change while
it is read counts as one. What cannot be noted, such as a folder's names or the working directory,
calls `forget_inputs`: of such a run nobody can say later whether it would end the same.
"""

import os
import stat
from collections.abc import Collection, Iterator, Mapping

State = list[int]  # of a file, by `state_of`

_files: dict[str, State] | None = None


class NotedEnvironment(Mapping[str, str]):
    """An environment that notes which of its variables were read."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = env
        self.names: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.names.add(name)
        return self._env[name]

    def __iter__(self) -> Iterator[str]:
        forget_inputs()
        return iter(self._env)

    def __len__(self) -> int:
        return len(self._env)


class ChangedEnvironment(Mapping[str, str]):
    """An environment with some variables set and, where those are not among them, some left out."""

    def __init__(
        self, env: Mapping[str, str], changed: Mapping[str, str], without: Collection[str]
    ) -> None:
        self._env, self._changed, self._without = env, changed, without

    def __getitem__(self, name: str) -> str:
        if name in self._changed:
            return self._changed[name]
        if name in self._without:
            raise KeyError(name)
        return self._env[name]

    def __iter__(self) -> Iterator[str]:
        others = (name for name in self._env if name not in self._without)
        return iter(dict.fromkeys((*self._changed, *others)))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def watch_inputs() -> None:
    """Begins to note."""
    global _files
    _files = {}


def note_file(path: str) -> None:
    """Notes a file or folder that is about to be read or looked for."""
    if _files is not None and path not in _files:
        _files[path] = state_of(path)


def forget_inputs() -> None:
    """Ends the noting: this run has an input that cannot be noted."""
    global _files
    _files = None


def noted_files() -> dict[str, State] | None:
    """Returns the files and folders that were noted; None where some could not be."""
    return _files


def state_of(path: str) -> State:
    """Returns numbers that change with a file and with who may write it; empty for none.

    Of a folder they do not tell which files are in it. The times come first, in nanoseconds.
    """
    try:
        found = os.stat(path)
    except OSError:
        return []
    owned = [found.st_dev, found.st_ino, found.st_mode, found.st_uid]
    if stat.S_ISDIR(found.st_mode):
        return [0, 0, *owned]
    return [found.st_mtime_ns, found.st_ctime_ns, *owned, found.st_size]
