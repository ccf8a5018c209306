"""Small files: atomic writes, reads that never block, and locks that name their holder."""

import errno
import os
import resource
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from stat import S_IMODE

import pytest

from rolecall.core.errors import Cancelled, ConfigError, Refused, RolecallError
from rolecall.core.files.file_errors import system_error
from rolecall.core.files.locks import locked, stop_waiting
from rolecall.core.files.private_files import read_bytes, sweep_orphans, write_private
from rolecall.core.notices import set_listener
from tests.processes.lock_holder import holder
from tests.processes.nobody import as_nobody


def test_file_is_private_whatever_the_umask(tmp_path: Path) -> None:
    for umask in (0o000, 0o022, 0o077):
        path = tmp_path / f"{umask:o}" / "deep" / "file"
        old = os.umask(umask)
        try:
            write_private(str(path), b"one")
        finally:
            os.umask(old)
        assert S_IMODE(path.stat().st_mode) == 0o600
        assert {S_IMODE(folder.stat().st_mode) for folder in list(path.parents)[:2]} == {0o700}


def test_wide_file_is_replaced_by_a_private_one(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    path.chmod(0o666)
    write_private(str(path), b"new")
    assert (path.read_bytes(), S_IMODE(path.stat().st_mode)) == (b"new", 0o600)


def test_what_is_raised_before_the_replace_leaves_the_old_file_and_nothing_else(
    tmp_path: Path,
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")

    def overtaken() -> None:
        assert len(os.listdir(tmp_path)) == 2
        raise KeyError

    with pytest.raises(KeyError):
        write_private(str(path), b"new", overtaken)
    assert os.listdir(tmp_path) == ["file"]
    assert path.read_bytes() == b"old"


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, 0, 9999])
def test_any_refusal_of_the_system_says_that_nothing_was_changed(
    tmp_path: Path, number: int
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")

    def fail() -> None:
        raise OSError(number, "as if")

    with pytest.raises(RolecallError, match="nothing was changed") as refused:
        write_private(str(path), b"new", fail)
    assert "\n" not in refused.value.message
    assert os.listdir(tmp_path) == ["file"]


def test_limit_on_file_sizes_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        with pytest.raises(RolecallError, match="nothing was changed"):
            write_private(str(path), b"x" * 100_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert os.listdir(tmp_path) == ["file"]
    assert path.read_bytes() == b"old"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_full_disk_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(OSError) as full, open("/dev/full", "wb", buffering=0) as disk:
        disk.write(b"x")
    said = system_error(full.value, "/home/a/.aws/credentials", "written", "; nothing was changed")
    assert said.message == (
        "/home/a/.aws/credentials could not be written: the disk is full; nothing was changed."
    )


@pytest.mark.parametrize(
    "attempt", [lambda path: write_private(path, b"new"), lambda path: locked(path).__enter__()]
)
def test_folder_one_may_not_write_is_said_in_words(
    tmp_path: Path, attempt: Callable[[str], None]
) -> None:
    tmp_path.chmod(0o555)
    assert as_nobody(tmp_path, attempt).endswith("permission denied; nothing was changed.")
    assert os.listdir(tmp_path) == []


def test_name_with_control_characters_is_shown_harmless(tmp_path: Path) -> None:
    with pytest.raises(RolecallError) as refused:
        write_private(str(tmp_path / "a\x1b]0;title\x07" / ("n" * 300)), b"")
    assert "\x1b" not in refused.value.message


def test_reading_gives_the_bytes_or_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"a\r\n\x00")
    assert read_bytes(str(tmp_path / "file")) == b"a\r\n\x00"
    assert read_bytes(str(tmp_path / "none")) is None
    assert read_bytes(str(tmp_path / "no" / "folder")) is None


def test_reading_stops_at_the_bound(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x" * 1024)
    assert read_bytes(str(tmp_path / "file"), 1024) == b"x" * 1024
    with pytest.raises(ConfigError, match="larger"):
        read_bytes(str(tmp_path / "file"), 1023)


def test_reading_never_waits_for_what_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    (tmp_path / "loop").symlink_to("loop")
    places = [tmp_path / name for name in ("fifo", "folder", "file/under", "loop")]
    for path in [*places, Path("/dev/zero"), Path("/dev/null")]:
        with pytest.raises(RolecallError):
            read_bytes(str(path))


def test_orphans_of_killed_writers_go_and_nothing_else_does(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_private(
        str(path), b"", lambda: os.link(*[tmp_path / n for n in (_only(tmp_path), "kept")])
    )
    orphan = f".file.rolecall-123-{'0' * 16}"
    others = [f".file2.rolecall-1-{'0' * 16}", ".file.rolecall-lock", "file.rolecall-1", ".file.x"]
    for name in [orphan, *others]:
        (tmp_path / name).touch()
    sweep_orphans(str(path))
    assert set(os.listdir(tmp_path)) == {"file", "kept", *others}


def _only(folder: Path) -> str:
    (name,) = os.listdir(folder)
    return name


def test_held_lock_tells_who_holds_it_then_gives_up(tmp_path: Path) -> None:
    path = tmp_path / "file"
    messages: list[str] = []
    with holder(path) as process:
        with (
            pytest.raises(RolecallError, match=f"process {process.pid}"),
            locked(str(path), patience=0.1, on_wait=messages.append, quiet=0.02),
        ):
            raise AssertionError("two hold one lock")
        process.communicate()
    assert len(messages) == 1
    assert f"process {process.pid}" in messages[0]


def test_a_queue_that_moves_is_waited_in_beyond_the_patience_with_one_holder(
    tmp_path: Path,
) -> None:
    held: list[int] = []

    def hold_for_a_while(number: int) -> None:
        with locked(str(tmp_path / "file"), patience=1.2):
            held.append(number)
            threading.Event().wait(0.3)

    queue = [threading.Thread(target=hold_for_a_while, args=(number,)) for number in range(8)]
    for waiting in queue:
        waiting.start()
    for waiting in queue:
        waiting.join()
    assert sorted(held) == list(range(8))


def test_lock_of_a_killed_holder_is_free_at_once(tmp_path: Path) -> None:
    path = tmp_path / "file"
    with holder(path) as process:
        process.send_signal(signal.SIGKILL)
        process.wait()
        with locked(str(path), patience=0.0):
            pass
    side = tmp_path / ".file.rolecall-lock"
    assert side.read_text() == str(os.getpid())
    assert S_IMODE(side.stat().st_mode) == 0o600


def test_two_in_one_process_exclude_each_other(tmp_path: Path) -> None:
    path = str(tmp_path / "file")
    with (
        locked(path),
        pytest.raises(RolecallError, match=str(os.getpid())),
        locked(path, patience=0.0),
    ):
        raise AssertionError("two hold one lock")
    with locked(path, patience=0.0):
        pass


def test_lock_that_is_a_link_or_no_file_is_refused(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_bytes(b"kept")
    side = tmp_path / ".file.rolecall-lock"
    side.symlink_to(target)
    with pytest.raises(Refused, match="symbolic link"), locked(str(tmp_path / "file")):
        raise AssertionError("locked through a link")
    side.unlink()
    os.mkfifo(side)
    with pytest.raises(Refused, match="regular file"), locked(str(tmp_path / "file")):
        raise AssertionError("locked a pipe")
    assert target.read_bytes() == b"kept"


def test_a_wait_that_was_told_can_be_stopped(tmp_path: Path) -> None:
    path = tmp_path / "file"
    told = threading.Event()
    ended: list[RolecallError] = []

    def wait() -> None:
        try:
            with locked(str(path), quiet=0.01):
                raise AssertionError("two hold one lock")
        except RolecallError as error:
            ended.append(error)

    assert not stop_waiting()
    set_listener(lambda line, hint: told.set())
    with holder(path) as process:
        waiting = threading.Thread(target=wait)
        waiting.start()
        assert told.wait(30)
        assert stop_waiting()
        waiting.join(30)
        process.communicate()
    assert isinstance(ended[0], Cancelled)
    assert not stop_waiting()
    with locked(str(path), patience=0.0):
        pass
