"""F14 and F16 for the AWS config, the accounts file, the state and the cache."""

import os
import signal
import subprocess
from contextlib import ExitStack
from pathlib import Path

import pytest

from rolecall.core.errors import Refused, RolecallError
from tests.drivers.program import PATIENCE, Program
from tests.processes.lock_holder import holder
from tests.torture.figure import Figure
from tests.torture.kept.writers import ACCOUNTS, ALL, CACHE, CONFIG, STATE, Writer

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
SOMEBODY = 1234  # a user id
ids = [writer.name for writer in ALL]


def give_away(*paths: Path) -> None:
    for path in paths:
        os.lchown(path, SOMEBODY, SOMEBODY)


@as_root
@pytest.mark.parametrize("writer", (CONFIG, ACCOUNTS), ids=ids[:2])
@pytest.mark.parametrize("part", ["file", "folder"])
def test_F14_another_users_file_is_refused(
    tmp_path: Path, writer: Writer, part: str, figure: Figure
) -> None:
    path = tmp_path / "theirs" / writer.name
    path.parent.mkdir()
    if part == "file":
        path.write_bytes(writer.before)
    give_away(*path.parent.iterdir(), path.parent)
    before = sorted(os.listdir(path.parent))
    with pytest.raises(Refused, match=f"belongs to another user .uid {SOMEBODY}"):
        writer.write(path)
    assert sorted(os.listdir(path.parent)) == before
    assert not before or path.read_bytes() == writer.before
    figure("config, accounts: refused, nothing left")


@as_root
@pytest.mark.parametrize("writer", (STATE, CACHE), ids=ids[2:])
@pytest.mark.parametrize("there", [True, False])
def test_F14_a_folder_of_another_user_is_not_used(
    tmp_path: Path, writer: Writer, there: bool, figure: Figure
) -> None:
    """Also where it is the folder above that is theirs, as under sudo with the user's HOME."""
    home = tmp_path / "home"
    path = home / "rolecall" / writer.name
    (path.parent if there else home).mkdir(parents=True)
    give_away(home, *home.iterdir())
    (said,) = writer.write(path)
    assert "belongs to another user: it is not used" in said
    assert not path.exists()
    assert [entry for entry in home.rglob("*") if entry.lstat().st_uid == 0] == []
    figure("state, cache: not used, 0 files of root's")


@as_root
def test_F14_sudo_with_the_users_home_leaves_nothing_of_roots(
    program: Program, figure: Figure
) -> None:
    """The role is handed out, and nothing kept; what has to be written is refused."""
    code = program.code()
    give_away(program.home, *program.home.rglob("*"))
    done = program.run("export", "production", "--mfa-code", code)
    assert "belongs to another user" in done.stderr
    dynamic = program.run("profile", "staging", "--dynamic", "--no-input")
    assert (dynamic.returncode, dynamic.stdout) == (1, "")
    assert f"belongs to another user (uid {SOMEBODY})" in dynamic.stderr
    roots = [entry for entry in program.home.rglob("*") if entry.lstat().st_uid == 0]
    assert roots == []
    figure("cache, state, config: 0 files of root's under sudo")


@as_root
def test_F14_another_users_config_is_refused_before_a_code_is_asked_for(program: Program) -> None:
    config = Path(program.paths.aws_config)
    before = config.read_bytes()
    give_away(config)
    talk = program.talk(["profile", "production", "--dynamic"], [])
    assert (talk.status, talk.stdout) == (1, "")
    assert f"belongs to another user (uid {SOMEBODY})" in talk.shown
    assert not program.aws.calls and config.read_bytes() == before


@pytest.mark.parametrize("writer", ALL, ids=ids)
def test_F16_lock_of_a_killed_process_is_free(
    tmp_path: Path, writer: Writer, figure: Figure
) -> None:
    path = tmp_path / "rolecall" / writer.name
    path.parent.mkdir(mode=0o700)
    with holder(path) as process:
        process.send_signal(signal.SIGKILL)
        process.communicate()
    assert writer.write(path) == []
    assert writer.is_written(path.read_bytes())
    figure("config, accounts, state, cache: a stale lock is free")


@pytest.mark.parametrize("writer", ALL, ids=ids)
def test_F16_lock_that_is_a_link_is_refused(tmp_path: Path, writer: Writer, figure: Figure) -> None:
    path, target = tmp_path / "rolecall" / writer.name, tmp_path / "target"
    path.parent.mkdir(mode=0o700)
    target.write_bytes(b"kept")
    (path.parent / f".{writer.name}.rolecall-lock").symlink_to(target)
    with pytest.raises(Refused, match="is a symbolic link"):
        writer.write(path)
    assert not path.exists() and target.read_bytes() == b"kept"
    figure("config, accounts, state, cache: a lock that is a link is refused")


def test_F16_held_lock_is_told_then_given_up_and_names_who_holds_it(
    program: Program, figure: Figure
) -> None:
    """At the same time, since each waits for ten seconds."""
    program.sign_in("production")
    ended = given_up(
        program,
        {
            "aws_config": ("profile", "production", "--dynamic", "--no-input"),
            "state_file": ("export", "sandbox", "developer", "--no-input"),
        },
    )
    assert ended["aws_config"] == (1, "")
    status, lines = ended["state_file"]  # a role that cannot be remembered is a role
    assert status == 0 and "AWS_SESSION_TOKEN" in lines
    figure("config, state: told, then given up with the process named")


def test_F16_the_lock_of_the_used_codes_is_waited_for_once(
    program: Program, figure: Figure
) -> None:
    """No sign-in fails for it: the code is sent, and is not noted."""
    path = Path(program.paths.used_codes)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with holder(path) as process:
        done = program.run("export", "staging", "read", "--mfa-code", program.code())
    assert done.returncode == 0, done.stderr
    said = f"Waiting for process {process.pid}, which has locked {path}."
    assert done.stderr.count("Waiting for ") == done.stderr.count(said) == 1
    figure("used codes: told, then done without")


def given_up(program: Program, commands: dict[str, tuple[str, ...]]) -> dict[str, tuple[int, str]]:
    """Run commands at once, each with the lock of a file held; their exit statuses and stdouts."""
    with ExitStack() as held:
        holders, running = {}, {}
        for name in commands:
            path = Path(getattr(program.paths, name))
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            holders[name] = held.enter_context(holder(path))
        for name, words in commands.items():
            running[name] = subprocess.Popen(
                program.command(*words),
                env=program.env,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                start_new_session=True,
            )
        ended = {name: each.communicate(timeout=2 * PATIENCE) for name, each in running.items()}
        for each in holders.values():
            each.communicate()
    for name, (_, err) in ended.items():
        who = f"process {holders[name].pid}"
        path = getattr(program.paths, name)
        assert f"Waiting for {who}, which has locked {path}." in err, err
        assert f"is locked by {who}; nothing was changed." in err, err
    return {name: (running[name].returncode, out) for name, (out, _) in ended.items()}


def test_F16_any_file_gives_up_with_the_process_named(tmp_path: Path) -> None:
    path = tmp_path / ACCOUNTS.name
    with holder(path) as process, pytest.raises(RolecallError) as caught:
        ACCOUNTS.write(path)
    assert f"is locked by process {process.pid}" in caught.value.message
