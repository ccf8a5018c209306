"""Thousands of sessions in one process: U12."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.drivers.program import Program
from tests.full import FULL, times
from tests.torture.figure import Figure

SOAKING = Path(__file__).with_name("soaking.py")
ROOT = Path(__file__).parents[3]


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="no /proc here")
def test_U12_soak(program: Program, figure: Figure) -> None:
    """By real HTTP in the picker's threads: a session is renewed, forgotten and taken again."""
    cycles = times(full=10_000, short=300)
    program.sign_in("sandbox", "developer")
    done = subprocess.run(
        [sys.executable, str(SOAKING), str(cycles)],
        env={**program.env, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=3_600 if FULL else 600,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    first, last = (ast.literal_eval(line) for line in done.stdout.splitlines())
    assert program.aws.times_called("AssumeRole") >= cycles
    grown = (last["rss"] - first["rss"]) / 1024
    figure(f"{cycles:,} sessions: RSS {grown:+.1f} MB, {last['descriptors']} descriptors")
    assert grown <= 10
    assert last["descriptors"] == first["descriptors"]
    assert last["threads"] == first["threads"]
    assert first["zombies"] == last["zombies"] == 0
