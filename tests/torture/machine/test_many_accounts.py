"""The picker with 100,000 accounts: U08. Its times are reported; speed is compared in the bench."""

import json
import time
from pathlib import Path

import pytest

from tests.drivers.program import Program
from tests.samples.made_targets import made
from tests.torture.figure import Figure
from tests.torture.machine.terminal_job import OpenJob

MANY = 100_000
MOST = 300  # MB


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="no /proc here")
def test_U08_accounts_100k(job: OpenJob, program: Program, figure: Figure) -> None:
    accounts = {target.alias: target.account_id for target in made(MANY, 1)}
    assert len(accounts) == MANY
    Path(program.paths.accounts_file).write_text(json.dumps(accounts))
    Path(program.paths.config_file).write_text("")
    last = list(accounts.values())[-1]
    window = job()
    began = time.monotonic()
    window.start("rolecall")
    window.see("leave")
    first = time.monotonic() - began
    window.press(last)
    window.see("1 of ")
    found = time.monotonic() - began
    status = Path(f"/proc/{window.in_foreground}/status").read_text()
    peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    window.press("\x03")
    assert window.ends() == 0
    figure(
        f"{peak / 1024:.0f} MB; first page {first:.1f} s, the last account found after "
        f"{found:.1f} s"
    )
    assert peak / 1024 <= MOST
