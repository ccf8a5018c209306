"""The `credential_process` of a base profile: its time limit, and that no process of it remains."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from rolecall.aws.call.bounded_call import CallContext, SilentObserver
from rolecall.aws.call.client import AwsClients
from rolecall.aws.call.limits import LIMITS, Limits
from rolecall.core.errors import Cancelled, ConfigError, RolecallError, Unreachable
from rolecall.demo.stage import Stage
from tests.processes.stubborn import STUBBORN, ended

LONGEST = 30.0  # seconds; a deadline against hangs, not a measure
KEYS = (
    '{"Version": 1, "AccessKeyId": "AKIAIOSFODNN7EXAMPLE", "SecretAccessKey": "Canary", '
    '"SessionToken": "CanaryToken"}'
)

SetProcess = Callable[[str], None]


@pytest.fixture
def set_process(environment: Stage, tmp_path: Path) -> SetProcess:
    """Make a script the credential_process of [default]; it may write process ids to `$PIDS`."""

    def laid(script: str) -> None:
        file = tmp_path / "process.sh"
        file.write_text(f"PIDS={tmp_path}/pids\n{script}\n")
        Path(environment.paths.aws_credentials).write_text("")
        Path(environment.paths.aws_config).write_text(
            f"[default]\ncredential_process = sh {file}\n"
        )

    return laid


class Watcher(SilentObserver):
    """Cancels once `when` exists."""

    def __init__(self, when: Path | None = None) -> None:
        self.told: list[str] = []
        self._when = when

    def notice(self, line: str) -> None:
        self.told.append(line)

    def check_cancelled(self) -> None:
        if self._when is not None and self._when.exists():
            raise Cancelled


def clients(observer: Watcher | None = None, limits: Limits = LIMITS) -> AwsClients:
    return AwsClients("default", "eu-central-1", "aws", call=CallContext(observer, None, limits))


def test_its_keys_are_used(set_process: SetProcess) -> None:
    set_process(f"echo '{KEYS}'")
    assert clients().are_temporary


def test_what_it_leaves_running_is_not_waited_for(set_process: SetProcess, tmp_path: Path) -> None:
    """Such as an agent, which keeps the pipe open."""
    set_process(f"sleep 300 & echo $! > $PIDS; echo '{KEYS}'")
    assert clients().are_temporary
    os.kill(int((tmp_path / "pids").read_text()), 9)


def test_its_time_is_bounded_and_all_that_it_started_ends(
    set_process: SetProcess, tmp_path: Path
) -> None:
    set_process(STUBBORN)
    limits = LIMITS._replace(process=1.0, process_notice=0.1)
    observer = Watcher()
    with pytest.raises(Unreachable, match="default did not answer within 1 s"):
        clients(observer, limits)
    assert observer.told == ["Waiting for the credential_process of profile default."]
    assert ended(tmp_path / "pids")


def test_a_quick_one_is_not_spoken_of(set_process: SetProcess) -> None:
    set_process(f"echo '{KEYS}'")
    observer = Watcher()
    clients(observer)
    assert observer.told == []


def test_one_that_closes_its_output_is_bounded_too(set_process: SetProcess, tmp_path: Path) -> None:
    set_process("echo $$ > $PIDS; exec >&-; exec sleep 300")
    with pytest.raises(Unreachable, match="did not answer within"):
        clients(limits=LIMITS._replace(process=1.0))
    assert ended(tmp_path / "pids")


def test_who_leaves_ends_it(set_process: SetProcess, tmp_path: Path) -> None:
    set_process(STUBBORN)
    with pytest.raises(Cancelled):
        clients(Watcher(tmp_path / "pids"))
    assert ended(tmp_path / "pids")


def test_its_output_is_bounded(set_process: SetProcess, tmp_path: Path) -> None:
    set_process("echo $$ > $PIDS; exec yes CanaryCanary")
    with pytest.raises(Unreachable, match="printed more than 1024 KiB") as raised:
        clients()
    assert "Canary" not in raised.value.message + raised.value.hint
    assert ended(tmp_path / "pids")


@pytest.mark.parametrize(
    "output",
    [
        "",
        "CanaryCanary",
        "[1]",
        '"CanaryCanary"',
        "null",
        '{"Version": 2}',
        '{"Version": 1}',
        '{"Version": 1, "AccessKeyId": 1, "SecretAccessKey": "Canary"}',
        '{"Version": 1, "AccessKeyId": "", "SecretAccessKey": "Canary"}',
        '{"Version": 1, "AccessKeyId": "AKIA", "SecretAccessKey": ["Canary"]}',
        KEYS[:-1] + ', "Expiration": "2001-01-01T00:00:00Z"}',
        KEYS[:-1] + ', "Expiration": "Canary"}',
        KEYS[:-1] + ', "Expiration": ["Canary"]}',
        "[" * 100_000,
    ],
)
def test_output_that_is_none_is_refused_and_not_shown(
    set_process: SetProcess, tmp_path: Path, output: str
) -> None:
    (tmp_path / "output").write_text(output)
    set_process(f"cat {tmp_path}/output")
    with pytest.raises(ConfigError, match=r"credential_process .*of base profile d") as raised:
        clients()
    assert raised.value.hint
    assert "Canary" not in raised.value.message + raised.value.hint


@pytest.mark.parametrize("command", ["", "   ", "'open", "/no/such/program", "/"])
def test_a_command_that_cannot_be_started_is_named(environment: Stage, command: str) -> None:
    Path(environment.paths.aws_credentials).write_text("")
    Path(environment.paths.aws_config).write_text(
        f"[default]\ncredential_process = {command}\nregion = eu-central-1\n"
    )
    with pytest.raises(RolecallError, match="credential_process of base profile default") as raised:
        clients()
    assert raised.value.hint
