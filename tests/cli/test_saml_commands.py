"""The commands with accounts that are reached through an identity provider."""

import configparser
from pathlib import Path

import pytest

from rolecall.demo.world.clock import SettableClock
from rolecall.demo.world.federation import demo_world
from rolecall.demo.world.world import World
from tests.drivers.program import Program, exported

USER_NAME, PASSWORD = "User name: ", "Password: "


@pytest.fixture
def organisation(clock: SettableClock) -> World:
    return demo_world(clock)


def answers(program: Program) -> list[tuple[str, str]]:
    idp = program.aws.idp
    return [(USER_NAME, f"{idp.user}\n"), (PASSWORD, f"{idp.password}\n")]


def test_one_login_serves_every_role_it_lists(program: Program) -> None:
    talk = program.talk(["export", "partner-portal"], answers(program))
    assert talk.status == 0, talk.shown
    assert exported(talk.stdout)["AWS_ACCOUNT_ID"] == "343434345656"
    assert program.aws.idp.password not in talk.shown
    origin = program.aws.idp_url.rpartition("/saml")[0]
    assert f"Log in to demo-idp. Your password goes to {origin} only." in talk.shown
    done = program.run("export", "research-lab", "researcher")
    assert done.returncode == 0, done.stderr
    assert exported(done.stdout)["AWS_ACCOUNT_ROLE"] == "researcher"
    assert len(program.aws.logins) == 1


def test_the_roles_it_lists_are_targets_from_then_on(program: Program) -> None:
    assert program.run("list", "researcher").returncode == 1
    program.talk(["export", "partner-portal"], answers(program))
    (record,) = program.json("list", "researcher")
    assert record["arn"] == "arn:aws:iam::565656567878:role/researcher"
    assert (record["scheme"], record["sources"]) == ("saml", ["SAML: demo-idp"])


def test_the_user_name_is_offered_the_next_time(program: Program, clock: SettableClock) -> None:
    idp = program.aws.idp
    program.talk(["export", "partner-portal"], answers(program))
    program.run("forget", "--all")
    offered = [(f"User name [{idp.user}]: ", "\n"), (PASSWORD, f"{idp.password}\n")]
    talk = program.talk(["export", "partner-portal"], offered)
    assert talk.status == 0, talk.shown


def test_three_wrong_passwords_are_enough(program: Program) -> None:
    wrong = [(USER_NAME, "bob\n"), (PASSWORD, "1\n")]
    again = [("User name [bob]: ", "\n"), (PASSWORD, "2\n")]
    talk = program.talk(["export", "partner-portal"], [*wrong, *again, *again])
    assert (talk.status, talk.stdout) == (1, "")
    assert len(program.aws.logins) == 3


def test_a_profile_is_written_from_an_assertion(program: Program) -> None:
    talk = program.talk(["profile", "partner-portal", "support"], answers(program))
    assert talk.status == 0, talk.shown
    written = configparser.RawConfigParser()
    written.read_string(Path(program.paths.aws_credentials).read_text())
    key_id = written["partner-portal-support"]["aws_access_key_id"]
    issued = program.aws.world.key(key_id)
    assert issued is not None
    assert ":assumed-role/support/" in issued.caller.arn


def test_ctrl_c_at_the_password_leaves_the_terminal_as_it_was(program: Program) -> None:
    talk = program.talk(
        ["-c", f"{' '.join(program.command('export', 'partner-portal'))}; stty -a"],
        [(USER_NAME, "bob\n"), (PASSWORD, "secret\x03")],
        command=["bash"],
    )
    assert " echo " in talk.stdout.replace(";", " ")
    assert "secret" not in talk.shown
    assert not program.aws.logins


def test_who_wants_the_duration_is_told_beforehand(program: Program) -> None:
    told = program.run("explain", "partner-portal", "support", "--duration", "8h").stdout
    assert "8 h: as --duration says" in told
