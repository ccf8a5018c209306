"""The classic script on the cases of export lines: it runs as it is, with the real AWS CLI."""

import json
import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from rolecall.demo.faults import reset, throttle, unavailable, wrong_body
from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import Stage, build_stage
from rolecall.demo.world.bastion import ACCOUNTS, alice, bastion_world
from tests.torture.beside.tools import aws_cli, classic_script, run

Done = subprocess.CompletedProcess[bytes]


class _Classic:
    """The classic in a world of its own, as an `eval $(assume-role …)` starts it."""

    def __init__(self, folder: Path) -> None:
        self.script = classic_script()
        self.folder = folder
        (folder / "work").mkdir(parents=True)
        self.aws = EmbeddedAws(bastion_world())
        self.stage: Stage

    def __enter__(self) -> "_Classic":
        self.aws.start()
        self.stage = build_stage(self.folder, self.aws.world, self.aws.endpoint, os.environ)
        return self

    def __exit__(self, *_: object) -> None:
        self.aws.close()

    @property
    def env(self) -> dict[str, str]:
        path = f"{Path(aws_cli()).parent}{os.pathsep}{os.environ['PATH']}"
        return {**self.stage.env, "PATH": path, "ACCOUNTS_FILE": self.stage.paths.accounts_file}

    @property
    def code(self) -> str:
        return alice(self.aws.world).devices[0].code(time.time())

    def run(self, account: str, role: str, code: str = "") -> Done:
        words = [str(self.script), account, role, code or self.code]
        return run("bash", *words, env=self.env, cwd=self.folder / "work")


HOSTILE = ('a"; touch pwned; "', "$(touch pwned)", "`touch pwned`", "a;touch${IFS}pwned")


def hostile(folder: Path) -> str:
    """S01: aliases, as the accounts file gives them, in an `eval`."""
    executed = 0
    for number, alias in enumerate(HOSTILE):
        with _Classic(folder / str(number)) as classic:
            Path(classic.stage.paths.accounts_file).write_text(
                json.dumps({alias: ACCOUNTS[0].account_id})
            )
            done = classic.run(alias, "read")
            work = classic.folder / "work"
            run("bash", "-c", 'eval "$0"', done.stdout.decode(), env=classic.env, cwd=work)
            executed += (work / "pwned").exists()
    return f"{executed} of {len(HOSTILE)} hostile aliases executed"


def _trusts_nobody(classic: _Classic) -> None:
    classic.aws.world.role("staging", "read").trusts.clear()


def _fault(fault: Callable[[], object], action: str = "AssumeRole") -> Callable[[_Classic], None]:
    return lambda classic: classic.aws.faults.add(action, fault())  # type: ignore[arg-type]


FAILURES: dict[str, tuple[Callable[[_Classic], None], tuple[str, ...]]] = {
    "denied": (_trusts_nobody, ("staging", "read")),
    "throttled": (_fault(throttle), ("staging", "read")),
    "out of order": (_fault(unavailable), ("staging", "read")),
    "hung up on": (_fault(reset), ("staging", "read")),
    "a portal": (_fault(lambda: wrong_body(b"<html>Sign in</html>")), ("staging", "read")),
    "a wrong code": (lambda classic: None, ("staging", "read", "000000")),
    "unknown account": (lambda classic: None, ("nowhere", "read")),
    "nobody there": (lambda classic: classic.aws.close(), ("staging", "read")),
}


def failing(folder: Path) -> str:
    """S04: what of it can be evaluated after a failure, and the exit status."""
    talking, succeeding, exporting = 0, 0, 0
    for number, (spoil, words) in enumerate(FAILURES.values()):
        with _Classic(folder / str(number)) as classic:
            spoil(classic)
            done = classic.run(*words)
            talking += bool(done.stdout)
            succeeding += done.returncode == 0
            exporting += b"export AWS_SECRET_ACCESS_KEY=" in done.stdout
    return (
        f"of {len(FAILURES)} failures {talking} print to stdout, {exporting} of them export lines; "
        f"{succeeding} exit with 0"
    )
