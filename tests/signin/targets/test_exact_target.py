"""A target spelled out for a profile means the same, whatever the files come to say of it."""

from pathlib import Path
from typing import Any

import pytest

from rolecall.catalog.resolve import resolve
from rolecall.core.errors import UsageError
from rolecall.demo.world.clock import SettableClock
from rolecall.demo.world.federation import demo_world
from rolecall.demo.world.world import World
from rolecall.signin.plan import Options, Plan
from rolecall.signin.process_arguments import process_arguments
from rolecall.signin.targets.exact_target import ExactTarget, exact_target, plan_exactly
from tests.drivers.visitor import Visitor

ARN = "arn:aws:iam::333344445555:role/read"
SETTINGS = {
    "external": {"external_id": "x-1"},
    "none-sent": {"external_id": "333344445555"},
    "named": {"role_session_name": "ci"},
    "both": {"external_id": "x-2", "role_session_name": "ci-2"},
    "-dash": {"external_id": "-x"},
}


@pytest.fixture
def organisation(clock: SettableClock) -> World:
    return demo_world(clock)


@pytest.fixture
def ways(visitor: Visitor) -> Visitor:
    """Role profiles of one role that differ in what STS is sent."""
    for name, settings in SETTINGS.items():
        lines = {"role_arn": ARN, "source_profile": "default", **settings}
        visitor.append(
            visitor.paths.aws_config,
            f"[profile {name}]",
            *(f"{key} = {value}" for key, value in lines.items()),
        )
    return visitor


def again(visitor: Visitor, exact: ExactTarget, plan: Plan) -> Plan:
    return plan_exactly(visitor.desk(), exact, Options(base_profile=plan.base.profile))


def read_back(words: list[str]) -> ExactTarget:
    """The target of the words behind `credential-process`, as its options name it."""
    arn, *rest = words
    options = dict[str, str]()
    while rest:
        option = rest.pop(0)
        name, given, value = option.partition("=")
        options[name] = value if given else rest.pop(0)
    fields = ("scheme", "idp", "idp_user", "role_profile", "external_id", "session_name")
    named: dict[str, Any] = {
        field: options.get(f"--{field.replace('_', '-')}", "") for field in fields
    }
    return ExactTarget(arn, **named)


def test_every_row_is_planned_to_its_own_request(ways: Visitor) -> None:
    desk = ways.desk()
    rows = [row for row in desk.catalog.targets if not row.why_not and row.scheme == "bastion"]
    assert {row.role_profile for row in rows} >= set(SETTINGS)
    for row in rows:
        plan = desk.plan(row)
        assert again(ways, exact_target(plan), plan).request == plan.request, row


@pytest.mark.parametrize("name", list(SETTINGS))
def test_what_a_file_says_later_of_the_profile_does_not_count(ways: Visitor, name: str) -> None:
    plan = ways.plan(name)
    exact = exact_target(plan)
    config = Path(ways.paths.aws_config)
    text = config.read_text()
    for value in ("x-1", "x-2", "-x"):
        text = text.replace(f"external_id = {value}\n", "external_id = changed\n")
    text = text.replace("external_id = 333344445555\n", "external_id = changed\n")
    config.write_text(text.replace("role_session_name = ci", "role_session_name = other"))
    assert ways.plan(name).request != plan.request, "the files do say otherwise"
    assert again(ways, exact, plan).request == plan.request


@pytest.mark.parametrize("name", [*SETTINGS, "production", "partner-portal"])
def test_the_words_of_a_process_name_the_whole_target(ways: Visitor, name: str) -> None:
    desk = ways.desk()
    plan = desk.plan(resolve(desk.catalog, name))
    assert read_back(process_arguments(plan)) == exact_target(plan)


def test_a_device_a_region_and_a_duration_are_among_the_words(ways: Visitor) -> None:
    plan = ways.plan("named", options=Options(region="eu-west-3", duration="30m"))
    words = process_arguments(plan, "alice-backup")
    for option, value in (
        ("--mfa-device", "alice-backup"),
        ("--region", "eu-west-3"),
        ("--duration", "1800"),
        ("--base-profile", "default"),
    ):
        assert words[words.index(option) + 1] == value
    assert "--mfa-device" not in process_arguments(plan)


def test_a_value_that_begins_with_a_dash_is_no_option(ways: Visitor) -> None:
    words = process_arguments(ways.plan("-dash"))
    assert "--external-id=-x" in words and "--role-profile=-dash" in words
    assert "-x" not in words and "-dash" not in words


@pytest.mark.parametrize("arn", ["production", "", "arn:aws:iam::1:role/x"])
def test_what_is_no_role_is_wrong_usage(ways: Visitor, arn: str) -> None:
    with pytest.raises(UsageError, match="a role ARN"):
        plan_exactly(ways.desk(), ExactTarget(arn, "bastion"), Options())


def test_an_unknown_scheme_is_wrong_usage(ways: Visitor) -> None:
    with pytest.raises(UsageError, match="Unknown scheme: kerberos"):
        plan_exactly(ways.desk(), ExactTarget(ARN, "kerberos"), Options())
