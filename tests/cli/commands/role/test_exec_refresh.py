"""`rolecall exec --refresh`: a program that runs longer than a session lasts."""

import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from botocore.configloader import load_config

from rolecall.core.paths import paths_from
from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import Stage
from rolecall.demo.world.bastion import alice
from rolecall.demo.world.clock import SettableClock
from rolecall.sessions.store import SessionStore
from tests.drivers.program import PATIENCE, Program
from tests.full import FULL

LIFE = 75  # seconds
# For every line of stdin: GetCallerIdentity, and a call that needs the role.
BOTO3 = """
import boto3, sys
sts, ec2 = boto3.client("sts"), boto3.client("ec2")
for line in sys.stdin:
    ec2.describe_regions()
    print(sts.get_caller_identity()["Arn"], flush=True)
"""
AWS = """
while read -r line; do
    aws ec2 describe-regions > /dev/null || exit
    aws sts get-caller-identity --query Arn --output text || exit
done
"""
TOOLS = {"boto3": [sys.executable, "-c", BOTO3], "aws": ["sh", "-c", AWS]}
ARN = "arn:aws:sts::222233334444:assumed-role/read/alice"
STATIC = """
aws_access_key_id = AKIASTALE00000000000
aws_secret_access_key = stale
"""


@pytest.fixture(params=list(TOOLS))
def tool(request: pytest.FixtureRequest) -> list[str]:
    return TOOLS[request.param]


@contextmanager
def running(program: Program, tool: list[str], *options: str) -> Iterator[subprocess.Popen[str]]:
    """A program under `exec`, with other keys everywhere it could take them from."""
    config, credentials = Path(program.paths.aws_config), Path(program.paths.aws_credentials)
    config.write_text(config.read_text().replace("[default]", f"[default]{STATIC}"))
    credentials.write_text(f"{credentials.read_text()}\n[production-read]{STATIC}")
    dirty = {"AWS_ACCESS_KEY_ID": "AKIASTALE00000000000", "AWS_SECRET_ACCESS_KEY": "stale"}
    dirty |= {"AWS_ROLE_ARN": "stale", "AWS_WEB_IDENTITY_TOKEN_FILE": "/dev/null"}
    path = f"{Path(sys.executable).parent}{os.pathsep}{program.env['PATH']}"
    process = subprocess.Popen(
        program.command("exec", "production", *options, "--", *tool),
        env={**program.env, **dirty, "PATH": path},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def asked(process: subprocess.Popen[str]) -> str:
    """The identity that the tool reports; its stderr if it fails."""
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write("\n")
    process.stdin.flush()
    found = process.stdout.readline().strip()
    return found or process.communicate(timeout=PATIENCE)[1]


def pass_time(program: Program, clock: SettableClock) -> None:
    """Let a session expire: for AWS, and in the store, which then has none."""
    clock.advance(LIFE + 5)
    store = SessionStore(program.paths.sessions_folder)
    for session in store.role_sessions():
        store.forget(session)


def test_a_program_outlives_its_session(
    program: Program, clock: SettableClock, tool: list[str]
) -> None:
    program.aws.world.role("production", "read").cut_short = LIFE
    program.sign_in("production")
    with running(program, tool, "--refresh") as process:
        for _ in range(2):
            assert asked(process) == ARN
            pass_time(program, clock)
        assert asked(process) == ARN
    used = {call.access_key_id for call in program.aws.calls if call.service == "ec2"}
    assert len(used) == 3


def test_without_refresh_it_would_not(
    program: Program, clock: SettableClock, tool: list[str]
) -> None:
    program.aws.world.role("production", "read").cut_short = LIFE
    program.sign_in("production")
    with running(program, tool) as process:
        assert asked(process) == ARN
        pass_time(program, clock)
        assert "expired" in asked(process).lower()


@pytest.mark.skipif(not FULL, reason="takes 85 s: ROLECALL_TESTS=full")
def test_a_program_outlives_its_session_by_the_clock_on_the_wall(
    stage: Stage, live_aws: EmbeddedAws, tool: list[str]
) -> None:
    live_aws.world.role("production", "read").cut_short = LIFE
    program = Program(stage, live_aws)
    device = alice(live_aws.world).devices[0]
    done = program.run("export", "production", "--mfa-code", device.code(time.time()))
    assert done.returncode == 0, done.stderr
    end, calls = time.monotonic() + LIFE + 10, 0
    with running(program, tool, "--refresh") as process:
        while time.monotonic() < end:
            assert asked(process) == ARN
            calls += 1
            time.sleep(1)  # this case needs real time to pass
    assert calls > 10


SEEN = """
import json, os
seen = {name: os.environ[name] for name in os.environ if name.startswith(("AWS", "ROLECALL"))}
path = os.environ["AWS_CONFIG_FILE"]
folder = os.path.dirname(path)
seen["text"] = open(path).read()
seen["modes"] = [os.stat(p).st_mode & 0o777 for p in (path, folder)]
seen["folder"] = os.listdir(folder)
print(json.dumps(seen))
"""


def test_the_program_sees_a_private_config_file_and_it_is_gone_afterwards(
    program: Program,
) -> None:
    config = Path(program.paths.aws_config)
    config.write_text(
        f"[default]\nregion = eu-central-1\n{STATIC}aws_session_token = x\n"
        "s3 =\n  max_concurrent_requests = 20\n  addressing_style = path\n"
        "[profile production-read]\noutput = text\nsource_profile = default\n"
        "role_arn = arn:aws:iam::222233334444:role/read\ncredential_process = false\n"
        "[profile other]\nsso_session = company\n[sso-session company]\nsso_region = us-east-1\n"
    )
    program.sign_in("production")
    done = program.run(
        *("exec", "production", "--refresh", "--", sys.executable, "-c", SEEN),
        env={"AWS_ACCESS_KEY_ID": "stale", "AWS_DEFAULT_PROFILE": "stale", "ROLECALL_ACTIVE": "1"},
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen["AWS_PROFILE"] == "production-read.exec"
    assert seen["AWS_REGION"] == seen["AWS_DEFAULT_REGION"] == "eu-central-1"
    assert (seen["AWS_ACCOUNT_ID"], seen["AWS_ACCOUNT_NAME"]) == ("222233334444", "production")
    assert not {"AWS_ACCESS_KEY_ID", "AWS_SESSION_TOKEN", "AWS_SECRET_ACCESS_KEY"} & seen.keys()
    assert not {"AWS_DEFAULT_PROFILE", "ROLECALL_EXPIRES", "ROLECALL_ACTIVE"} & seen.keys()
    assert seen["AWS_SHARED_CREDENTIALS_FILE"] == program.paths.aws_credentials
    assert (seen["modes"], seen["folder"]) == ([0o600, 0o700], ["config"])
    assert not os.path.exists(os.path.dirname(seen["AWS_CONFIG_FILE"]))
    copied = config.parent / "copied"
    copied.write_text(seen["text"])
    found = load_config(str(copied))
    profiles = found["profiles"]
    ours = profiles["production-read.exec"]
    assert " credential-process arn:aws:iam::222233334444:role/read " in ours.pop(
        "credential_process"
    )
    assert ours == {"output": "text", "region": "eu-central-1"}
    assert " stored-keys default" in profiles["default"].pop("credential_process")
    assert profiles["default"] == {
        "region": "eu-central-1",
        "s3": {"max_concurrent_requests": "20", "addressing_style": "path"},
    }
    assert profiles["other"] == {"sso_session": "company"}
    assert profiles["production-read"]["source_profile"] == "default"
    assert found["sso_sessions"] == {"company": {"sso_region": "us-east-1"}}
    assert "AKIASTALE" not in copied.read_text()


WHO = ["aws", "sts", "get-caller-identity", "--query", "Arn", "--output", "text"]
ALICE = "arn:aws:iam::111122223333:user/alice"


def who(program: Program, *words: str, profile: str = "") -> str:
    """The identity of `aws` under `exec --refresh` with these arguments."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{program.env['PATH']}"
    named = ["--profile", profile] if profile else []
    done = program.run("exec", *words, "--refresh", "--", *WHO, *named, env={"PATH": path})
    return done.stdout.strip() or done.stderr


def test_profiles_of_the_users_files_can_be_used_in_it(program: Program) -> None:
    program.sign_in("production")
    credentials = Path(program.paths.aws_credentials)
    keys = credentials.read_text().partition("]")[2]
    credentials.write_text(f"{credentials.read_text()}\n[other]{keys}\n[production-read]{STATIC}")
    with open(program.paths.aws_config, "a") as file:
        file.write(
            "\n[profile through]\nrole_arn = arn:aws:iam::222233334444:role/read\n"
            "source_profile = other\nrole_session_name = inner\n"
        )
    assert who(program, "production") == ARN
    assert who(program, "production", profile="other") == ALICE
    assert who(program, "production", profile="default") == ALICE


@pytest.mark.parametrize("name", ["default", "elsewhere", "else where"])
def test_keys_of_the_config_file_can_be_used_in_it_and_are_not_copied(
    program: Program, name: str
) -> None:
    program.sign_in("production")
    credentials, config = Path(program.paths.aws_credentials), Path(program.paths.aws_config)
    keys = credentials.read_text().partition("]")[2]
    credentials.write_text("")
    section = "default" if name == "default" else f"profile '{name}'"
    config.write_text(f"[{section}]\nregion = eu-central-1\n{keys}")
    base = ("--base-profile", name, "--mfa-code", program.code(windows=1))
    assert who(program, "production", *base, profile=name) == ALICE
    done = program.run("stored-keys", "nobody")
    assert (done.returncode, done.stdout) == (2, "")


@pytest.mark.parametrize("name", ["my base", "möbel", "日本 語", "it's $HOME; #1", 'a `b` "c'])
def test_the_base_profile_may_be_called_anything(program: Program, name: str) -> None:
    program.sign_in("production")
    credentials, config = Path(program.paths.aws_credentials), Path(program.paths.aws_config)
    credentials.write_text(credentials.read_text().replace("[default]", f"[{name}]"))
    quoted = "'" + name.replace("'", "'\"'\"'") + "'"
    config.write_text(f"[profile {quoted}]\nregion = eu-central-1\n")
    code = program.code(windows=1)
    assert who(program, "production", "--base-profile", name, "--mfa-code", code) == ARN


@pytest.mark.parametrize("name", ["our ops", "öps", "ops #2"])
def test_a_role_profile_may_be_called_anything(program: Program, name: str) -> None:
    Path(program.paths.config_file).unlink()
    Path(program.paths.accounts_file).unlink()
    credentials = Path(program.paths.aws_credentials)
    credentials.write_text(credentials.read_text().replace("[default]", "[my base]"))
    device = alice(program.aws.world).devices[0].serial
    Path(program.paths.aws_config).write_text(
        f'[profile "my base"]\nregion = eu-central-1\n[profile "{name}"]\n'
        "role_arn = arn:aws:iam::222233334444:role/read\nsource_profile = my base\n"
        f"mfa_serial = {device}\nexternal_id = 222233334444\nrole_session_name = mine\n"
    )
    assert who(program, name, "--mfa-code", program.code()) == ARN.replace("alice", "mine")


def leftovers(program: Program) -> list[str]:
    folder = Path(program.paths.cache_folder, "exec")
    return sorted(os.listdir(folder)) if folder.exists() else []


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT", "SIGKILL"])
def test_nothing_is_left_whatever_ends_the_program(program: Program, name: str) -> None:
    program.sign_in("production")
    number = signal.Signals[name]
    process = subprocess.Popen(
        program.command(
            "exec", "production", "--refresh", "--", "sh", "-c", "echo $$; exec sleep 999"
        ),
        env=program.env,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout is not None
    child = int(process.stdout.readline())
    assert len(leftovers(program)) == 1
    os.kill(child if name == "SIGKILL" else process.pid, number)
    assert process.wait(PATIENCE) == -number
    assert leftovers(program) == []


def test_nothing_is_left_of_a_program_that_does_not_start(program: Program, tmp_path: Path) -> None:
    program.sign_in("production")
    lost = tmp_path / "lost"
    lost.write_text("#!/no/such/program\n")
    lost.chmod(0o755)
    assert program.run("exec", "production", "--refresh", "--", str(lost)).returncode == 127
    assert leftovers(program) == []


def test_what_a_killed_one_left_goes_with_a_later_one_after_a_week(program: Program) -> None:
    program.sign_in("production")
    folder = Path(program.paths.cache_folder, "exec")
    names = [f"4194305-{'0' * 16}", f"4194305-{'1' * 16}", f"{os.getpid()}-{'0' * 16}"]
    for name in names:
        folder.joinpath(name).mkdir(parents=True)
    week = time.time() - 8 * 86_400
    for name in (names[0], names[2]):
        os.utime(folder / name, (week, week))
    assert program.run("exec", "production", "--refresh", "--", "true").returncode == 0
    assert leftovers(program) == sorted(names[1:])


def test_a_broken_config_file_is_told_and_nothing_runs(program: Program) -> None:
    program.sign_in("production")
    with open(program.paths.aws_config, "a") as file:
        file.write("[default]\n")
    done = program.run("exec", "production", "--refresh", "--", "echo", "ran")
    assert (done.returncode, done.stdout) == (2, "")
    assert "line" in done.stderr


def test_a_rolecall_inside_works_on_the_users_own_files(program: Program) -> None:
    program.sign_in("production")
    inner = f'rolecall() {{ "{sys.executable}" -m rolecall "$@"; }}; rolecall '
    done = program.run(
        *("exec", "production", "--refresh", "--", "sh", "-c"),
        f"{inner} profile production && {inner} export --profile default --shell sh",
    )
    assert done.returncode == 0, done.stderr
    assert "[production-read]" in Path(program.paths.aws_credentials).read_text()
    assert f'export AWS_CONFIG_FILE="{program.paths.aws_config}";' in done.stdout
    assert stat.S_IMODE(os.stat(program.paths.aws_credentials).st_mode) == 0o600
    assert vars(paths_from(program.env)) == vars(program.paths)


def test_a_stopped_program_stops_ours_and_goes_on_with_it(program: Program) -> None:
    program.sign_in("production")
    process = subprocess.Popen(
        program.command(
            *("exec", "production", "--refresh", "--", "sh", "-c", "kill -STOP $$; exit 5")
        ),
        env=program.env,
        start_new_session=True,
    )
    _, status = os.waitpid(process.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status)
    process.send_signal(signal.SIGCONT)
    assert process.wait(PATIENCE) == 5
