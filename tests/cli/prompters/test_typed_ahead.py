"""Input typed before a prompt appears is never taken as a hidden answer."""

import pytest

from rolecall.demo.world.clock import SettableClock
from rolecall.demo.world.federation import demo_world
from rolecall.demo.world.world import World
from tests.drivers.program import Program, exported


@pytest.fixture
def organisation(clock: SettableClock) -> World:
    return demo_world(clock)


def test_a_line_typed_ahead_of_the_password_is_not_sent_as_one(program: Program) -> None:
    idp = program.aws.idp
    # Both lines arrive at once, while the prompt for the user name is open.
    answers = [
        ("User name: ", f"{idp.user}\ntyped too early\n"),
        ("Password: ", f"{idp.password}\n"),
    ]
    talk = program.talk(["export", "partner-portal"], answers)
    assert talk.status == 0, talk.shown
    assert exported(talk.stdout)["AWS_ACCOUNT_ID"] == "343434345656"
    assert len(program.aws.logins) == 1


def test_a_line_typed_ahead_of_the_code_is_not_sent_as_one(program: Program) -> None:
    answers = [
        ("Device [1]: ", "1\n000000\n"),
        ("MFA code of alice-phone: ", f"{program.code()}\n"),
    ]
    talk = program.talk(["export", "production"], answers)
    assert talk.status == 0, talk.shown
    assert "AWS refused that code" not in talk.shown
    assert program.aws.times_called("GetSessionToken") == 1
