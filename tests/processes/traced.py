"""Runs `rolecall profile` under strace: lists its calls on the file, or makes one of them fail."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.drivers.program import PATIENCE, Done, Program
from tests.judges.credentials_judge import write_settled

PROFILES = 30
OTHERS = b"".join(
    b"\n[p%d]\n# note\naws_access_key_id = ASIA%d\naws_session_token = %s\n" % (n, n, b"t" * 300)
    for n in range(PROFILES)
)
_NEW_FILE = re.compile(r"\.credentials\.rolecall-[0-9]+-[0-9a-f]{16}")


class Traced:
    """`rolecall profile production`, with a held session, to a file of thirty other profiles."""

    def __init__(self, program: Program, log: Path) -> None:
        self.program = program
        self.path = Path(program.paths.aws_credentials)
        self._log = log
        write_settled(self.path, self.path.read_bytes() + OTHERS)
        program.sign_in("production")
        self.before = self.path.read_bytes()

    def calls(self) -> list[str]:
        """Every write, fsync and rename of an undisturbed run, in order."""
        done = self._trace()
        assert done.returncode == 0, done.stderr
        return self._read_log()

    def failing(self, call: str, error: str) -> Done:
        """A run in which this one `call` on the new file fails with `error`."""
        self.calls()  # what is cached once is not written again by the run that counts
        self.restore()
        same = [line for line in self.calls() if re.match(rf"[0-9]+ +{call}\(", line)]
        which = next(number for number, line in enumerate(same, 1) if _NEW_FILE.search(line))
        self.restore()
        done = self._trace("-e", f"inject={call}:error={error}:when={which}")
        (hit,) = [line for line in self._read_log() if "(INJECTED)" in line]
        assert _NEW_FILE.search(hit), hit
        return done

    def restore(self) -> None:
        write_settled(self.path, self.before)

    def _read_log(self) -> list[str]:
        return self._log.read_text(errors="replace").splitlines()

    def _trace(self, *options: str) -> Done:
        traced = ["strace", "-f", "-y", "-o", str(self._log), "-e", "trace=write,fsync,rename"]
        done = subprocess.run(
            [*traced, *options, *self.program.command("profile", "production")],
            env=self.program.env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
        if "ptrace" in done.stderr:
            pytest.skip("this process may not be traced")
        return done


def refused_unchanged(done: Done, path: Path, before: bytes) -> None:
    """The file is unchanged, alone in its folder, and the user is told so."""
    assert path.read_bytes() == before
    assert [name for name in os.listdir(path.parent) if _NEW_FILE.search(name)] == []
    assert (done.returncode, done.stdout) == (1, "")
    assert "nothing was changed" in done.stderr or "is read-only" in done.stderr
    assert "Traceback" not in done.stderr
    _, hint = done.stderr.splitlines()
    assert hint.startswith("hint: ")
