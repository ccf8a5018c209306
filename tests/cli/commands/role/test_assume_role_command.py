"""`rolecall assume-role`: what the classic's users depend on."""

from rolecall.demo.world.bastion import BASTION
from rolecall.demo.world.clock import SettableClock
from tests.drivers.program import Program, exported, write
from tests.samples.classic_variables import EXPORTS


def test_account_role_code_and_region_in_that_order(program: Program) -> None:
    done = program.run("assume-role", "production", "admin", program.code(), "eu-west-2")
    assert done.returncode == 0, done.stderr
    found = exported(done.stdout)
    assert list(found)[: len(EXPORTS)] == EXPORTS
    assert found["AWS_REGION"] == "eu-west-2"
    assert found["AWS_ACCOUNT_ROLE"] == "admin"
    assert done.stderr == "Success! IAM session envars are exported.\n"


def test_bare_eval_takes_it(program: Program) -> None:
    program.sign_in("production")
    done = program.shell('eval $(rolecall assume-role production); echo "$AWS_ACCOUNT_ID $GEO_ENV"')
    assert done.stdout == "222233334444 production\n"


def test_says_whose_profile_and_name_it_uses(program: Program) -> None:
    program.env |= {"AWS_PROFILE_ASSUME_ROLE": "default", "AWS_USERNAME": "alice"}
    done = program.run("assume-role", "production", "read", program.code())
    assert done.stderr.splitlines() == [
        "Using assume-role default profile: default",
        "Using AWS_USERNAME: alice",
        "Success! IAM session envars are exported.",
    ]
    assert program.aws.times_called("GetUser") == 0


def test_an_unknown_account_gets_the_classics_words(program: Program) -> None:
    done = program.run("assume-role", "nowhere", "read")
    assert (done.returncode, done.stdout) == (1, "")
    message = 'account_id "nowhere" is incorrectly formatted AWS account id'
    assert done.stderr.splitlines()[0] == message


def test_an_assumed_role_in_the_environment_never_becomes_the_base(program: Program) -> None:
    lines = program.run("assume-role", "production", "read", program.code()).stdout
    program.env |= exported(lines)
    program.aws.calls.clear()
    done = program.run("assume-role", "staging")
    assert done.returncode == 0, done.stderr
    (asked,) = program.aws.calls
    assert asked.access_key_id == exported(lines)["AWS_SESSION_ACCESS_KEY_ID"]


def test_without_words_and_terminal_it_shows_its_usage(program: Program) -> None:
    done = program.run("assume-role")
    assert (done.returncode, done.stdout) == (1, "")
    assert "assume-role ACCOUNT [ROLE] [MFA] [REGION]" in done.stderr


def test_the_picker_of_the_classic_ends_with_1_when_it_is_left(program: Program) -> None:
    talk = program.talk(["assume-role"], [("targets", "\x1b")])
    assert (talk.status, talk.stdout) == (1, "")


def test_the_picker_of_the_classic_gives_the_mfa_session_of_the_keys_of_now(
    program: Program, clock: SettableClock
) -> None:
    """Not that of keys which were replaced since, though it would last longer."""
    clock.advance(1800)
    program.sign_in("production")
    clock.advance(-1800)
    bob = program.aws.world.add_user(BASTION, "bob", ["bob-phone"])
    write(
        program.paths.aws_credentials,
        f"[default]\naws_access_key_id = {bob.access_key_id}\n"
        f"aws_secret_access_key = {bob.secret}\n",
    )
    code = bob.devices[0].code(clock())
    lines = program.run("assume-role", "production", "read", code).stdout
    talk = program.talk(["assume-role"], [("targets", "\r")])
    assert talk.status == 0, talk.shown
    expected, found = exported(lines), exported(talk.stdout)
    assert found["AWS_SESSION_ACCESS_KEY_ID"] == expected["AWS_SESSION_ACCESS_KEY_ID"]
    assert found == expected
