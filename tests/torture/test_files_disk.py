"""Disk errors: the file stays unchanged, and the user is informed."""

import os
import re
import resource
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.drivers.program import PATIENCE, Done, Program
from tests.processes.traced import PROFILES, Traced, refused_unchanged
from tests.torture.figure import Figure

needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")


@pytest.fixture
def traced(program: Program, tmp_path: Path) -> Traced:
    return Traced(program, tmp_path / "calls")


@needs_strace
@pytest.mark.parametrize("call", ["write", "fsync", "rename"])
def test_F09_full_disk_at_any_step_keeps_the_file(
    traced: Traced, call: str, figure: Figure
) -> None:
    done = traced.failing(call, "ENOSPC")
    refused_unchanged(done, traced.path, traced.before)
    assert "the disk is full; nothing was changed" in done.stderr
    kept = traced.path.read_bytes().count(b"\n[p")
    figure(f"ENOSPC at {call}: {kept} of {PROFILES} profiles kept, exit {done.returncode}")


# Only the script can read the mount, so it copies the content afterwards.
SMALL_DISK = """
place=$1 credentials=$2
shift 2
mount -t tmpfs -o size=64k,mode=700 tmpfs "$place" || exit 99
cp -p "$credentials" "$place/credentials"
HARM
AWS_SHARED_CREDENTIALS_FILE="$place/credentials" "$@"
status=$?
cp -p "$place/credentials" "$credentials"
exit $status
"""


def on_small_disk(traced: Traced, harm: str, place: Path) -> Done:
    """`rolecall profile` to a file on a disk of 64 KiB, prepared by `harm`."""
    place.mkdir()
    if not shutil.which("unshare"):
        pytest.skip("unshare is not installed")
    trial = ["sh", "-c", 'mount -t tmpfs none "$0"', str(place)]
    ways = (["unshare", "-m"], ["unshare", "-rm"])  # for root, and for everyone where it is allowed
    for way in ways:
        if subprocess.run([*way, *trial], capture_output=True).returncode == 0:
            break
    else:
        pytest.skip("nothing may be mounted here")
    script = ["bash", "-c", SMALL_DISK.replace("HARM", harm), "bash", str(place), str(traced.path)]
    return subprocess.run(
        [*way, *script, *traced.program.command("profile", "production")],
        env=traced.program.env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


def test_F09_full_disk_of_64_KiB_keeps_the_file(
    traced: Traced, tmp_path: Path, figure: Figure
) -> None:
    fill = 'dd if=/dev/zero of="$place/filler" bs=512 2>/dev/null'
    done = on_small_disk(traced, fill, tmp_path / "disk")
    refused_unchanged(done, traced.path, traced.before)
    assert "the disk is full; nothing was changed" in done.stderr
    kept = traced.path.read_bytes().count(b"\n[p")
    figure(f"full disk of 64 KiB: {kept} of {PROFILES} kept, exit {done.returncode}")


def test_F10_read_only_disk_keeps_the_file(traced: Traced, tmp_path: Path, figure: Figure) -> None:
    done = on_small_disk(traced, 'mount -o remount,ro "$place"', tmp_path / "disk")
    refused_unchanged(done, traced.path, traced.before)
    assert "the file system is read-only; nothing was changed" in done.stderr
    figure("read-only file system: same file")


@needs_strace
@pytest.mark.parametrize(
    ("call", "error", "reason"),
    [
        ("fsync", "EIO", "the disk reports an error"),
        ("write", "EIO", "the disk reports an error"),
        ("rename", "EROFS", "the file system is read-only"),
        ("write", "EDQUOT", "your disk quota is used up"),
    ],
)
def test_F10_failing_disk_keeps_the_file(
    traced: Traced, call: str, error: str, reason: str, figure: Figure
) -> None:
    done = traced.failing(call, error)
    refused_unchanged(done, traced.path, traced.before)
    assert f"{reason}; nothing was changed" in done.stderr
    figure(f"{error} at {call}: same file")


def test_F10_limit_on_file_sizes_keeps_the_file(traced: Traced, figure: Figure) -> None:
    limit = len(traced.before) // 2

    def lower() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    done = subprocess.run(
        traced.program.command("profile", "production"),
        env=traced.program.env,
        capture_output=True,
        text=True,
        preexec_fn=lower,
        timeout=PATIENCE,
    )
    refused_unchanged(done, traced.path, traced.before)
    assert "the limit on file sizes is reached; nothing was changed" in done.stderr
    figure("RLIMIT_FSIZE: same file")


@pytest.mark.parametrize("what", ["file", "folder"])
def test_F10_what_is_read_only_stays(traced: Traced, what: str, figure: Figure) -> None:
    """Without root's capabilities, with which modes mean nothing."""
    (traced.path if what == "file" else traced.path.parent).chmod(0o500)
    unprivileged: list[str] = []
    if os.geteuid() == 0:
        unprivileged = ["setpriv", "--inh-caps=-all", "--bounding-set=-all"]
        if shutil.which("setpriv") is None:
            pytest.skip("setpriv is not installed")
    done = subprocess.run(
        [*unprivileged, *traced.program.command("profile", "production")],
        env=traced.program.env,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    refused_unchanged(done, traced.path, traced.before)
    wanted = "is read-only (mode 0500)" if what == "file" else "permission denied; nothing"
    assert wanted in done.stderr
    figure(f"read-only {what}: same file")


@needs_strace
def test_F19_data_reaches_the_disk_before_the_name_and_the_name_before_we_return(
    traced: Traced, figure: Figure
) -> None:
    folder = traced.path.parent
    new = rf"{re.escape(str(folder))}/\.credentials\.rolecall-[0-9]+-[0-9a-f]{{16}}"
    named = rf"{re.escape(str(traced.path))}"
    wanted = {
        "write": rf"write\([0-9]+<{new}>",
        "fsync file": rf"fsync\([0-9]+<{new}>\) += 0",
        "rename": rf'rename\("{new}", "{named}"\) += 0',
        "fsync folder": rf"fsync\([0-9]+<{re.escape(str(folder))}>\) += 0",
    }
    found = [
        step
        for line in traced.calls()
        for step, pattern in wanted.items()
        if re.search(pattern, line)
    ]
    # The config file is in the same folder, which is synced for it, too.
    assert found[:4] == list(wanted)
    assert found[4:] in ([], ["fsync folder"])
    figure(", ".join(found[:4]))
