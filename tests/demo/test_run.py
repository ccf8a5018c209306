"""`rolecall demo -- CMD`: runs in the demo world, leaves the user's files alone, cleans up."""

import contextlib
import json
import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

DEADLINE = 30.0  # seconds; a deadline against hangs, not a measure
START = "import sys; from rolecall.demo.run import run_demo; sys.exit(run_demo(sys.argv[1:]))"
WAIT = "echo $$ $HOME; while :; do read -r _ || sleep 0.1; done"  # a command that never ends


@pytest.fixture
def outside(tmp_path: Path) -> dict[str, str]:
    """The environment of a user with files of her own and a temporary folder."""
    home = tmp_path / "me"
    (home / ".aws").mkdir(parents=True)
    (home / ".aws" / "credentials").write_text("[default]\naws_access_key_id = AKIAMINE\n")
    (tmp_path / "tmp").mkdir()
    return {**os.environ, "HOME": str(home), "TMPDIR": str(tmp_path / "tmp"), "AWS_PROFILE": "x"}


def _demo(*command: str) -> list[str]:
    return [sys.executable, "-c", START, *command]


def _run(env: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        _demo(*command), env=env, capture_output=True, text=True, timeout=DEADLINE
    )


@contextlib.contextmanager
def _running(env: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], int, Path]]:
    """A demo with a command that never ends: the demo, the command's pid, and its HOME."""
    demo = subprocess.Popen(
        _demo("sh", "-c", WAIT),
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert demo.stdout is not None
    try:
        pid, home = demo.stdout.readline().split()
        yield demo, int(pid), Path(home)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(demo.pid, signal.SIGKILL)
        demo.wait()
        demo.stdout.close()


def _until(happened: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + DEADLINE
    while not happened() and time.monotonic() < deadline:
        select.select([], [], [], 0.02)
    return happened()


def _gone(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def _files(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        str(path): (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        for path in [folder, *folder.rglob("*")]
    }


def test_command_is_in_the_world_and_the_users_home_is_left_alone(
    outside: dict[str, str], tmp_path: Path
) -> None:
    before = _files(tmp_path / "me")
    ended = _run(outside, "aws", "sts", "get-caller-identity")
    assert json.loads(ended.stdout)["Arn"] == "arn:aws:iam::111122223333:user/alice"
    assert (ended.returncode, ended.stderr) == (0, "")
    assert _files(tmp_path / "me") == before
    assert list((tmp_path / "tmp").iterdir()) == []


def test_exit_status_is_the_commands(outside: dict[str, str]) -> None:
    assert _run(outside, "sh", "-c", "exit 7").returncode == 7
    assert _run(outside, "sh", "-c", "kill -9 $$").returncode == 128 + 9


def test_command_that_is_missing_or_no_program_is_named(
    outside: dict[str, str], tmp_path: Path
) -> None:
    missing = _run(outside, "nonesuch")
    assert (missing.returncode, missing.stdout) == (127, "")
    assert "nonesuch" in missing.stderr and "Traceback" not in missing.stderr
    plain = tmp_path / "plain.txt"
    plain.write_text("no program")
    refused = _run(outside, str(plain))
    assert (refused.returncode, refused.stdout) == (126, "")
    assert list((tmp_path / "tmp").iterdir()) == []


def test_what_the_command_left_behind_is_removed_too(
    outside: dict[str, str], tmp_path: Path
) -> None:
    litter = "mkdir -p ~/a/b && touch ~/a/b/c && chmod 500 ~/a/b && echo ok"
    ended = _run(outside, "sh", "-c", litter)
    assert ended.stdout == "ok\n"
    assert list((tmp_path / "tmp").iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_signal_reaches_the_command_and_the_world_goes(
    outside: dict[str, str], number: signal.Signals
) -> None:
    with _running(outside) as (demo, pid, home):
        demo.send_signal(number)
        assert demo.wait(DEADLINE) == 128 + number
        assert _gone(pid)
        assert not home.parent.exists()


def test_killed_demo_takes_its_command_and_its_world_along(outside: dict[str, str]) -> None:
    with _running(outside) as (demo, pid, home):
        assert (home / ".aws" / "credentials").exists()
        demo.kill()
        demo.wait(DEADLINE)
        assert _until(lambda: _gone(pid))
        assert _until(lambda: not home.parent.exists())


def test_interrupt_is_the_commands_affair(outside: dict[str, str]) -> None:
    with _running(outside) as (demo, _, _):
        demo.send_signal(signal.SIGINT)
        demo.send_signal(signal.SIGTERM)
        # SIGTERM has ended it: SIGINT, sent to the demo alone, did nothing.
        assert demo.wait(DEADLINE) == 128 + signal.SIGTERM


def test_shell_owns_the_terminal_and_ctrl_c(outside: dict[str, str]) -> None:
    """An interactive bash with job control, the use case of `rolecall demo -- bash`."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(sys.executable, _demo("bash", "--norc", "-i"), outside | {"PS1": "ready> "})  # noqa: S606
    seen = b""

    def saw(text: bytes) -> bool:
        nonlocal seen
        if select.select([terminal], [], [], 0.05)[0]:
            with contextlib.suppress(OSError):
                seen += os.read(terminal, 65536)
        return text in seen

    try:
        assert _until(lambda: saw(b"ready> ")), seen
        os.write(terminal, b"sleep 1000; echo status=$?\n")
        assert _until(lambda: saw(b"sleep 1000; echo")), seen
        seen = b""
        # Repeated: the kernel drops what is typed before sleep is in the foreground.
        assert _until(lambda: os.write(terminal, b"\x03") == 1 and saw(b"ready> ")), seen
        os.write(terminal, b"\necho $HOME; exit 5\n")  # a late ^C discards its line
        assert _until(lambda: saw(b"rolecall-demo-")), seen
        assert _until(lambda: saw(b"exit\r\n"))
        deadline = time.monotonic() + DEADLINE
        ended, status = 0, 0
        while not ended and time.monotonic() < deadline:
            saw(b"never")
            ended, status = os.waitpid(pid, os.WNOHANG)
        assert os.waitstatus_to_exitcode(status) == 5
        pid = 0
    finally:
        if pid:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        os.close(terminal)
