"""Core files, which would contain every secret of a process."""

import os
import resource
import signal
import subprocess
import threading
import time
from pathlib import Path

import pytest

from rolecall.demo.faults import stalled
from tests.drivers.program import PATIENCE, Program
from tests.torture.figure import Figure

PATTERN = Path("/proc/sys/kernel/core_pattern")


def cores(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def crashed(program: Program, folder: Path, *words: str, names_itself: bool = False) -> int:
    """Run a program without a limit on core files, and crash it; returns its exit status.

    `names_itself`: the program prints a process id, and that process is crashed instead.
    """
    process = subprocess.Popen(
        ["sh", "-c", 'ulimit -c unlimited && exec "$@"', "sh", *program.command(*words)],
        cwd=folder,
        env=program.env,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout is not None
    pid = process.pid
    if names_itself:
        pid = int(process.stdout.readline())
    else:
        end = time.monotonic() + PATIENCE
        while not program.aws.calls:
            assert time.monotonic() < end, "AWS is never asked"
    os.kill(pid, signal.SIGSEGV)
    process.communicate(timeout=PATIENCE)
    return process.returncode


@pytest.mark.skipif(
    resource.getrlimit(resource.RLIMIT_CORE)[1] != resource.RLIM_INFINITY,
    reason="cores are forbidden here for good",
)
@pytest.mark.skipif(
    not PATTERN.exists() or PATTERN.read_text()[:1] in ("|", "/"),
    reason="cores do not go to the current folder here",
)
def test_U11_core(program: Program, tmp_path: Path, figure: Figure) -> None:
    program.sign_in("production")
    folder = tmp_path / "cores"
    folder.mkdir()
    answer = threading.Event()
    program.aws.faults.add("AssumeRole", stalled(answer), times=1)
    assert crashed(program, folder, "export", "staging", "--no-input") == -signal.SIGSEGV
    answer.set()
    assert cores(folder) == []
    told = ("sh", "-c", "echo $$; exec sleep 1000")
    for words in (("--",), ("--refresh", "--")):
        status = crashed(program, folder, "exec", "production", *words, *told, names_itself=True)
        assert status == -signal.SIGSEGV
        assert len(cores(folder)) == 1  # the command's own core, and none of ours
        (folder / cores(folder)[0]).unlink()
    figure("0 cores of ours; what exec starts has the limit of before")
