"""Several ways to one role have separate sessions."""

import pytest

from rolecall.catalog.resolve import resolve
from rolecall.core.errors import ConfigError, UsageError
from rolecall.core.model import RoleSession
from rolecall.handover.profile.credentials_file import write_profiles
from rolecall.handover.profile.our_profiles import our_profiles_if_readable
from rolecall.signin.plan import Options
from rolecall.signin.renewal import held_sessions, plan_again, renew
from rolecall.signin.targets.exact_target import exact_target, plan_exactly
from rolecall.signin.targets.target_words import target_words
from tests.drivers.scripted_prompter import ScriptedPrompter
from tests.drivers.visitor import Visitor


@pytest.fixture
def first_and_second(visitor: Visitor) -> Visitor:
    """Two role profiles of one role that differ in session name, both held."""
    arn = visitor.aws.world.role("staging", "read").arn
    for name in ("first", "second"):
        visitor.append(
            visitor.paths.aws_config,
            f"[profile {name}]",
            f"role_arn = {arn}",
            "source_profile = default",
            "external_id = 333344445555",
            f"mfa_serial = {visitor.user.devices[0].serial}",
            f"role_session_name = as-{name}",
        )
    visitor.write(visitor.paths.config_file, [])
    visitor.write(visitor.paths.accounts_file, ["{}"])
    for name, codes in (("first", [visitor.code()]), ("second", [])):
        session = visitor.follow(visitor.plan(name), ScriptedPrompter(*codes)).session
        write_profiles(visitor.paths.aws_credentials, {f"x-{name}": session}, {})
    visitor.aws.calls.clear()
    return visitor


def who(visitor: Visitor, profile: str) -> str:
    """The session name of a profile, as AWS knows it."""
    held = our_profiles_if_readable(visitor.paths.aws_credentials)[profile]
    key = visitor.aws.world.key(held.access_key_id)
    assert key is not None
    return key.caller.arn.rpartition("/")[2]


def session_of(visitor: Visitor, name: str) -> RoleSession:
    desk = visitor.desk()
    (session,) = held_sessions(desk, visitor.plan(name))
    return session


@pytest.mark.parametrize("name", ["first", "second"])
def test_renewing_one_leaves_the_other(first_and_second: Visitor, name: str) -> None:
    visitor = first_and_second
    before = our_profiles_if_readable(visitor.paths.aws_credentials)
    desk = visitor.desk()
    done = renew(desk, plan_again(desk, session_of(visitor, name)), ScriptedPrompter())
    assert done.profiles == (f"x-{name}",)
    assert visitor.last("AssumeRole").parameters["RoleSessionName"] == f"as-{name}"
    assert (who(visitor, "x-first"), who(visitor, "x-second")) == ("as-first", "as-second")
    after = our_profiles_if_readable(visitor.paths.aws_credentials)
    other = {"first": "x-second", "second": "x-first"}[name]
    assert after[other] == before[other]


def test_a_profile_with_older_keys_of_its_request_is_renewed_too(first_and_second: Visitor) -> None:
    visitor = first_and_second
    desk = visitor.desk()
    plan = visitor.plan("first")
    # As with a code on the command line: a new session, without rewriting the profile.
    desk.sign_in.role_session(plan, ScriptedPrompter(), renew=True)
    assert renew(desk, plan, ScriptedPrompter()).profiles == ("x-first",)


def test_both_are_held_and_listed_apart(first_and_second: Visitor) -> None:
    desk = first_and_second.desk()
    held = {session.request.role_profile for session in desk.store.role_sessions()}
    assert held == {"first", "second"}
    for name in ("first", "second"):
        signed_in = desk.sign_in.held(first_and_second.plan(name))
        assert signed_in is not None and signed_in.session.request.role_profile == name


def test_spelled_out_a_target_is_planned_to_the_same_request(first_and_second: Visitor) -> None:
    desk = first_and_second.desk()
    for name in ("first", "second"):
        plan = first_and_second.plan(name)
        again = plan_exactly(desk, exact_target(plan), Options(base_profile=plan.base.profile))
        assert again.request == plan.request
        assert again.target.mfa_serial == plan.target.mfa_serial


def test_spelled_out_nothing_that_a_shell_says_counts(first_and_second: Visitor) -> None:
    visitor = first_and_second
    plan = visitor.plan("first")
    visitor.setenv(AWS_USERNAME="mallory", AWS_PROFILE_ASSUME_ROLE="nobody")
    again = plan_exactly(visitor.desk(), exact_target(plan), Options(base_profile="default"))
    assert again.request == plan.request


def test_a_role_profile_that_is_gone_is_named(first_and_second: Visitor) -> None:
    plan = first_and_second.plan("second")
    first_and_second.write(first_and_second.paths.aws_config, ["[default]"])
    with pytest.raises(UsageError, match="no role profile second"):
        plan_exactly(first_and_second.desk(), exact_target(plan), Options(base_profile="default"))


def test_the_words_for_a_target_mean_it_and_no_other(first_and_second: Visitor) -> None:
    path = first_and_second.paths.accounts_file
    for accounts in ("{}", '{"stage": "333344445555"}', '{"first": "333344445555"}'):
        first_and_second.write(path, [accounts])
        desk = first_and_second.desk()
        catalog = desk.catalog
        rows = [row for row in catalog.targets if row.role_profile in ("first", "second")]
        said = {row.role_profile: target_words(desk, desk.plan(row)) for row in rows}
        assert said["first"] != said["second"]
        for name, words in said.items():
            account, _, profile = (" ".join(words)).partition(" --role-profile ")
            name_, role, *_ = [*account.split(), ""]
            assert resolve(catalog, name_, role, profile).role_profile == name


def test_sessions_of_other_keys_are_not_renewed_as_if_they_were_ones_own(visitor: Visitor) -> None:
    session = visitor.sign_in().session
    other = session.request._replace(identity_key="AKIAANOTHERUSER00001")
    desk = visitor.desk()
    desk.store.keep_role(session._replace(request=other))
    with pytest.raises(ConfigError, match="no longer leads to"):
        plan_again(desk, session._replace(request=other))


def test_a_session_name_that_changed_in_the_files_changes_no_renewal(
    first_and_second: Visitor,
) -> None:
    visitor = first_and_second
    session = session_of(visitor, "second")
    visitor.write(visitor.paths.config_file, ["[defaults]", 'session_name = "team"'])
    visitor.setenv(AWS_USERNAME="somebody")
    desk = visitor.desk()
    renew(desk, plan_again(desk, session), ScriptedPrompter())
    assert visitor.last("AssumeRole").parameters["RoleSessionName"] == "as-second"
