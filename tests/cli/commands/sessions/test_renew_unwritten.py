"""A renewed session whose profiles cannot be written is always reported."""

from pathlib import Path

import pytest

from rolecall.demo.faults import Proceed, Refuse
from rolecall.demo.protocol.http_messages import HttpResponse
from rolecall.sessions.store import SessionStore
from tests.drivers.program import Done, Program


@pytest.fixture
def spoiled(program: Program) -> Program:
    """A held session in a profile, whose file becomes unreadable while AWS responds."""
    role = program.aws.world.role("production", "read")
    role.cut_short = 44 * 60
    program.sign_in("production")
    role.cut_short = None
    done = program.run("profile", "production")
    assert done.returncode == 0, done.stderr
    path = Path(program.paths.aws_credentials)

    def spoil(proceed: Proceed, refuse_with: Refuse) -> HttpResponse:
        path.write_text(path.read_text() + "[default]\n")
        return proceed()

    program.aws.faults.add("AssumeRole", spoil)
    return program


def held_key(program: Program) -> str:
    """The access key id of the only held session."""
    (session,) = SessionStore(program.paths.sessions_folder).role_sessions()
    return session.credentials.access_key_id


def assert_told(program: Program, done: Done) -> None:
    """The profile still has the old session, and stderr names the problem of the file."""
    path = Path(program.paths.aws_credentials)
    assert held_key(program) not in path.read_text()
    assert f"{path}, line" in done.stderr
    assert "this section appears above already" in done.stderr


def test_renewing_one_role_fails_with_the_reason(spoiled: Program) -> None:
    done = spoiled.run("renew", "production", "--no-input")
    assert (done.returncode, done.stdout) == (2, "")
    assert "also in profile" not in done.stderr
    assert_told(spoiled, done)
    told, hint = done.stderr.splitlines()
    assert ", but its profiles still hold the old session: " in told
    assert hint.startswith("hint: ")


def test_renewing_all_says_what_is_renewed_and_what_is_not(spoiled: Program) -> None:
    done = spoiled.run("renew", "--all", "--no-input")
    assert (done.returncode, done.stdout) == (2, "")
    assert_told(spoiled, done)
    told, hint, count = done.stderr.splitlines()
    assert told.startswith("Renewed production · read until ")
    assert ", but its profiles still hold the old session: " in told
    assert hint.startswith("hint: ")
    assert count == "Renewed 1 of 1 sessions; the profiles of one still hold the old session."


def test_a_program_that_needs_a_longer_session_runs_with_it_and_the_reason_is_told(
    spoiled: Program,
) -> None:
    words = ["exec", "production", "--min-ttl", "45m", "--", "sh", "-c", "echo $AWS_ACCESS_KEY_ID"]
    done = spoiled.run(*words)
    assert done.returncode == 0
    assert done.stdout.strip() == held_key(spoiled)
    assert_told(spoiled, done)
