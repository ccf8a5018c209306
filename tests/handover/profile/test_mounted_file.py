"""A shared file that is a mount point, as in containers, and can only be overwritten."""

import errno
import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from rolecall.catalog.accounts.accounts_writer import add_account
from rolecall.catalog.aws_config import load_profiles
from rolecall.core.errors import RolecallError
from rolecall.handover.profile.credentials_file import check_profile, write_profiles
from rolecall.handover.profile.our_profiles import our_profiles
from rolecall.handover.profile.shared_file import read_for_writing, rewrite
from tests.drivers.program import PATIENCE, Done, Program
from tests.judges.credentials_judge import write_settled
from tests.samples.role_sessions import TAKEN, a_session

OLD = b"[default]\naws_access_key_id = ASIA1\n# " + b"x" * 9_000 + b"\n"
NEW = OLD.replace(b"ASIA1", b"ASIA2") + b"[more]\nregion = eu-west-1\n" * 300
SHORT = b"[default]\n"
SIDES = {".credentials.rolecall-lock", "credentials"}

# The host's file is outside the home folder; only the script sees the mount.
MOUNTED = """
host=$1 credentials=$2
shift 2
mount --bind "$host" "$credentials" || exit 99
HARM
"$@"
"""


def mounted(program: Program, host: Path, *words: str, harm: str = "") -> Done:
    if not shutil.which("unshare"):
        pytest.skip("unshare is not installed")
    script = ["bash", "-c", MOUNTED.replace("HARM", harm), "bash", str(host)]
    for way in (["unshare", "-m"], ["unshare", "-rm"]):
        done = subprocess.run(
            [*way, *script, program.paths.aws_credentials, *program.command(*words)],
            env=program.env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
        if "unshare" not in done.stderr and done.returncode != 99:
            return done
    pytest.skip("nothing may be mounted here")


@pytest.fixture
def host(program: Program, tmp_path: Path) -> Path:
    """The host's file, with the base profile in it."""
    path = tmp_path / "host-credentials"
    shutil.copy(program.paths.aws_credentials, path)
    path.chmod(0o600)
    return path


def test_a_bind_mount_is_written_and_forgotten_in_place(program: Program, host: Path) -> None:
    before, inode = host.read_bytes(), host.stat().st_ino
    program.sign_in("production")
    done = mounted(program, host, "profile", "production")
    assert (done.returncode, done.stdout) == (0, "production-read\n"), done.stderr
    assert b"[production-read]\n" in host.read_bytes()
    assert host.read_bytes().startswith(before)
    assert set(our_profiles(str(host))) == {"production-read"}
    done = mounted(program, host, "forget", "production")
    assert done.returncode == 0, done.stderr
    assert host.read_bytes() == before
    assert (host.stat().st_ino, host.stat().st_mode & 0o777) == (inode, 0o600)
    beside = os.listdir(os.path.dirname(program.paths.aws_credentials))
    assert [name for name in beside if name.endswith(("before", "after"))] == []


def test_a_mount_that_is_read_only_is_refused_before_a_code_is_spent(
    program: Program, host: Path
) -> None:
    before = host.read_bytes()
    code = ("--mfa-code", program.code())
    harm = 'mount -o remount,bind,ro "$credentials" || exit 99'
    done = mounted(program, host, "profile", "production", *code, harm=harm)
    assert (done.returncode, done.stdout) == (1, "")
    assert "the file system is read-only; nothing was changed" in done.stderr
    assert not program.aws.calls
    assert host.read_bytes() == before


# Injected: rename(2) fails as it does for a mount point.


@pytest.fixture(params=["EBUSY", "EXDEV"])
def mount(tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "credentials"
    write_settled(path, OLD)
    really = os.replace

    def replace(source: str, target: str) -> None:
        if os.fspath(target) == str(path):
            raise OSError(getattr(errno, request.param), "injected")
        really(source, target)

    monkeypatch.setattr(os, "replace", replace)
    return path


@pytest.mark.parametrize("content", [NEW, SHORT, b""])
def test_what_cannot_be_replaced_is_written_over(mount: Path, content: bytes) -> None:
    inode = mount.stat().st_ino
    assert rewrite(str(mount), lambda data: content) == ()
    assert (mount.read_bytes(), mount.stat().st_ino) == (content, inode)
    assert set(os.listdir(mount.parent)) == SIDES


def test_an_account_is_added_to_a_mounted_file_as_well(mount: Path) -> None:
    write_settled(mount, b'{"a": "111111111111"}')
    add_account(str(mount), "b", "222222222222")
    assert mount.read_bytes() == b'{"a": "111111111111", "b": "222222222222"}'
    assert set(os.listdir(mount.parent)) == SIDES


def killed_after(monkeypatch: pytest.MonkeyPatch, path: Path, count: int, content: bytes) -> None:
    """Write `content` in a process that is killed after `count` bytes of it."""
    if (child := os.fork()) == 0:
        really = os.write

        def write(handle: int, data: bytes) -> int:
            if os.path.samestat(os.fstat(handle), os.stat(path)):
                really(handle, bytes(data[:count]))
                os.kill(os.getpid(), signal.SIGKILL)
            return really(handle, data)

        try:
            monkeypatch.setattr(os, "write", write)
            rewrite(str(path), lambda data: content)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    os.utime(path, (0, 0))


@pytest.mark.parametrize("content", [NEW, SHORT])
@pytest.mark.parametrize("part", [0.0, 0.01, 0.5, 0.99, 1.0])
def test_a_writer_that_was_killed_is_undone_by_the_next(
    mount: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, part: float
) -> None:
    killed_after(monkeypatch, mount, int(part * len(content)), content)
    assert {mode & 0o777 for mode in (p.stat().st_mode for p in mount.parent.iterdir())} == {0o600}
    old_or_new = mount.read_bytes() if mount.read_bytes() in (OLD, content) else OLD
    assert read_for_writing(str(mount)).data == old_or_new
    seen: list[bytes] = []

    def edit(data: bytes) -> bytes:
        seen.append(data)
        return data + b"[last]\n"

    assert rewrite(str(mount), edit) == ()
    assert seen == [old_or_new]
    assert mount.read_bytes() == old_or_new + b"[last]\n"
    assert set(os.listdir(mount.parent)) == SIDES


def test_a_writer_that_was_killed_is_undone_by_the_next_reader(
    mount: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed_after(monkeypatch, mount, 5_000, b"y" * 20_000)
    assert load_profiles(os.devnull, str(mount)).by_name.keys() == {"default"}
    assert mount.read_bytes() == OLD
    assert set(os.listdir(mount.parent)) == SIDES


def test_a_torn_file_does_not_keep_the_next_sign_in_from_being_tried(
    mount: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed_after(monkeypatch, mount, 5_000, b"y" * 20_000)
    check_profile(str(mount), "dev", TAKEN)
    write_profiles(str(mount), {"dev": a_session()}, TAKEN)
    assert set(our_profiles(str(mount))) == {"dev"}
    assert mount.read_bytes().startswith(OLD)


def test_what_others_wrote_after_a_writer_was_killed_stays_and_the_copy_is_named(
    mount: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed_after(monkeypatch, mount, 5_000, NEW)
    write_settled(mount, b"[theirs]\nregion = eu-west-1\n")
    (note,) = rewrite(str(mount), lambda data: data + b"[last]\n")
    assert mount.read_bytes() == b"[theirs]\nregion = eu-west-1\n[last]\n"
    (kept,) = [mount.parent / name for name in set(os.listdir(mount.parent)) - SIDES]
    assert str(kept) in note
    assert (kept.read_bytes(), kept.stat().st_mode & 0o777) == (OLD, 0o600)
    assert rewrite(str(mount), lambda data: data + b"[very last]\n") == ()


def test_a_disk_that_fails_half_way_leaves_the_old_content(
    mount: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = os.write
    failing = [True]

    def write(handle: int, data: bytes) -> int:
        if os.path.samestat(os.fstat(handle), os.stat(mount)) and failing:
            if len(data) <= len(NEW) - 4_096:
                failing.clear()
                raise OSError(errno.ENOSPC, "injected")
            return really(handle, bytes(data[:4_096]))
        return really(handle, data)

    monkeypatch.setattr(os, "write", write)
    with pytest.raises(RolecallError, match="the disk is full; nothing was changed"):
        rewrite(str(mount), lambda data: NEW)
    assert mount.read_bytes() == OLD
    assert set(os.listdir(mount.parent)) == SIDES
