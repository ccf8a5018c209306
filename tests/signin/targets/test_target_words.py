"""The arguments of a copied command name the role under the cursor, and no other."""

import pytest

from rolecall.catalog.resolve import resolve
from rolecall.demo.world.clock import SettableClock
from rolecall.demo.world.federation import demo_world
from rolecall.demo.world.world import World
from rolecall.signin.desk import Desk
from rolecall.signin.plan import Options, Plan
from rolecall.signin.targets.target_words import target_words
from tests.drivers.visitor import Visitor

ARN = "arn:aws:iam::333344445555:role"
# Names that mean something else, too: an account's, another profile's role, an option's.
PROFILES = {
    "first": {"role_arn": f"{ARN}/read", "role_session_name": "first"},
    "second": {"role_arn": f"{ARN}/read", "role_session_name": "second"},
    "production": {"role_arn": f"{ARN}/developer", "external_id": "x"},
    "sandbox": {"role_arn": f"{ARN}/read", "external_id": "y"},
    "-dash": {"role_arn": f"{ARN}/read", "external_id": "z"},
    "by-ops": {"role_arn": f"{ARN}/read", "source_profile": "ops"},
}


@pytest.fixture
def organisation(clock: SettableClock) -> World:
    return demo_world(clock)


@pytest.fixture
def desk(visitor: Visitor) -> Desk:
    """The demo's accounts, and several ways to a few of their roles."""
    user = visitor.user
    visitor.append(
        visitor.paths.aws_credentials,
        "[ops]",
        f"aws_access_key_id = {user.access_key_id}",
        f"aws_secret_access_key = {user.secret}",
    )
    for name, settings in PROFILES.items():
        lines = {"source_profile": "default", **settings}
        visitor.append(
            visitor.paths.aws_config,
            f"[profile {name}]",
            *(f"{key} = {value}" for key, value in lines.items()),
        )
    return visitor.desk()


def meant(desk: Desk, words: list[str]) -> Plan:
    """The plan of `rolecall export` with these words."""
    options, names = dict[str, str](), list[str]()
    rest = iter(words)
    for word in rest:
        if word.startswith("--"):
            options[word] = next(rest)
        else:
            names.append(word)
    assert len(names) <= 2
    account, role = [*names, ""][:2]
    target = resolve(desk.catalog, account, role, options.get("--role-profile", ""))
    return desk.plan(target, Options(base_profile=options.get("--base-profile", "")))


def test_every_row_has_words_of_its_own_that_lead_to_it(desk: Desk) -> None:
    rows = [row for row in desk.catalog.targets if not row.why_not]
    assert {row.role_profile for row in rows} >= set(PROFILES)
    assert {row.scheme for row in rows} == {"bastion", "saml"}
    said = set()
    for row in rows:
        plan = desk.plan(row)
        words = target_words(desk, plan)
        assert not words[0].startswith("-"), words
        assert meant(desk, words).request == plan.request, words
        said.add(tuple(words))
    assert len(said) == len(rows)


def test_words_are_as_short_as_they_can_be(desk: Desk) -> None:
    plan = desk.plan(resolve(desk.catalog, "data-lake", "analyst"))
    assert target_words(desk, plan) == ["data-lake", "analyst"]
    plan = desk.plan(resolve(desk.catalog, "second"))
    assert target_words(desk, plan) == ["second"]


def test_another_base_profile_than_the_usual_one_is_said(desk: Desk) -> None:
    target = resolve(desk.catalog, "data-lake", "analyst")
    plan = desk.plan(target, Options(base_profile="ops"))
    words = target_words(desk, plan)
    assert words[1:] == ["--base-profile", "ops"]
    assert meant(desk, words).request == plan.request
