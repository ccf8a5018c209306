"""`sessions` and `forget` with held assertions."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from rolecall.core.login import BaseIdentity, Login
from rolecall.core.model import utc_now
from rolecall.core.secret import Secret
from rolecall.demo.server import EmbeddedAws
from rolecall.demo.world.clock import SettableClock
from rolecall.demo.world.federation import demo_world
from rolecall.demo.world.world import World
from rolecall.sessions.store import SessionStore
from tests.drivers.program import Program


@pytest.fixture
def organisation(clock: SettableClock) -> World:
    return demo_world(clock)


@pytest.fixture
def logged_in(program: Program, aws: EmbeddedAws) -> Program:
    """The program after a login at the demo's IdP."""
    path = Path(program.paths.saml_file)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    path.write_text(f"username = {aws.idp.user}\npassword = {aws.idp.password}\n")
    path.chmod(0o600)
    done = program.run("export", "partner-portal", "read")
    assert done.returncode == 0, done.stderr
    return program


def test_sessions_lists_a_held_assertion(logged_in: Program) -> None:
    first, second = logged_in.run("sessions").stdout.splitlines()
    assert re.fullmatch("SAML login\talice@example.com\tdemo-idp\t(5:00|4:[0-9]{2})", first)
    assert second.startswith("partner-portal\tread\t343434345656\t")


def test_the_json_says_whose_and_for_how_long_and_never_the_assertion(logged_in: Program) -> None:
    login, role = logged_in.json("sessions")
    assert (login["kind"], role["kind"]) == ("saml", "role")
    assert (login["idp"], login["user_name"]) == ("demo-idp", "alice@example.com")
    assert 200 < login["seconds_left"] <= 300
    assert set(login) == {"kind", "idp", "user_name", "expires", "seconds_left"}
    (held,) = SessionStore(logged_in.paths.sessions_folder).logins()
    assert held.secret.reveal()[:20] not in logged_in.run("sessions", "--json").stdout


def test_an_assertion_that_is_over_is_expired(program: Program) -> None:
    over = utc_now() - timedelta(minutes=1)
    base = BaseIdentity("saml:demo-idp", program.aws.idp_url)
    login = Login("saml", base, "demo-idp", "alice", over, over, secret=Secret("PHNhbWw+"))
    SessionStore(program.paths.sessions_folder).keep_login(login)
    assert program.run("sessions").stdout == "SAML login\talice\tdemo-idp\texpired\n"


def test_forgetting_all_takes_the_assertion_too(logged_in: Program, aws: EmbeddedAws) -> None:
    done = logged_in.run("forget", "--all")
    assert done.stderr == "Forgot 2 sessions.\n"
    assert logged_in.json("sessions") == []
    logins = len(aws.logins)
    assert logged_in.run("export", "partner-portal", "read").returncode == 0
    assert len(aws.logins) == logins + 1, "the next role takes a login"


def test_forgetting_a_role_leaves_the_assertion(logged_in: Program) -> None:
    assert logged_in.run("forget", "partner-portal", "read").returncode == 0
    assert [row["kind"] for row in logged_in.json("sessions")] == ["saml"]
