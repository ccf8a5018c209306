"""Which problems of a file are shown with which target, and which may explain an unknown name."""

import pytest

from rolecall.catalog.aws_config import Profile, Profiles
from rolecall.catalog.problems import affecting, possible_cause
from rolecall.core.errors import ConfigError
from rolecall.core.model import SAML, Target
from tests.catalog.files import PRODUCTION, STAGING

TARGET = Target(PRODUCTION, ("production", "live"), "read")
WAY = TARGET._replace(base_profile="other", role_profile="prod-read")
BY_IDP = TARGET._replace(scheme=SAML, idp="corp")
OF_FILE = ConfigError("~/.aws/config, line 3: no =.", "Mend it.")
KNOWN = Profiles({"bastion": Profile("bastion")}, (OF_FILE,))
UNKNOWN = Profiles({}, (OF_FILE,))


def about(*names: str) -> ConfigError:
    return ConfigError("A line is wrong.", "Mend it.", names)


@pytest.mark.parametrize(
    ("target", "name", "told"),
    [
        (TARGET, "production", True),
        (TARGET, "live", True),
        (TARGET, PRODUCTION, True),
        (TARGET, "bastion", True),  # the base profile of the moment
        (TARGET, "staging", False),
        (TARGET, STAGING, False),
        (TARGET, "idp:corp", False),
        (WAY, "prod-read", True),
        (WAY, "other", True),
        (WAY, "bastion", False),
        (BY_IDP, "idp:corp", True),
        (BY_IDP, "idp:other", False),
        (BY_IDP, "bastion", False),
    ],
)
def test_a_problem_is_told_with_the_targets_it_is_about(
    target: Target, name: str, told: bool
) -> None:
    problem = about(name)
    assert affecting(target, [problem], KNOWN, "bastion") == ([problem] if told else [])


def test_a_broken_aws_file_is_told_where_the_base_profile_may_be_in_it() -> None:
    assert affecting(TARGET, [OF_FILE], UNKNOWN, "bastion") == [OF_FILE]
    assert affecting(TARGET, [OF_FILE], KNOWN, "bastion") == []
    assert affecting(WAY, [OF_FILE], KNOWN, "bastion") == [OF_FILE]


def test_a_broken_aws_file_is_no_matter_of_a_target_by_an_identity_provider() -> None:
    assert affecting(BY_IDP, [OF_FILE], UNKNOWN, "bastion") == []


def test_another_broken_file_is_not_why_a_base_profile_is_missing() -> None:
    of_another = ConfigError("config.toml, line 1: no table.", "Mend it.")
    assert affecting(TARGET, [of_another], UNKNOWN, "bastion") == []


def test_every_problem_that_matters_is_told_in_order() -> None:
    first, second, third = about("live"), about("staging"), about(PRODUCTION)
    assert affecting(TARGET, [first, second, third], KNOWN, "bastion") == [first, third]


def test_an_unknown_name_is_put_down_to_its_own_problem_before_a_files() -> None:
    own = about("staging")
    assert possible_cause("staging", [about("live"), OF_FILE, own]) is own
    assert possible_cause("sandbox", [own, OF_FILE]) is OF_FILE
    assert possible_cause("sandbox", [own]) is None
    assert possible_cause("sandbox", []) is None
