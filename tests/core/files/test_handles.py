"""Files are always closed, and written completely or not at all."""

import errno
import os
import resource
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from rolecall.core.errors import RolecallError
from rolecall.core.files.in_place import replace_or_overwrite
from rolecall.core.files.locks import locked
from rolecall.core.files.private_files import read_bytes, sync_folder, write_private

OPEN = "/proc/self/fd"
needs_proc = pytest.mark.skipif(not os.path.isdir(OPEN), reason="no /proc to count handles in")


def refuse() -> None:
    raise RolecallError("no", "")


def lock_and_raise(path: Path) -> None:
    with locked(str(path)):
        refuse()


def lock_in_vain(path: Path) -> None:
    with locked(str(path)), locked(str(path), patience=0.05):
        raise AssertionError("both have it")


USES: dict[str, Callable[[Path], object]] = {
    "read": lambda path: read_bytes(str(path)),
    "read what is missing": lambda path: read_bytes(f"{path}-missing"),
    "read a folder": lambda path: read_bytes(str(path.parent)),
    "read what is too long": lambda path: read_bytes(str(path), 2),
    "write": lambda path: write_private(str(path), b"new"),
    "write, and be refused": lambda path: write_private(str(path), b"new", refuse),
    "write where no folder can be": lambda path: write_private(f"{path}/new", b"new"),
    "sync": lambda path: sync_folder(str(path.parent)),
    "lock": lambda path: locked(str(path)).__enter__(),
    "lock, and raise": lock_and_raise,
    "lock what is held": lock_in_vain,
}


@needs_proc
@pytest.mark.parametrize("name", list(USES))
def test_no_handle_is_left_open(tmp_path: Path, name: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"content")
    before = len(os.listdir(OPEN))
    for _ in range(3):
        with suppress(RolecallError, OSError):
            USES[name](path)
    assert len(os.listdir(OPEN)) == before


@contextmanager
def files_end_at(size: int) -> Iterator[None]:
    """No file can grow beyond `size` bytes: the system writes up to there, and then nothing."""
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


def test_a_write_that_the_system_cuts_short_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"whole")
    with files_end_at(10), pytest.raises(RolecallError, match="nothing was changed"):
        write_private(str(path), b"longer than ten bytes")
    assert path.read_bytes() == b"whole"
    assert os.listdir(tmp_path) == ["file"]


def test_a_file_of_just_the_size_that_fits_is_written(tmp_path: Path) -> None:
    path = tmp_path / "file"
    with files_end_at(10):
        write_private(str(path), b"ten bytes.")
    assert path.read_bytes() == b"ten bytes."


@needs_proc
@pytest.mark.parametrize("size", [5, 100])
def test_writing_over_what_cannot_be_renamed_leaves_no_handle_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    """As over a mount point, onto which rename(2) fails; the second content is cut short."""
    path, temporary = tmp_path / "file", tmp_path / "temporary"
    path.write_bytes(b"whole")

    def busy(source: str, target: str) -> None:
        raise OSError(errno.EBUSY, "injected")

    monkeypatch.setattr(os, "replace", busy)
    before = len(os.listdir(OPEN))
    temporary.write_bytes(b"x" * size)
    with suppress(OSError), files_end_at(10):
        replace_or_overwrite(str(temporary), str(path))
    assert path.read_bytes() == (b"x" * 5 if size == 5 else b"whole")
    assert len(os.listdir(OPEN)) == before
