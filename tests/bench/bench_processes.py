"""Time of whole processes: `python -m tests.bench.bench_processes`.

Each turn starts every program once, so that other work of the machine affects all of them alike.
It checks nothing; tests/cli/kept_answers and tests/test_import_hygiene.py hold the modules that
are imported.
"""

import compileall
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from rolecall.cli.kept_answers import SETTLED
from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import build_stage
from rolecall.demo.world.bastion import ACCOUNTS, alice, bastion_world
from tests.bench.table import Row, markdown, paired
from tests.drivers.program import Program

ROOT = Path(__file__).parents[2]
REFERENCE = [sys.executable, "-c", "import json, datetime"]
TARGET = ["production", "read"]
# The least that gets a role by MFA with boto3: the words are the device, the code and the role.
BARE = """
import sys, boto3
device, code, role = sys.argv[1:]
sts = boto3.Session(profile_name="default", region_name="eu-central-1").client("sts")
login = sts.get_session_token(SerialNumber=device, TokenCode=code, DurationSeconds=43200)
keys = login["Credentials"]
signed_in = boto3.Session(
    keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"], "eu-central-1"
)
external_id = role.split(":")[4]  # by the classic's convention
answer = signed_in.client("sts").assume_role(
    RoleArn=role, RoleSessionName="alice", ExternalId=external_id
)
print(answer["Credentials"]["AccessKeyId"])
"""


class Cost(NamedTuple):
    """The cost of one process, in seconds."""

    wall: float
    processor: float


def started(command: Sequence[str], env: Mapping[str, str]) -> Cost:
    """Run a program to its end, without its output."""
    begin = time.perf_counter()
    quiet = [(os.POSIX_SPAWN_OPEN, handle, os.devnull, os.O_RDWR, 0) for handle in (0, 1, 2)]
    pid = os.posix_spawn(command[0], list(command), env, file_actions=quiet)
    _, status, used = os.wait4(pid, 0)
    assert status == 0, f"{command} failed"
    return Cost(time.perf_counter() - begin, used.ru_utime + used.ru_stime)


def compiled() -> None:
    """Compile the modules, as pip does: an outdated .pyc costs each start a millisecond."""
    compileall.compile_dir(ROOT / "src" / "rolecall", quiet=2)


def settled() -> None:
    """Wait until the files are so old that an answer made from them is kept."""
    time.sleep(SETTLED + 0.5)


def turns(
    commands: Mapping[str, Sequence[str]], env: Mapping[str, str], count: int
) -> dict[str, list[Cost]]:
    """The cost of each program in each turn."""
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for _ in range(count):
        for name, command in commands.items():
            costs[name].append(started(command, env))
    return costs


def installed() -> str | None:
    """The command as pip installed it, if it is."""
    path = os.path.join(os.path.dirname(sys.executable), "rolecall")
    return path if os.access(path, os.X_OK) else None


def cached_commands() -> dict[str, list[str]]:
    """Every command that hands out or lists what is held."""
    way = [installed() or sys.executable, *([] if installed() else ["-m", "rolecall"])]
    return {
        "credential-process": [*way, "credential-process", *TARGET],
        "export": [*way, "export", *TARGET, "--shell", "bash"],
        "list, 30 targets": [*way, "list"],
    }


GOALS = {"credential-process": 1.6, "export": 1.6, "list, 30 targets": 1.8}


def rows(count: int = 40) -> Iterator[Row]:
    """The rows of the table: wall time and processor time of each command."""
    ahead = Ahead()
    with tempfile.TemporaryDirectory() as folder, EmbeddedAws(bastion_world(ahead)) as aws:
        program = Program(build_stage(Path(folder), aws.world, aws.endpoint, os.environ), aws)
        program.sign_in(*TARGET)
        commands = {"": REFERENCE, **cached_commands()}
        compiled()
        settled()
        turns(commands, program.env, 2)  # the disk's cache, and the answer
        yield from _held(turns(commands, program.env, count))
        yield _signed_in(program, ahead)


class Ahead:
    """AWS's clock, a minute further at each call of `advance`: so each code is a new one."""

    def __init__(self) -> None:
        self._seconds = 0

    def __call__(self) -> float:
        return time.time() + self._seconds

    def advance(self) -> None:
        self._seconds += 60


def _held(costs: Mapping[str, Sequence[Cost]]) -> Iterator[Row]:
    reference = costs[""]
    for name, goal in GOALS.items():
        for what, kind in (("", 0), (", processor", 1)):
            ours, other = ([one[kind] * 1000 for one in each] for each in (costs[name], reference))
            beside = "python -c 'import json, datetime'"
            yield paired(f"{name}, held{what}", ours, other, goal, beside=beside)


def _signed_in(program: Program, ahead: Ahead, count: int = 7) -> Row:
    """A new MFA session and role, beside the same two calls in a bare script."""
    device = alice(program.aws.world).devices[0].serial
    account_id = next(each.account_id for each in ACCOUNTS if each.alias == TARGET[0])
    role = f"arn:aws:iam::{account_id}:role/{TARGET[1]}"
    ours, other = [], []
    for _ in range(count):
        assert program.run("forget", "--all").returncode == 0
        ahead.advance()
        words = ["export", *TARGET, "--shell", "bash", "--mfa-code", program.code()]
        ours.append(started(program.command(*words), program.env).processor * 1000)
        ahead.advance()
        bare = [sys.executable, "-c", BARE, device, program.code(), role]
        other.append(started(bare, program.env).processor * 1000)
    return paired("new MFA session and role, processor", ours, other, 0.8, beside="bare boto3")


if __name__ == "__main__":
    print(markdown(rows()))
