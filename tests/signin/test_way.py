"""The way that is told beforehand is the one that is then gone: each row is carried out."""

import json
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from rolecall.core.model import seconds_left
from rolecall.demo.world.world import Caller, Key
from rolecall.signin.plan import Options, Plan
from rolecall.signin.way import Base, Way, base_of, way_to
from tests.drivers.scripted_prompter import ScriptedPrompter
from tests.drivers.visitor import Visitor

ROLE = ("staging", "admin")
DURATIONS = ("", "15m", "1h", "4h", "12h")
SECONDS = {"": 3600, "15m": 900, "1h": 3600, "4h": 14_400, "12h": 43_200}
CALLS = ("GetSessionToken", "AssumeRole")


def _temporary(visitor: Visitor) -> Key:
    user = visitor.user
    arn = f"arn:aws:iam::{user.account_id}:user/{user.name}"
    now = visitor.clock()
    caller = Caller(user.account_id, arn, user.user_id, user, temporary=True, mfa_at=now)
    return visitor.aws.world.issue(caller, 36_000)


def _keys(visitor: Visitor, key: Key) -> None:
    visitor.write(
        visitor.paths.aws_credentials,
        [
            "[default]",
            f"aws_access_key_id = {key.access_key_id}",
            f"aws_secret_access_key = {key.secret}",
            f"aws_session_token = {key.token}",
        ],
    )


def _program(visitor: Visitor, tmp_path: Path, answer: dict[str, object]) -> None:
    program = tmp_path / "keys"
    program.write_text(f"#!{sys.executable}\nprint({json.dumps(json.dumps(answer))})\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    visitor.write(visitor.paths.aws_credentials, [])
    config = Path(visitor.paths.aws_config).read_text(encoding="utf-8")
    process = f"[default]\ncredential_process = {program}\n"
    assert "[default]\n" in config
    visitor.write(visitor.paths.aws_config, [config.replace("[default]\n", process)])


@pytest.fixture(
    params=[
        "long term",
        "long term, logged in",
        "temporary",
        "program, long term",
        "program, temporary",
    ]
)
def base(request: pytest.FixtureRequest, visitor: Visitor, tmp_path: Path) -> Iterator[str]:
    user = visitor.user
    if request.param == "temporary":
        _keys(visitor, _temporary(visitor))
    elif request.param == "program, long term":
        keys = {"AccessKeyId": user.access_key_id, "SecretAccessKey": user.secret}
        _program(visitor, tmp_path, {"Version": 1, **keys})
    elif request.param == "long term, logged in":
        visitor.sign_in()
        visitor.clock.advance(30)
    elif request.param == "program, temporary":
        key = _temporary(visitor)
        keys = {"AccessKeyId": key.access_key_id, "SecretAccessKey": key.secret}
        ends = {"SessionToken": key.token, "Expiration": "2099-01-01T00:00:00Z"}
        _program(visitor, tmp_path, {"Version": 1, **keys, **ends})
    yield request.param


def _way(visitor: Visitor, plan: Plan) -> Way:
    desk = visitor.desk()
    held, login = desk.sign_in.held(plan), desk.sign_in.login(plan)
    return way_to(
        plan,
        base_of(desk.profiles.get(plan.base.profile)),
        login_left=seconds_left(login.expiration, visitor.now) if login else 0,
        held_left=seconds_left(held.session.expiration, visitor.now) if held else 0,
    )


def _gone(visitor: Visitor, plan: Plan) -> tuple[list[str], int, int]:
    """The calls made on the way, the questions, and the seconds that AWS was asked for."""
    prompter = ScriptedPrompter(visitor.code())
    visitor.aws.calls.clear()
    visitor.follow(plan, prompter)
    calls = [call for call in visitor.aws.calls if call.action in CALLS]
    seconds = int(calls[-1].parameters["DurationSeconds"])
    return [f"sts:{call.action}" for call in calls], len(prompter.questions), seconds


@pytest.mark.parametrize("wanted", DURATIONS)
@pytest.mark.parametrize("with_mfa", [True, False])
def test_the_way_told_is_the_way_gone(
    visitor: Visitor, base: str, wanted: str, with_mfa: bool
) -> None:
    role = visitor.aws.world.role(*ROLE)
    role.max_session, role.needs_mfa = 43_200, with_mfa
    plan = visitor.plan(*ROLE, Options(duration=wanted))
    plan = plan.replaced(target=plan.target._replace(with_mfa=with_mfa))
    way = _way(visitor, plan)
    if base == "program, temporary":
        assert way.notes == (
            ()
            if not with_mfa
            else ("If the program prints temporary keys: no code, and 1 h at most.",)
        )
        way = way_to(plan, Base.TEMPORARY)
    calls, questions, seconds = _gone(visitor, plan)
    assert [step.action for step in way.steps] == calls
    assert len(way.asks) == questions
    assert way.seconds == seconds
    assert seconds == SECONDS[wanted] or "AWS allows no more" in way.because


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        (["aws_access_key_id = AKIAIOSFODNN7EXAMPLE", "aws_secret_access_key = x"], Base.LONG_TERM),
        (["aws_access_key_id = ASIAIOSFODNN7EXAMPLE", "aws_secret_access_key = x"], Base.TEMPORARY),
        (["credential_process = x"], Base.PROGRAM),
        (["sso_session = x"], Base.IDENTITY_CENTER),
        (["sso_start_url = https://x.awsapps.com/start"], Base.IDENTITY_CENTER),
        (["web_identity_token_file = /x", "role_arn = arn:aws:iam::1:role/x"], Base.WEB_IDENTITY),
        (["credential_source = Ec2InstanceMetadata"], Base.MACHINE),
        (["role_arn = arn:aws:iam::111122223333:role/x", "source_profile = y"], Base.ROLE),
        (["region = eu-west-1"], Base.NONE),
    ],
)
def test_what_the_base_profile_has_is_read_from_the_files(
    visitor: Visitor, lines: list[str], kind: Base
) -> None:
    visitor.append(visitor.paths.aws_config, "[profile of-test]", *lines)
    assert base_of(visitor.desk().profiles.get("of-test")) is kind
    assert base_of(None) is Base.NONE


def test_a_held_session_takes_no_step(visitor: Visitor) -> None:
    visitor.sign_in()
    plan = visitor.plan("staging", "read")
    way = _way(visitor, plan)
    assert (way.steps, way.asks, way.because) == ((), (), "you hold it now")
    assert way.seconds > 3500
    named = visitor.plan("staging", "read", Options(mfa_device="alice-backup"))
    assert _way(visitor, named).asks, "another device is asked for"


def test_twelve_hours_are_told_with_their_price(visitor: Visitor) -> None:
    way = _way(visitor, visitor.plan(*ROLE, Options(duration="12h")))
    assert way.seconds == 43_200
    assert "for this role alone" in way.asks[0]
    assert way.because == "as --duration says"


def test_a_code_that_a_program_prints_is_no_question(visitor: Visitor) -> None:
    plan = visitor.plan(*ROLE).replaced(code_printed=True)
    way = _way(visitor, plan)
    assert way.asks == ()
    assert "a code of the [mfa] process" in way.steps[0].using
    long = visitor.plan(*ROLE, Options(duration="12h")).replaced(code_printed=True)
    assert _way(visitor, long).asks == ()
