"""Another user's cache, a malformed state file, a held lock: reported, and work continues."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from rolecall.core.state.state import update_state
from tests.drivers.program import PATIENCE, Program, exported
from tests.processes.lock_holder import holder

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")


def export(program: Program, windows: int = 0) -> tuple[dict[str, str], str]:
    """Log in to a role; returns the variables and stderr."""
    code = program.code(windows=windows)
    done = program.run("export", "staging", "read", "--region", "eu-west-1", "--mfa-code", code)
    assert done.returncode == 0, done.stderr
    return exported(done.stdout), done.stderr


def test_a_role_is_handed_out_beside_a_cache_that_others_can_write(program: Program) -> None:
    export(program)
    folder = Path(program.paths.cache_folder)
    folder.chmod(0o777)
    before = sorted(folder.rglob("*"))
    found, said = export(program, windows=1)
    assert found["AWS_ACCOUNT_ID"]
    assert said.count("can be written by others") == 1
    assert f"hint: Try: chmod go-w {folder}" in said
    assert sorted(folder.rglob("*")) == before
    folder.chmod(0o755)
    again, said = export(program)
    assert again["AWS_ACCESS_KEY_ID"] != found["AWS_ACCESS_KEY_ID"], "it was not kept"
    assert "others" not in said


@pytest.mark.parametrize("name", ["", "exec"])
def test_no_config_that_others_could_change_is_given_to_a_program(
    program: Program, tmp_path: Path, name: str
) -> None:
    export(program)
    folder = Path(program.paths.cache_folder, name)
    folder.mkdir(exist_ok=True)
    folder.chmod(0o777)
    before = sorted(folder.rglob("*"))
    words = ("exec", "staging", "read", "--region", "eu-west-1", "--refresh")
    code = program.code(windows=1)
    done = program.run(*words, "--mfa-code", code, "--", "touch", str(tmp_path / "ran"))
    assert done.returncode == 2
    assert "can be written by others" in done.stderr
    assert not (tmp_path / "ran").exists()
    assert sorted(folder.rglob("*")) == before


def test_a_program_that_asks_for_keys_makes_no_lock_there(program: Program) -> None:
    export(program)
    folder = Path(program.paths.cache_folder)
    folder.chmod(0o777)
    before = sorted(folder.rglob("*"))
    done = program.run("credential-process", "staging", "read")
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.count("can be written by others") == 1
    assert sorted(folder.rglob("*")) == before


@AS_ROOT
def test_the_session_file_of_somebody_else_is_not_used(program: Program) -> None:
    first, _ = export(program)
    for file in Path(program.paths.sessions_folder).glob("*.json"):
        os.chown(file, 12_345, 12_345)
    second, said = export(program, windows=1)
    assert second["AWS_ACCESS_KEY_ID"] != first["AWS_ACCESS_KEY_ID"]
    assert "belongs to another user" in said


def test_nothing_is_said_to_somebody_who_completes_a_word(program: Program) -> None:
    export(program)
    Path(program.paths.cache_folder).chmod(0o777)
    Path(program.paths.state_file).write_text("rotten = ")
    done = program.run("complete", "--", "rolecall", "export", "stag")
    assert (done.returncode, done.stderr) == (0, "")
    assert "staging" in done.stdout


def test_production_stays_protected_where_the_state_rots(program: Program) -> None:
    path = Path(program.paths.state_file)

    def protected(account: str) -> bool:
        targets = json.loads(listed.stdout)
        return any(target["protected"] for target in targets if account in target["aliases"])

    listed = program.run("list", "--json")
    target = next(t for t in json.loads(listed.stdout) if not t["protected"] and t["aliases"])
    account = target["aliases"][0]
    update_state(str(path), lambda state: state._replace(settings={"guard": account}))
    for spoil in (
        lambda: path.write_bytes(path.read_bytes().replace(b"guard = ", b"guarf = ")),
        lambda: path.write_bytes(path.read_bytes() + b"rotten = "),
        path.unlink,
    ):
        before = path.read_bytes()
        spoil()
        listed = program.run("list", "--json")
        assert protected(account)
        assert listed.stderr.count("stays protected") == 1
        path.write_bytes(before)
    listed = program.run("list", "--json")
    assert protected(account)
    assert listed.stderr == ""


WHERE = ["used_codes", "state_file"]


@pytest.mark.parametrize("where", WHERE)
def test_a_lock_that_somebody_holds_is_told_and_given_up_with_ctrl_c(
    program: Program, where: str
) -> None:
    path = Path(getattr(program.paths, where))
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with holder(path) as process:
        words = program.command("export", "staging", "read", "--region", "eu-west-1")
        with subprocess.Popen(
            [*words, "--mfa-code", program.code()],
            env=program.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as waiting:
            assert waiting.stderr is not None
            told = waiting.stderr.readline()
            assert told == f"Waiting for process {process.pid}, which has locked {path}.\n"
            waiting.send_signal(signal.SIGINT)
            data, _ = waiting.communicate(timeout=PATIENCE)
        process.communicate()
    assert (waiting.returncode, data) == (130, "")
    if where == "used_codes":
        assert program.aws.times_called("GetSessionToken") == 0


WAITS = """
import sys
from rolecall.core.files.locks import locked
from rolecall.core.notices import set_listener
set_listener(lambda line, hint: print(line, flush=True))
with locked(sys.argv[1], patience=0.2, quiet=0.05):
    pass
"""


def test_any_lock_is_told_before_it_is_given_up(tmp_path: Path) -> None:
    path = tmp_path / "file"
    with holder(path) as process:
        done = subprocess.run(
            [sys.executable, "-c", WAITS, str(path)], capture_output=True, text=True, timeout=30
        )
        process.communicate()
    assert done.stdout == f"Waiting for process {process.pid}, which has locked {path}.\n"
    assert f"is locked by process {process.pid}" in done.stderr
