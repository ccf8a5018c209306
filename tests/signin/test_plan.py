"""Planning a sign-in from files and environment alone."""

from collections.abc import Mapping
from types import MappingProxyType

import pytest

from rolecall.catalog.aws_config import Profile, Profiles
from rolecall.core.errors import ConfigError, RolecallError, UsageError
from rolecall.core.login import BaseIdentity
from rolecall.core.model import Target
from rolecall.core.paths import paths_from
from rolecall.core.settings.settings import Settings
from rolecall.core.state.state import State
from rolecall.signin.plan import NO_OPTIONS, Files, Options, Plan
from rolecall.signin.sign_in import plan_for

TARGET = Target("222233334444", ("production",), "read")
PHONE = "arn:aws:iam::111122223333:mfa/alice-phone"
BACKUP = "arn:aws:iam::111122223333:mfa/alice-backup"
KEYS = Profile("default", access_key_id="AKIAIOSFODNN7EXAMPLE", has_keys=True)
WORK = Profile("work", access_key_id="AKIAI44QH8DHBEXAMPLE", has_keys=True, mfa_serial=PHONE)
CHAIN = Profile("chain", role_arn="arn:aws:iam::111122223333:role/base", source_profile="work")


def planned(
    target: Target = TARGET,
    options: Options = NO_OPTIONS,
    *,
    settings: Settings = Settings(),  # noqa: B008 - a value, never changed
    state: State = State(),  # noqa: B008
    env: Mapping[str, str] = MappingProxyType({}),
) -> Plan:
    profiles = Profiles({profile.name: profile for profile in (KEYS, WORK, CHAIN)})
    return plan_for(target, Files(env, settings, profiles, state, paths_from({})), options)


def test_nothing_said_is_the_classics_way() -> None:
    plan = planned()
    assert plan.base == BaseIdentity("default", "AKIAIOSFODNN7EXAMPLE")
    assert (plan.duration, plan.region, plan.session_name, plan.user_name) == (3600, "", "", "")
    assert (plan.mfa_serial, plan.device, plan.device_used_last) == ("", "", "")


def test_the_base_is_the_options_the_targets_the_variables_the_last_the_settings() -> None:
    settings, state = Settings(base_profile="e"), State(base_profile="d")
    env = {"AWS_PROFILE_ASSUME_ROLE": "c"}
    target, options = TARGET._replace(base_profile="b"), Options(base_profile="a")
    found = [
        planned(target, options, settings=settings, state=state, env=env),
        planned(target, settings=settings, state=state, env=env),
        planned(settings=settings, state=state, env=env),
        planned(settings=settings, state=state),
        planned(settings=settings),
    ]
    assert [plan.base.profile for plan in found] == ["a", "b", "c", "d", "e"]


def test_a_base_that_no_file_names_has_no_key_id() -> None:
    assert planned(env={"AWS_PROFILE_ASSUME_ROLE": "elsewhere"}).base == BaseIdentity(
        "elsewhere", ""
    )


def test_a_base_that_is_a_role_is_refused_by_name() -> None:
    with pytest.raises(ConfigError, match="Base profile chain is a role itself") as raised:
        planned(env={"AWS_PROFILE_ASSUME_ROLE": "chain"})
    assert "AWS_PROFILE_ASSUME_ROLE" in raised.value.hint


def test_the_device_is_the_options_the_targets_the_bases_the_last() -> None:
    state = State(last_device={"work": BACKUP, "default": "somebody's"})
    work = TARGET._replace(base_profile="work")
    assert planned(work, state=state).device == PHONE  # the mfa_serial of the base profile
    assert planned(work, state=state).device_used_last == BACKUP
    assert planned(state=state).device == "somebody's"
    assert planned(work._replace(mfa_serial=PHONE), state=state).device == PHONE
    assert planned(work, Options(mfa_device="alice-phone"), state=state).device == "alice-phone"


def test_the_serial_of_the_files_is_the_targets_then_the_bases() -> None:
    work = TARGET._replace(base_profile="work")
    assert planned(work).mfa_serial == PHONE
    assert planned(work._replace(mfa_serial=BACKUP)).mfa_serial == BACKUP


def test_the_session_is_named_by_the_target_the_settings_the_user() -> None:
    settings = Settings(session_name="team")
    target = TARGET._replace(session_name="ada")
    assert planned(target, settings=settings, env={"AWS_USERNAME": "alice"}).session_name == "ada"
    assert planned(settings=settings, env={"AWS_USERNAME": "alice"}).session_name == "team"
    assert planned(env={"AWS_USERNAME": "alice"}).session_name == "alice"


def test_the_duration_is_the_options_the_variables_the_targets_the_settings() -> None:
    settings, target = Settings(duration=1200), TARGET._replace(duration=1800)
    env = {"AWS_ROLE_SESSION_TIMEOUT": "2700"}
    found = [
        planned(target, Options(duration="1h30m"), settings=settings, env=env),
        planned(target, settings=settings, env=env),
        planned(target, settings=settings),
        planned(settings=settings),
    ]
    assert [plan.duration for plan in found] == [5400, 2700, 1800, 1200]


@pytest.mark.parametrize("duration", ["0", "899", "43201", "13h", "soon", "-900", "1h ", "9" * 99])
def test_a_duration_aws_could_not_grant_is_refused(duration: str) -> None:
    with pytest.raises(UsageError):
        planned(options=Options(duration=duration))
    with pytest.raises(ConfigError, match="AWS_ROLE_SESSION_TIMEOUT") as raised:
        planned(env={"AWS_ROLE_SESSION_TIMEOUT": duration})
    assert "15 minutes to 12 hours" in raised.value.hint


@pytest.mark.parametrize(
    ("options", "env"),
    [
        (Options(region="here; touch x"), {}),
        (NO_OPTIONS, {"AWS_REGION": "$(id)"}),
        (NO_OPTIONS, {"AWS_DEFAULT_REGION": "eu-west-1\n"}),
    ],
)
def test_what_is_no_region_is_refused(options: Options, env: dict[str, str]) -> None:
    with pytest.raises(RolecallError, match="not an AWS region"):
        planned(options=options, env=env)


def test_the_region_chosen_for_an_account_is_planned_with() -> None:
    state = State(regions={"222233334444": "eu-north-1"})
    assert planned(state=state).region == "eu-north-1"
    assert planned(TARGET._replace(region="eu-west-1"), state=state).region == "eu-north-1"
    assert planned(state=state, env={"AWS_REGION": "eu-west-2"}).region == "eu-west-2"
    assert planned(state=State(regions={"222233334444": "$(x)"})).region == ""


def test_a_region_on_the_command_line_turns_a_free_partition_and_contradicts_a_settled_one() -> (
    None
):
    options = Options(region="us-gov-west-1")
    assert planned(options=options).target.arn == ("arn:aws-us-gov:iam::222233334444:role/read")
    with pytest.raises(UsageError, match="aws-us-gov"):
        planned(TARGET._replace(partition_known=True), options)


ELSEWHERE = {"AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "eu-west-2"}


@pytest.mark.parametrize(
    ("region", "option", "env", "of_shell"),
    [
        ("", "", {}, False),
        ("", "", {"AWS_REGION": "eu-west-1"}, True),
        ("", "", {"AWS_DEFAULT_REGION": "eu-west-2"}, True),
        ("", "", ELSEWHERE, True),
        ("", "", {"AWS_REGION": "", "AWS_DEFAULT_REGION": "eu-west-2"}, True),
        ("", "us-east-1", ELSEWHERE, False),
        ("", "us-east-1", {}, False),
        ("eu-central-1", "", {}, False),
    ],
)
def test_a_region_is_the_shells_where_the_environment_says_it(
    region: str, option: str, env: dict[str, str], of_shell: bool
) -> None:
    plan = planned(TARGET._replace(region=region), Options(region=option), env=env)
    assert plan.region_of_shell == of_shell
    assert plan.region_named == bool(option)
