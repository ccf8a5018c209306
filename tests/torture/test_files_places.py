"""Links, modes, owners, odd paths and locks: the program's messages, and the files afterwards."""

import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from botocore.configloader import raw_config_parse

from rolecall.core.errors import Refused
from rolecall.handover.profile.credentials_file import check_profile, plan_profile, write_profiles
from tests.drivers.program import PATIENCE, Done, Program
from tests.samples.role_sessions import TAKEN, a_session
from tests.torture.figure import Figure

LONG_TERM = (
    b"[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = NotARealKey0\n"
)

MODES_BESIDE_CONFIG = """
import os, stat
config = os.environ["AWS_CONFIG_FILE"]
print(*(oct(stat.S_IMODE(os.stat(each).st_mode)) for each in (config, os.path.dirname(config))))
"""


def write(path: Path) -> tuple[str, ...]:
    return write_profiles(str(path), {"dev-read": a_session()}, TAKEN)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def existing(tmp_path: Path) -> Path:
    path = tmp_path / ".aws" / "credentials"
    path.parent.mkdir(mode=0o700)
    path.write_bytes(LONG_TERM)
    path.chmod(0o600)
    return path


# Links


@pytest.mark.parametrize("chain", [["credentials"], ["b", "c", "credentials"]])
@pytest.mark.parametrize("absolute", [False, True])
@pytest.mark.parametrize("dangling", [False, True])
def test_F11_link_stays_a_link_and_its_target_is_written(
    tmp_path: Path, chain: list[str], absolute: bool, dangling: bool, figure: Figure
) -> None:
    real = tmp_path / "real"
    if not dangling:
        real.mkdir()
        (real / "credentials").write_bytes(LONG_TERM)
    link = tmp_path / "a"
    at = link
    for name in chain:
        target = "real/credentials" if name == "credentials" else name
        at.symlink_to(tmp_path / target if absolute else target)
        at = tmp_path / name
    pointing = link.readlink()
    write(link)
    assert link.is_symlink()
    assert link.readlink() == pointing
    assert not (real / "credentials").is_symlink()
    assert "dev-read" in raw_config_parse(str(real / "credentials"))
    assert plan_profile(str(link), "dev-read", a_session(), TAKEN).path == str(real / "credentials")
    figure("links of every kind kept, their targets written")


def test_F11_links_in_a_circle_are_refused(tmp_path: Path, figure: Figure) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(Refused, match="form a loop"):
        write(tmp_path / "a")
    assert (tmp_path / "a").readlink() == Path("b")
    assert sorted(os.listdir(tmp_path)) == ["a", "b"]
    figure("a circle refused")


def test_F12_hard_link_is_warned_about(program: Program, tmp_path: Path, figure: Figure) -> None:
    credentials = Path(program.paths.aws_credentials)
    before = credentials.read_bytes()
    os.link(credentials, tmp_path / "other")
    program.sign_in("production")
    for words in (["--dry-run"], []):
        done = program.run("profile", "production", *words)
        assert done.returncode == 0
        assert "has 2 names (hard links); only this one gets the change" in done.stderr
    assert (tmp_path / "other").read_bytes() == before
    figure("warned by --dry-run and by the write")


# Modes


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_F13_new_file_is_private_whatever_the_umask(
    program: Program, tmp_path: Path, umask: int, figure: Figure
) -> None:
    keys = Path(program.paths.aws_credentials).read_text().partition("]")[2]
    config = Path(program.paths.aws_config)
    config.write_text(config.read_text().replace("[default]", f"[default]{keys}"))
    made = tmp_path / "a" / "b" / "credentials"
    done = subprocess.run(
        program.command("profile", "production", "--mfa-code", program.code()),
        env={**program.env, "AWS_SHARED_CREDENTIALS_FILE": str(made)},
        capture_output=True,
        text=True,
        umask=umask,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr
    files = [entry for entry in made.parent.iterdir() if entry.is_file()]
    assert made in files
    assert {mode(entry) for entry in files} == {0o600}
    assert {mode(made.parent), mode(made.parent.parent)} == {0o700}
    figure(f"umask {umask:03o}: 0600 in 0700")


def test_F13_all_that_is_kept_is_private_under_any_umask(program: Program, figure: Figure) -> None:
    for folder in (Path(program.paths.cache_folder), Path(program.paths.state_file).parent):
        shutil.rmtree(folder, ignore_errors=True)
    before = set(program.home.rglob("*"))
    look = (sys.executable, "-c", MODES_BESIDE_CONFIG)
    for words in (
        ("export", "production", "--mfa-code", program.code()),
        ("profile", "production"),
        ("profile", "staging", "--dynamic", "--no-input"),
        ("exec", "production", "--refresh", "--", *look),
        ("assume-role", "sandbox", "read"),
    ):
        done = subprocess.run(
            program.command(*words),
            env=program.env,
            capture_output=True,
            text=True,
            umask=0,
            timeout=PATIENCE,
        )
        assert done.returncode == 0, done.stderr
        if words[0] == "exec":
            assert done.stdout == "0o600 0o700\n"
    made = set(program.home.rglob("*")) - before
    folders, files = {p for p in made if p.is_dir()}, {p for p in made if p.is_file()}
    names = {path.name for path in made}
    assert {"rolecall", "sessions", "used-codes.json", "parsed", "state.toml"} <= names
    assert {str(path): oct(mode(path)) for path in files if mode(path) != 0o600} == {}
    assert {str(path): oct(mode(path)) for path in folders if mode(path) != 0o700} == {}
    figure(f"umask 000: {len(files)} files 0600, {len(folders)} folders 0700")


@pytest.mark.parametrize("wide", [0o644, 0o640, 0o666])
def test_F13_file_open_to_others_is_closed_with_a_warning(
    existing: Path, wide: int, figure: Figure
) -> None:
    existing.chmod(wide)
    assert f"{wide:04o}" in plan_profile(str(existing), "x", a_session(), TAKEN).notes[0]
    notes = write(existing)
    assert len(notes) == 1
    assert f"{wide:04o}" in notes[0]
    assert mode(existing) == 0o600
    assert write(existing) == ()
    figure(f"{wide:04o} warned, then 0600")


def test_F13_file_that_is_read_only_is_not_widened(existing: Path) -> None:
    existing.chmod(0o400)
    with pytest.raises(Refused, match="read-only"):
        write(existing)
    assert (existing.read_bytes(), mode(existing)) == (LONG_TERM, 0o400)


# Owners

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")


@as_root
def test_F14_file_of_another_user_is_refused_before_a_code_is_asked_for(
    program: Program, figure: Figure
) -> None:
    credentials = Path(program.paths.aws_credentials)
    before = credentials.read_bytes()
    os.chown(credentials, 1234, -1)
    talk = program.talk(["profile", "production"], [])
    assert (talk.status, talk.stdout) == (1, "")
    assert "belongs to another user (uid 1234)" in talk.shown
    assert not program.aws.calls
    assert credentials.read_bytes() == before
    figure("another user's file refused before any code")


@as_root
def test_F14_sudo_with_the_users_home_leaves_nothing_of_roots(
    program: Program, figure: Figure
) -> None:
    keys = Path(program.paths.aws_credentials).read_text().partition("]")[2]
    config = Path(program.paths.aws_config)
    config.write_text(config.read_text().replace("[default]", f"[default]{keys}"))
    for there in (True, False):
        if not there:
            Path(program.paths.aws_credentials).unlink()
        everything = [program.home, *program.home.rglob("*")]
        for entry in everything:
            os.lchown(entry, 1234, 1234)
        talk = program.talk(["profile", "production"], [])
        assert (talk.status, talk.stdout) == (1, "")
        assert "belongs to another user (uid 1234)" in talk.shown
        assert not program.aws.calls
        roots = [entry for entry in program.home.rglob("*") if entry.lstat().st_uid == 0]
        assert roots == []
    figure("root in a user's HOME refused before any code, 0 files of root's")


@as_root
def test_F14_folder_of_another_user_is_refused(existing: Path) -> None:
    existing.unlink()
    os.chown(existing.parent, 1234, -1)
    for attempt in (write, lambda path: check_profile(str(path), "dev-read", TAKEN)):
        with pytest.raises(Refused, match="uid 1234"):
            attempt(existing)
    assert os.listdir(existing.parent) == []


# Paths


def missing_home(program: Program, tmp_path: Path) -> None:
    at_home(program, tmp_path / "missing")


def home_that_is_a_file(program: Program, tmp_path: Path) -> None:
    (tmp_path / "plain").touch()
    at_home(program, tmp_path / "plain")


def at_home(program: Program, home: Path) -> None:
    for name in [name for name in program.env if name.startswith("XDG_")]:
        del program.env[name]
    program.env["HOME"] = str(home)


def folder_as_file(program: Program, tmp_path: Path) -> None:
    program.env["AWS_SHARED_CREDENTIALS_FILE"] = str(tmp_path)


def fifo(program: Program, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    program.env["AWS_SHARED_CREDENTIALS_FILE"] = str(tmp_path / "fifo")


def null_device(program: Program, _: Path) -> None:
    program.env["AWS_SHARED_CREDENTIALS_FILE"] = "/dev/null"


ODD_PATHS = [missing_home, home_that_is_a_file, folder_as_file, fifo, null_device]


@pytest.mark.parametrize("odd", ODD_PATHS)
def test_F15_odd_path_ends_at_once_with_a_message(
    program: Program, tmp_path: Path, odd: Callable[[Program, Path], None], figure: Figure
) -> None:
    odd(program, tmp_path)
    done = program.run("profile", "production")
    assert done.returncode in (1, 2)
    assert done.stdout == ""
    assert "hint: " in done.stderr
    assert "Traceback" not in done.stderr
    assert not program.aws.calls
    assert not (tmp_path / "missing").exists()
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)
    figure(f"{odd.__name__.replace('_', ' ')}: exit {done.returncode}")


def test_F15_without_HOME_the_user_databases_home_folder_counts(
    program: Program, figure: Figure
) -> None:
    program.sign_in("production")
    del program.env["HOME"]
    program.env["AWS_CONFIG_FILE"] = program.paths.aws_config
    program.env["AWS_SHARED_CREDENTIALS_FILE"] = program.paths.aws_credentials
    program.env["ACCOUNTS_FILE"] = program.paths.accounts_file
    done = program.run("credential-process", "production", "read")
    assert done.returncode == 0, done.stderr
    assert "AccessKeyId" in done.stdout
    figure("HOME unset: as botocore, the home folder of the user database")


# Locks

HOLD = """
import sys
from rolecall.core.files.locks import locked
with locked(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def holder(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the file's lock, ended afterwards."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def held(program: Program) -> Program:
    """A held session, so that `profile production` only has to write."""
    program.sign_in("production")
    return program


def test_F16_lock_of_a_killed_process_is_free(held: Program, figure: Figure) -> None:
    with holder(Path(held.paths.aws_credentials)) as process:
        process.send_signal(signal.SIGKILL)
        process.wait()
    done = held.run("profile", "production")
    assert (done.returncode, done.stdout) == (0, "production-read\n")
    assert "Waiting" not in done.stderr
    figure("stale lock: free at once")


def test_F16_held_lock_is_told_then_given_up_and_names_who_holds_it(
    held: Program, figure: Figure
) -> None:
    credentials = Path(held.paths.aws_credentials)
    before = credentials.read_bytes()
    with holder(credentials) as process:
        done: Done = held.run("profile", "production")
        who = f"process {process.pid}"
    assert (done.returncode, done.stdout) == (1, "")
    waiting, message, hint = done.stderr.splitlines()
    assert waiting.startswith(f"Waiting for {who}, which has locked ")
    assert message.endswith(f"is locked by {who}; nothing was changed.")
    assert hint == f"hint: Try again when {who} has ended."
    assert credentials.read_bytes() == before
    figure("held lock: told, then given up with its process named")


def test_F16_lock_that_is_a_link_is_refused(held: Program, tmp_path: Path, figure: Figure) -> None:
    target = tmp_path / "target"
    target.write_bytes(b"kept")
    credentials = Path(held.paths.aws_credentials)
    credentials.with_name(".credentials.rolecall-lock").symlink_to(target)
    before = credentials.read_bytes()
    done = held.run("profile", "production")
    assert (done.returncode, done.stdout) == (1, "")
    assert "is a symbolic link." in done.stderr
    assert (credentials.read_bytes(), target.read_bytes()) == (before, b"kept")
    figure("lock that is a link: refused")
