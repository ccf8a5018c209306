"""`aws login` as a target of its own: its keys, handed to tools that know nothing of it."""

import json
from datetime import timedelta

import pytest

from rolecall.catalog.resolve import resolve
from rolecall.cli.main import main
from rolecall.core.errors import RolecallError, UsageError
from rolecall.core.model import (
    AWS_LOGIN,
    BASTION,
    SCHEME_NAMES,
    Target,
    parse_holder_arn,
    parse_login_arn,
    rfc3339,
    seconds_left,
)
from rolecall.handover.profile.our_profiles import our_profiles
from rolecall.signin.desk import Desk
from rolecall.signin.many.many_profiles import write_many
from rolecall.signin.many.role_progress import Progress, Status
from rolecall.signin.mfa.base_kinds import Base
from rolecall.signin.plan import Options
from rolecall.signin.prompters import SilentPrompter
from rolecall.signin.renewal import plan_again, renew
from rolecall.signin.schemes import SCHEMES
from rolecall.signin.services import SignedIn
from rolecall.signin.targets.exact_target import exact_target, plan_exactly
from rolecall.signin.way import way_to
from tests.drivers.aws_login import person, signed_in
from tests.drivers.scripted_prompter import ScriptedPrompter
from tests.drivers.visitor import Visitor


@pytest.fixture(autouse=True)
def me(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = ["[profile me]", "region = eu-central-1", f"login_session = {visitor.user.arn}"]
    visitor.append(visitor.paths.aws_config, *lines)
    monkeypatch.setattr("rolecall.signin.browser.surroundings._CONTAINERS", ())


def mine(desk: Desk) -> Target:
    (found,) = (target for target in desk.catalog.targets if target.scheme == AWS_LOGIN)
    return found


def take(visitor: Visitor, prompter: ScriptedPrompter | None = None) -> SignedIn:
    desk = visitor.desk()
    return desk.become(desk.plan(mine(desk)), prompter or ScriptedPrompter())


def test_every_scheme_has_a_name() -> None:
    assert tuple(SCHEMES) == SCHEME_NAMES


@pytest.mark.parametrize(
    ("arn", "account", "name"),
    [
        ("arn:aws:iam::111122223333:user/alice", "111122223333", "alice"),
        ("arn:aws-cn:iam::111122223333:user/team/a/bob", "111122223333", "bob"),
        ("arn:aws:iam::111122223333:root", "111122223333", "root"),
        ("arn:aws:sts::111122223333:assumed-role/Admin/alice@x", "111122223333", "Admin"),
        ("arn:aws:sts::111122223333:federated-user/bea", "111122223333", "bea"),
    ],
)
def test_who_an_arn_is(arn: str, account: str, name: str) -> None:
    found = parse_login_arn(arn)
    assert found is not None and (found.account_id, found.role) == (account, name)
    assert parse_holder_arn(arn) == found


@pytest.mark.parametrize(
    "arn",
    [
        "",
        "arn:aws:iam::1:user/alice",
        "arn:aws:iam::111122223333:role/read",
        "arn:aws:sts::111122223333:assumed-role/Admin",
        "arn:aws:iam::111122223333:user/ali ce",
        "arn:aws:iam::111122223333:user/alice\n",
        "arn:aws:iam::111122223333:rooty",
    ],
)
def test_what_is_nobody(arn: str) -> None:
    assert parse_login_arn(arn) is None


def test_a_profile_is_a_row_by_name_id_and_arn(visitor: Visitor) -> None:
    catalog = visitor.desk().catalog
    target = mine(visitor.desk())
    assert (target.arn, target.role, target.idp) == (visitor.user.arn, "alice", "me")
    assert not target.why_not and target.region == "eu-central-1"
    for words in (("me",), ("me", "alice"), ("111122223333", "alice"), (visitor.user.arn,)):
        assert resolve(catalog, *words).holder == visitor.user.arn, words
    assert resolve(catalog, "me", "read").scheme == BASTION, "a role of its account"
    with pytest.raises(UsageError, match="not a role ARN"):
        resolve(catalog, "arn:aws:iam::111122223333:user/bea")


def test_an_account_stands_for_a_role_and_not_for_who_signs_in(visitor: Visitor) -> None:
    visitor.append(
        visitor.paths.aws_config,
        *("[profile zoomer]", "source_profile = default"),
        "role_arn = arn:aws:iam::111122223333:role/zoom",
    )
    catalog = visitor.desk().catalog
    assert resolve(catalog, "111122223333").role == "zoom"
    assert resolve(catalog, "111122223333", "alice").scheme == AWS_LOGIN
    visitor.append(visitor.paths.config_file, "[accounts.hub]", 'id = "111122223333"')
    catalog = visitor.desk().catalog
    assert {t.alias for t in catalog.targets if t.account_id == "111122223333"} == {"hub"}


def test_it_gives_the_keys_of_the_session(visitor: Visitor) -> None:
    token = signed_in(visitor.aws, visitor.paths)
    taken = take(visitor)
    assert taken.session.credentials == token.keys
    assert taken.session.arn == visitor.user.arn and taken.session.base_profile == "aws-login:me"
    assert taken.login is not None and taken.login.expiration == token.ends
    assert not visitor.aws.calls and not take(visitor).new
    (kept,) = visitor.desk().store.role_sessions()
    assert kept.request == taken.session.request


def test_it_is_planned_as_it_goes(visitor: Visitor) -> None:
    desk = visitor.desk()
    plan = desk.plan(mine(desk))
    way = way_to(plan, Base.NONE)
    assert [step.action for step in way.steps] == ["sign-in", "signin:CreateOAuth2Token"]
    assert (way.asks, way.seconds, way.shortened) == (("a sign-in at me",), 900, False)
    prompter = ScriptedPrompter(browser=person(visitor.aws))
    taken = take(visitor, prompter).session
    assert len(prompter.browser_questions) == 1
    assert seconds_left(taken.expiration, visitor.now) == 900
    login = visitor.desk().sign_in.login(plan)
    assert login is not None
    way = way_to(plan, Base.NONE, login_left=seconds_left(login.expiration, visitor.now))
    assert way.asks == () and way.briefly == "no sign-in: the one at me lasts 12 h."


def test_it_is_renewed_in_its_profiles_without_a_question(visitor: Visitor) -> None:
    signed_in(visitor.aws, visitor.paths)
    old = take(visitor).session
    desk = visitor.desk()
    write_many(desk, [Progress(plan_again(desk, old), Status.HELD, SignedIn(old))])
    visitor.clock.advance(60)
    desk = visitor.desk()
    renewed = renew(desk, plan_again(desk, old), SilentPrompter())
    new = renewed.signed_in.session
    assert new.access_key_id != old.access_key_id
    assert new.expiration == old.expiration + timedelta(seconds=60)
    (held,) = our_profiles(desk.paths.aws_credentials).values()
    assert held.access_key_id == new.access_key_id


def test_what_the_files_no_longer_lead_to_is_refused(visitor: Visitor) -> None:
    desk = visitor.desk()
    exact = exact_target(desk.plan(mine(desk)))
    assert plan_exactly(desk, exact, Options()).request == desk.plan(mine(desk)).request
    visitor.write(visitor.paths.aws_config, ["[profile me]", "region = eu-central-1"])
    desk = visitor.desk()
    plan = plan_exactly(desk, exact, Options())
    with pytest.raises(RolecallError) as raised:
        desk.become(plan, ScriptedPrompter())
    assert "profile me of the AWS config file no longer signs in" in raised.value.hint


@pytest.mark.parametrize("words", [["--read-only"], ["--mfa-code", "123456"]])
def test_what_it_cannot_be_asked_for_is_said(
    visitor: Visitor, words: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", "me", *words], visitor.env) == 2
    told = capfd.readouterr()
    assert not told.out and "`aws login`" in told.err and "hint: Leave" in told.err


def test_an_account_that_is_read_only_by_default_is_not_had_whole(visitor: Visitor) -> None:
    visitor.append(
        visitor.paths.config_file,
        *("[accounts.hub]", 'id = "111122223333"', "read_only = true"),
    )
    assert "does not go with `aws login`" in mine(visitor.desk()).why_not


def test_the_console_takes_no_keys_of_a_user(
    visitor: Visitor, capfd: pytest.CaptureFixture[str]
) -> None:
    signed_in(visitor.aws, visitor.paths)
    assert main(["console", "me", "--print"], visitor.env) == 1
    told = capfd.readouterr()
    assert not told.out and "takes no keys of an IAM user" in told.err
    assert "Open https://console.aws.amazon.com/console/home in the browser" in told.err


def test_the_command_line_lists_and_hands_it_over(
    visitor: Visitor, capfd: pytest.CaptureFixture[str]
) -> None:
    token = signed_in(visitor.aws, visitor.paths)
    assert main(["list", "me", "--json"], visitor.env) == 0
    (row,) = (row for row in json.loads(capfd.readouterr().out) if row["scheme"] == AWS_LOGIN)
    assert (row["arn"], row["account_id"]) == (visitor.user.arn, "111122223333")
    real = seconds_left(token.keys.expiration, visitor.now)
    assert real == 900
    assert main(["export", "me", "--no-input"], visitor.env) == 0
    assert token.keys.access_key_id in capfd.readouterr().out
    assert main(["sessions"], visitor.env) == 0
    told = capfd.readouterr().out
    assert "aws login session\talice\tme\t" in told
    assert main(["sessions", "--json"], visitor.env) == 0
    (login,) = (one for one in json.loads(capfd.readouterr().out) if one["kind"] == AWS_LOGIN)
    assert login["profile"] == "me" and "device" not in login
    assert login["keys_expire"] == rfc3339(token.keys.expiration)
