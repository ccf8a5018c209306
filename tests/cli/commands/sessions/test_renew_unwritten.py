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
    assert "this section was there before" in done.stderr


def test_renewing_one_role_fails_with_the_reason(spoiled: Program) -> None:
    done = spoiled.run("renew", "production", "--no-input")
    assert (done.returncode, done.stdout) == (2, "")
    assert "holds the new session" not in done.stderr
    assert_told(spoiled, done)


def test_renewing_all_counts_it_as_not_renewed(spoiled: Program) -> None:
    done = spoiled.run("renew", "--all", "--no-input")
    assert (done.returncode, done.stdout) == (2, "")
    assert "Not renewed: production · read." in done.stderr
    assert done.stderr.splitlines()[-1] == "0 of 1 sessions are renewed."
    assert_told(spoiled, done)


def test_a_program_that_needs_a_longer_session_runs_with_it_and_the_reason_is_told(
    spoiled: Program,
) -> None:
    words = ["exec", "production", "--min-ttl", "45m", "--", "sh", "-c", "echo $AWS_ACCESS_KEY_ID"]
    done = spoiled.run(*words)
    assert done.returncode == 0
    assert done.stdout.strip() == held_key(spoiled)
    assert_told(spoiled, done)
