"""The one writer of the shared files among neighbours, murderers and full disks."""

import os
import random
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from pathlib import Path

import pytest
from botocore.configloader import raw_config_parse

from rolecall.core.errors import Refused, RolecallError
from rolecall.core.files import write_private
from rolecall.handover.credentials_file import write_profiles
from rolecall.handover.shared_file import rewrite
from tests.handover.role_sessions import KEY_ID, TAKEN, a_session

PROFILES = 200
OTHERS = b"".join(
    b"[p%d]\n# note\naws_access_key_id = ASIA%d\n\n" % (n, n) for n in range(PROFILES)
)
start = get_context("fork").Process


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "credentials"
    path.write_bytes(OTHERS)
    path.chmod(0o600)
    return path


def temporary_files(path: Path) -> list[Path]:
    sides = {path.name, f".{path.name}.rolecall-lock"}
    return [path.parent / name for name in os.listdir(path.parent) if name not in sides]


def test_sixteen_writers_at_once_lose_nothing_and_no_reader_sees_a_torn_file(path: Path) -> None:
    def write_three(number: int) -> None:
        for turn in range(3):
            write_profiles(str(path), {f"w{number}-{turn}": a_session()}, TAKEN)

    writers = [start(target=write_three, args=(number,)) for number in range(16)]
    for writer in writers:
        writer.start()
    reads = 0
    while any(writer.is_alive() for writer in writers):
        assert len(raw_config_parse(str(path))) >= PROFILES
        reads += 1
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0] * 16
    assert reads > 10
    assert len(raw_config_parse(str(path))) == PROFILES + 16 * 3
    assert path.read_bytes().startswith(OTHERS)
    assert temporary_files(path) == []


def test_killed_writer_leaves_the_old_file_or_the_new_one(path: Path) -> None:
    chance = random.Random(7)  # noqa: S311 - a seed, no secret
    sessions = [a_session(letter * 20, letter * 40, letter * 2000) for letter in "AB"]

    def write_for_ever() -> None:
        while True:
            for session in sessions:
                os.utime(path, (0, 0))  # at rest: more of the time goes to writing
                write_profiles(str(path), {"dev": session}, TAKEN)

    for _ in range(30):
        writer = start(target=write_for_ever)
        writer.start()
        for _ in range(chance.randrange(1, 12)):
            read = raw_config_parse(str(path))
            assert len(read.pop("dev", {})) in (0, 6)
            assert len(read) == PROFILES
        writer.kill()
        writer.join()
        section = raw_config_parse(str(path)).get("dev")
        if section is not None:
            letter = section["aws_access_key_id"][0]
            assert section["aws_secret_access_key"] == letter * 40
            assert section["aws_session_token"] == letter * 2000
        assert all(left.stat().st_mode & 0o777 == 0o600 for left in temporary_files(path))
    write_profiles(str(path), {"dev": a_session()}, TAKEN)
    assert temporary_files(path) == []
    assert path.read_bytes().startswith(OTHERS)


def test_next_writer_sweeps_what_a_killed_one_left(path: Path) -> None:
    def die_before_the_replace() -> None:
        write_private(str(path), b"new", lambda: os.kill(os.getpid(), signal.SIGKILL))

    writer = start(target=die_before_the_replace)
    writer.start()
    writer.join()
    (orphan,) = temporary_files(path)
    assert orphan.read_bytes() == b"new"
    assert orphan.stat().st_mode & 0o777 == 0o600
    assert path.read_bytes() == OTHERS
    write_profiles(str(path), {"dev": a_session()}, TAKEN)
    assert temporary_files(path) == []


def test_foreign_write_in_between_is_kept(path: Path) -> None:
    seen: list[bytes] = []

    def edit(data: bytes) -> bytes:
        if not seen:
            path.write_bytes(b"[foreign]\n" + data)
        seen.append(data)
        return data + b"[ours]\n"

    rewrite(str(path), edit)
    assert seen == [OTHERS, b"[foreign]\n" + OTHERS]
    assert path.read_bytes() == b"[foreign]\n" + OTHERS + b"[ours]\n"


def test_foreign_chmod_in_between_is_noticed(path: Path) -> None:
    seen: list[bytes] = []

    def edit(data: bytes) -> bytes:
        if not seen:
            path.chmod(0o644)
        seen.append(data)
        return data + b"[ours]\n"

    assert "0644" in rewrite(str(path), edit)[0]
    assert len(seen) == 2


def test_program_that_writes_for_ever_is_named_as_the_reason(path: Path) -> None:
    turns = 0

    def edit(data: bytes) -> bytes:
        nonlocal turns
        turns += 1
        path.write_bytes(b"# turn %d\n" % turns)
        return data + b"[ours]\n"

    with pytest.raises(Refused, match="keeps writing"):
        rewrite(str(path), edit)
    assert path.read_bytes() == b"# turn %d\n" % turns
    assert temporary_files(path) == []


def test_what_the_edit_raises_leaves_the_file(path: Path) -> None:
    def edit(data: bytes) -> bytes:
        raise Refused("no")

    with pytest.raises(Refused):
        rewrite(str(path), edit)
    assert path.read_bytes() == OTHERS
    assert temporary_files(path) == []


WRITE_ONE = (
    "import sys\n"
    "from tests.handover.role_sessions import TAKEN, a_session\n"
    "from rolecall.handover.credentials_file import write_profiles\n"
    "write_profiles(sys.argv[1], {'dev': a_session()}, TAKEN)\n"
)


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_data_reaches_the_disk_before_the_name_and_the_name_before_we_return(path: Path) -> None:
    calls = path.with_name("calls")
    here = str(Path(__file__).parents[2])
    wanted = "trace=flock,fsync,fdatasync,rename,renameat,renameat2"
    traced = ["strace", "-f", "-y", "-e", wanted, "-o", str(calls)]
    done = subprocess.run(
        [*traced, sys.executable, "-c", WRITE_ONE, str(path)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([here, *sys.path])},
        capture_output=True,
        text=True,
    )
    if "ptrace" in done.stderr:
        pytest.skip("this process may not be traced")
    assert done.returncode == 0, done.stderr
    locked, synced, renamed, folder = re.findall(
        r"^\d+ +(\w+\(.*\)) += 0$", calls.read_text(), re.M
    )
    assert locked.startswith("flock(")
    assert synced.startswith("fsync(")
    assert ".credentials.rolecall-" in synced
    assert renamed.startswith("rename")
    assert folder.startswith("fsync(")
    assert folder.endswith(f"<{path.parent}>)")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 64 KiB, which only root can have."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k,mode=700", "tmpfs", str(place)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("no file system can be mounted here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def fill_the_disk(disk: Path) -> None:
    with pytest.raises(OSError), open(disk / "filler", "wb", buffering=0) as filler:
        while True:
            filler.write(b"x" * 1024)


def make_read_only(disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)


@pytest.mark.parametrize(
    ("harm", "reason"),
    [(fill_the_disk, "the disk is full"), (make_read_only, "the file system is read-only")],
)
def test_disk_that_takes_nothing_leaves_the_file_and_says_so(
    small_disk: Path, harm: Callable[[Path], None], reason: str
) -> None:
    path = small_disk / "credentials"
    path.write_bytes(OTHERS)
    path.chmod(0o600)
    harm(small_disk)
    with pytest.raises(RolecallError, match=reason + "; nothing was changed") as refused:
        write_profiles(str(path), {"dev": a_session()}, TAKEN)
    assert KEY_ID not in refused.value.message
    assert path.read_bytes() == OTHERS
    assert temporary_files(path) in ([], [small_disk / "filler"])
