"""Merging the sources of accounts and roles."""

from pathlib import Path

import pytest

from rolecall.catalog.aws_config import Profiles, load_profiles
from rolecall.catalog.defaults import base_profile_name, checked_region, in_region, region_for
from rolecall.core.errors import ConfigError, UsageError
from rolecall.core.model import Target
from rolecall.core.settings.settings import Settings
from rolecall.core.state.state import State
from tests.catalog.files import OTHER, PRODUCTION, STAGING, Home, only, rows


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_nothing_configured_is_an_empty_catalog(home: Home) -> None:
    catalog = home.catalog()
    assert (catalog.targets, catalog.problems) == ((), ())


def test_alias_without_roles_is_one_row_with_the_default_role(home: Home) -> None:
    target = only(home.catalog({"production": PRODUCTION}))
    assert target == Target(PRODUCTION, ("production",), "read", ("accounts file",))


def test_aliases_of_one_id_are_one_account(home: Home) -> None:
    config = f"[accounts.main]\nid = '{PRODUCTION}'\naliases = ['live', 'prod']"
    target = only(home.catalog({"production": PRODUCTION, "prod": PRODUCTION}, config))
    assert target.aliases == ("production", "prod", "main", "live")
    assert target.sources == ("accounts file", "config.toml")


def test_config_adds_roles_and_settings_to_an_alias_of_the_accounts_file(home: Home) -> None:
    config = """
        [accounts.production]
        roles = ["read", "ops/admin"]
        tags = ["live"]
        note = "careful"
        external_id = "x-1"
        base_profile = "bastion"
        region = "eu-west-1"
        duration = "30m"
        protected = true
        [accounts.production.role.admin]
        duration = "15m"
        external_id = ""
        [accounts.production.role.audit]
        protected = false
    """
    catalog = home.catalog({"production": PRODUCTION}, config)
    assert rows(catalog) == [
        ("production", "read"),
        ("production", "ops/admin"),
        ("production", "audit"),
    ]
    read, admin, audit = catalog.targets
    assert (read.tags, read.note, read.base_profile) == (("live",), "careful", "bastion")
    assert (read.external_id, read.region, read.duration) == ("x-1", "eu-west-1", 1800)
    assert (admin.external_id, admin.duration, admin.protected) == ("", 900, True)
    assert audit.protected is False


def test_two_entries_of_one_account_keep_their_own_settings(home: Home) -> None:
    config = f"""
        [accounts.a]
        id = "{PRODUCTION}"
        roles = ["one", "both"]
        base_profile = "first"
        [accounts.b]
        id = "{PRODUCTION}"
        roles = ["two", "both"]
        base_profile = "second"
    """
    found = {target.role: target.base_profile for target in home.catalog(config=config).targets}
    assert found == {"one": "first", "both": "first", "two": "second"}


def test_alias_of_two_accounts_stays_the_accounts_files_and_is_named(home: Home) -> None:
    config = f"[accounts.production]\nid = '{STAGING}'\nroles = ['x']"
    catalog = home.catalog({"production": PRODUCTION}, config)
    assert rows(catalog) == [(STAGING, "x"), ("production", "read")]
    assert [PRODUCTION in problem.message for problem in catalog.problems] == [True]


def test_entry_without_an_id_is_a_problem_unless_its_name_is_one(home: Home) -> None:
    catalog = home.catalog(config=f"[accounts.lost]\n[accounts.{STAGING}]\nroles = ['x']")
    assert rows(catalog) == [(STAGING, "x")]
    assert ["[accounts.lost]" in problem.message for problem in catalog.problems] == [True]


def test_roles_typed_by_hand_are_rows_beside_the_default_one(home: Home) -> None:
    typed = {PRODUCTION: ("admin",), STAGING: ("x", "not a role"), "nonsense": ("x",)}
    config = "[accounts.production]\nbase_profile = 'bastion'\n[accounts.production.role.admin]"
    state = State(typed_roles=typed)
    catalog = home.catalog({"production": PRODUCTION}, state=state)
    assert rows(catalog) == [(STAGING, "x"), ("production", "read"), ("production", "admin")]
    assert [target.sources for target in catalog.targets[::2]] == [("typed",), ("typed",)]
    known = home.catalog({"production": PRODUCTION}, config, state=state)
    assert rows(known) == [(STAGING, "x"), ("production", "admin")]
    assert known.targets[1].sources == ("accounts file", "config.toml")


def test_default_role_typed_by_hand_is_still_one_row(home: Home) -> None:
    state = State(typed_roles={PRODUCTION: ("read",)})
    assert rows(home.catalog({"a": PRODUCTION}, state=state)) == [("a", "read")]


def test_rows_stand_in_natural_order_without_regard_to_case(home: Home) -> None:
    names = ["b-10", "B-9", "a", "C"]
    accounts = {name: f"{number:012d}" for number, name in enumerate(names, 1)}
    assert [alias for alias, _ in rows(home.catalog(accounts))] == ["a", "B-9", "b-10", "C"]


def test_names_of_several_lines_are_in_order_too(home: Home) -> None:
    names = ["b\n10", "b\n9", "a", "c"]
    accounts = {name: f"{number:012d}" for number, name in enumerate(names, 1)}
    assert [alias for alias, _ in rows(home.catalog(accounts))] == ["a", "b\n9", "b\n10", "c"]


def test_configured_roles_keep_their_order_behind_the_default_one(home: Home) -> None:
    config = f"[accounts.a]\nid = '{PRODUCTION}'\nroles = ['x-10', 'X-9', 'read', 'b']"
    roles = [role for _, role in rows(home.catalog({}, config))]
    assert roles == ["read", "x-10", "X-9", "b"]


def test_other_roles_stand_by_how_little_they_may_do(home: Home) -> None:
    profiles = "".join(
        f"[profile {place}]\nrole_arn = arn:aws:iam::{PRODUCTION}:role/{role}\n"
        "source_profile = default\n"
        for place, role in enumerate(
            ("break-glass", "AWSAdministratorAccess", "x-10", "PowerUser", "X-9", "ops/ViewOnly")
        )
    )
    catalog = home.catalog({"a": PRODUCTION}, aws=f"[default]\n{profiles}")
    assert [role for _, role in rows(catalog)] == [
        "ops/ViewOnly",
        "X-9",
        "x-10",
        "PowerUser",
        "AWSAdministratorAccess",
        "break-glass",
    ]


@pytest.mark.parametrize(
    ("guard", "protected"), [("prod*", True), ("PROD*", True), (PRODUCTION, True), ("live", False)]
)
def test_guard_protects_the_accounts_whose_alias_it_fits(
    home: Home, guard: str, protected: bool
) -> None:
    accounts = {"a": PRODUCTION, "production-eu": PRODUCTION}
    assert only(home.catalog(accounts, f"[defaults]\nguard = ['{guard}']")).protected is protected
    in_config = f"[defaults]\nguard = ['{guard}']\n[accounts.a]\nroles = ['x']"
    assert only(home.catalog(accounts, in_config)).protected is protected


def test_said_protection_beats_the_guard(home: Home) -> None:
    config = "[defaults]\nguard = ['*']\n[accounts.a]\nprotected = false"
    assert not only(home.catalog({"a": PRODUCTION}, config)).protected


@pytest.mark.parametrize(
    "setting",
    [
        "scheme = 'saml'",
        "via = 'x'",
        "policy = '/nowhere/policy.json'",
        "mfa_max_age = 'soon'",
    ],
)
def test_what_cannot_be_honoured_yet_is_never_ignored(home: Home, setting: str) -> None:
    assert only(home.catalog({"a": PRODUCTION}, f"[accounts.a]\n{setting}")).why_not


@pytest.mark.parametrize(
    ("config", "aws", "env", "partition"),
    [
        ("", "", {}, "aws"),
        ("[accounts.a]\npartition = 'aws-cn'", "", {"AWS_REGION": "us-gov-west-1"}, "aws-cn"),
        ("[accounts.a]\nregion = 'cn-north-1'", "[default]\nregion=us-east-1", {}, "aws-cn"),
        ("", "[default]\nregion = us-gov-west-1", {"AWS_REGION": "eu-west-1"}, "aws-us-gov"),
        ("", "", {"AWS_DEFAULT_REGION": "cn-north-1"}, "aws-cn"),
        ("[defaults]\nregion = 'eusc-de-east-1'", "", {}, "aws-eusc"),
        ("", "[profile b]\nregion = cn-north-1", {"AWS_PROFILE_ASSUME_ROLE": "b"}, "aws-cn"),
    ],
)
def test_partition_is_that_of_the_credentials(
    home: Home, config: str, aws: str, env: dict[str, str], partition: str
) -> None:
    assert only(home.catalog({"a": PRODUCTION}, config, aws, env=env)).partition == partition


ADMIN = f"[profile admin]\nrole_arn = arn:aws:iam::{PRODUCTION}:role/ops/admin\n"
BASTION = "[profile bastion]\naws_access_key_id = AKIA\naws_secret_access_key = x\n"


def test_role_profile_is_a_target_of_its_own_base(home: Home) -> None:
    aws = (
        f"{BASTION}{ADMIN}source_profile = bastion\nexternal_id = x\nmfa_serial = arn:mfa\n"
        "duration_seconds = 900\nrole_session_name = ada\nregion = eu-west-1\n"
    )
    assert only(home.catalog(aws=aws)) == Target(
        PRODUCTION,
        ("admin",),
        "ops/admin",
        ("AWS config: admin",),
        base_profile="bastion",
        external_id="x",
        session_name="ada",
        duration=900,
        mfa_serial="arn:mfa",
        region="eu-west-1",
        partition_known=True,
        role_profile="admin",
    )


def test_role_profile_without_mfa_or_external_id_sends_none(home: Home) -> None:
    target = only(home.catalog(aws=f"{BASTION}{ADMIN}source_profile = bastion"))
    assert (target.external_id, target.with_mfa, target.why_not) == ("", False, "")


def test_role_profile_of_a_known_account_takes_its_aliases_and_protection(home: Home) -> None:
    config = "[accounts.production]\nnote = 'n'\nprotected = true"
    aws = f"{BASTION}{ADMIN}source_profile = bastion"
    target = only(home.catalog({"production": PRODUCTION}, config, aws))
    assert (target.aliases, target.note, target.protected) == (("production",), "n", True)
    assert target.sources == ("AWS config: admin",)


def test_guard_chosen_in_the_palette_counts_beside_the_settled_one(home: Home) -> None:
    accounts = {"Prod-eu": PRODUCTION, "live": "123456789013", "dev": "123456789014"}
    config = "[defaults]\nguard = ['live']"
    state = State(settings={"guard": "prod*"})
    catalog = home.catalog(accounts, config, state=state)
    found = {target.alias: target.protected for target in catalog.targets}
    assert found == {"Prod-eu": True, "live": True, "dev": False}
    lifted = "[accounts.Prod-eu]\nprotected = false\n"
    assert not only(home.catalog({"Prod-eu": PRODUCTION}, lifted, state=state)).protected
    off = State(settings={"guard": ""})
    assert not any(target.protected for target in home.catalog(accounts, state=off).targets)


def test_guard_fits_the_name_of_a_role_profile_too(home: Home) -> None:
    aws = f"{BASTION}{ADMIN}source_profile = bastion"
    config = "[defaults]\nguard = ['adm*']"
    assert only(home.catalog({"production": PRODUCTION}, config, aws)).protected


def test_equal_role_and_base_of_two_sources_are_one_row(home: Home) -> None:
    config = "[accounts.production]\nroles = ['ops/admin']\nduration = '30m'"
    aws = (
        f"{BASTION}{ADMIN}source_profile = bastion\nexternal_id = x\nmfa_serial = arn:mfa\n"
        "duration_seconds = 900\n"
    )
    env = {"AWS_PROFILE_ASSUME_ROLE": "bastion"}
    target = only(home.catalog({"production": PRODUCTION}, config, aws, env=env))
    assert target.sources == ("accounts file", "config.toml", "AWS config: admin")
    assert (target.duration, target.external_id, target.mfa_serial) == (1800, "x", "arn:mfa")
    assert target.with_mfa
    elsewhere = home.catalog({"production": PRODUCTION}, config, aws)
    assert [row.base_profile for row in elsewhere.targets] == ["", "bastion"]


def test_role_profile_out_of_reach_spoils_no_row_that_is_within(home: Home) -> None:
    config = "[accounts.production]\nroles = ['ops/admin']\nbase_profile = 'bastion'"
    aws = f"{BASTION}{ADMIN}source_profile = bastion\nweb_identity_token_file = /t\n"
    settled, profile = home.catalog({"production": PRODUCTION}, config, aws).targets
    assert (settled.why_not, settled.sources) == ("", ("accounts file", "config.toml"))
    assert profile.why_not


def test_role_profile_is_not_called_by_another_accounts_alias(home: Home) -> None:
    aws = f"{BASTION}{ADMIN}source_profile = bastion\n"
    catalog = home.catalog({"admin": STAGING}, aws=aws)
    assert rows(catalog) == [(PRODUCTION, "ops/admin"), ("admin", "read")]


def test_each_role_profile_is_a_row_of_its_own(home: Home) -> None:
    one = f"{BASTION}{ADMIN}source_profile = bastion\n"
    two = one + ADMIN.replace("admin]", "boss]") + "source_profile = bastion\n"
    found = home.catalog(aws=two).targets
    assert [target.role_profile for target in found] == ["admin", "boss"]
    assert [target.aliases for target in found] == [("admin",), ("boss",)]


def test_second_role_profile_of_a_configured_role_keeps_its_own_name(home: Home) -> None:
    config = "[accounts.production]\nroles = ['ops/admin']\nbase_profile = 'bastion'"
    first = f"{BASTION}{ADMIN}source_profile = bastion\nrole_session_name = as-first\n"
    second = ADMIN.replace("admin]", "boss]") + "source_profile = bastion\n"
    second += "role_session_name = as-second\n"
    found = home.catalog({"production": PRODUCTION}, config, first + second).targets
    names = {target.role_profile: target.session_name for target in found}
    assert names == {"admin": "as-first", "boss": "as-second"}


@pytest.mark.parametrize(
    ("profile", "reason"),
    [
        ("", "no source profile"),
        ("source_profile = gone", "gone does not exist"),
        ("credential_source = Ec2InstanceMetadata", "Ec2InstanceMetadata"),
        ("web_identity_token_file = /t", "web identity"),
        ("source_profile = admin", "its own source profile but has no keys"),
        (
            f"source_profile = b\n[profile b]\nrole_arn = arn:aws:iam::{OTHER}:role/x",
            "it is taken by b · x, but it names no source profile",
        ),
        (
            "source_profile = b\n[profile b]\nmanager = rolecall",
            "holds a role session from Rolecall",
        ),
    ],
)
def test_role_profile_out_of_reach_says_why(home: Home, profile: str, reason: str) -> None:
    catalog = home.catalog({"production": PRODUCTION}, aws=f"{ADMIN}{profile}\n")
    found = {row.role: row.why_not for row in catalog.targets if row.account_id == PRODUCTION}
    assert reason in found["ops/admin"]
    assert found["read"] == ""  # no usable role is known: the default one is used


@pytest.mark.parametrize(
    "profile",
    [
        "source_profile = admin\naws_access_key_id = AKIA\naws_secret_access_key = x",
        "source_profile = b\n[profile b]\nrole_arn = arn:aws:iam::1:role/x\n"
        "aws_access_key_id = AKIA\naws_secret_access_key = x",
        "source_profile = b\n[profile b]\ncredential_process = tool",
        "source_profile = b\n[profile b]\nsso_session = corp",
        "source_profile = b\n[profile b]\nweb_identity_token_file = /t\n"
        f"role_arn = arn:aws:iam::{OTHER}:role/x",
        "source_profile = b\n[profile b]\nsso_start_url = https://corp.awsapps.com/start",
    ],
)
def test_source_profile_with_credentials_of_its_own_is_no_chain(home: Home, profile: str) -> None:
    catalog = home.catalog(aws=f"{ADMIN}{profile}\n")
    found = [row for row in catalog.targets if row.role_profile == "admin"]
    assert [(row.why_not, row.hop) for row in found] == [("", None)]


def test_profile_that_rolecall_wrote_is_no_target(home: Home) -> None:
    aws = f"{BASTION}{ADMIN}source_profile = bastion\nmanager = rolecall\n"
    assert not home.catalog(aws=aws).targets


def test_problems_of_every_file_are_named_and_the_rest_is_listed(home: Home) -> None:
    accounts = f'{{\n"short": "1",\n"production": "{PRODUCTION}"\n}}'
    aws = "[profile a]\nrole_arn = arn:aws:iam::1:user/x\n"
    catalog = home.catalog(accounts, aws=aws)
    assert rows(catalog) == [("production", "read")]
    assert [problem.message.partition(": ")[0] for problem in catalog.problems] == [
        "~/.aws/accounts, line 2",
        "AWS config",
    ]
    broken = home.catalog({"production": PRODUCTION}, aws="no section\n")
    assert rows(broken) == [("production", "read")]
    assert ["line 1" in problem.message for problem in broken.problems] == [True]


def test_base_profile_is_the_environments_then_the_chosen_then_the_settled_one() -> None:
    settings, state = Settings(base_profile="settled"), State(base_profile="chosen")
    env = {"AWS_PROFILE_ASSUME_ROLE": "named"}
    assert base_profile_name(env, settings, state) == "named"
    assert base_profile_name({}, settings, state) == "chosen"
    assert base_profile_name({}, settings, State()) == "settled"
    assert base_profile_name({"AWS_PROFILE_ASSUME_ROLE": ""}, Settings(), State()) == "default"


def test_region_is_the_environments_then_the_chosen_and_so_on_down(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("[profile base]\nregion = eu-west-5\n")
    profiles = load_profiles(str(tmp_path / "config"), "/dev/null")
    env = {"AWS_REGION": "eu-west-2", "AWS_DEFAULT_REGION": "eu-west-3"}
    target = Target(PRODUCTION, ("a",), "read", region="eu-west-4")
    bare = target._replace(region="")
    settings = Settings(region="eu-west-6")
    later = {"AWS_REGION": "", "AWS_DEFAULT_REGION": "eu-west-3"}
    assert region_for(target, env, settings, profiles, "base", "eu-north-1") == "eu-west-2"
    assert region_for(target, later, settings, profiles, "base", "eu-north-1") == "eu-west-3"
    assert region_for(target, {}, settings, profiles, "base", "eu-north-1") == "eu-north-1"
    assert region_for(target, {}, settings, profiles, "base") == "eu-west-4"
    assert region_for(bare, {}, settings, profiles, "base") == "eu-west-5"
    assert region_for(bare, {}, settings, profiles, "x") == "eu-west-6"
    assert region_for(bare, {}, Settings(), profiles, "x") == ""


def test_a_region_of_another_partition_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("[profile base]\nregion = us-gov-east-1\n")
    profiles = load_profiles(str(tmp_path / "config"), "/dev/null")
    env = {"AWS_REGION": "eu-west-2", "AWS_DEFAULT_REGION": "cn-north-1"}
    target = Target(PRODUCTION, ("a",), "read", partition="aws-us-gov", region="us-east-1")
    settings = Settings(region="us-gov-west-1")
    assert region_for(target, env, settings, profiles, "base", "eu-west-1") == "us-gov-east-1"
    assert region_for(target, env, settings, profiles, "x") == "us-gov-west-1"
    assert region_for(target, env, Settings(), profiles, "x") == ""
    china = target._replace(partition="aws-cn")
    assert region_for(china, env, settings, profiles, "base") == "cn-north-1"


def test_a_region_named_turns_the_partition_that_nothing_settles() -> None:
    free = Target(PRODUCTION, ("a",), "read")
    assert in_region(free, "us-gov-west-1").partition == "aws-us-gov"
    assert in_region(free, "eu-west-1") is free
    settled = free._replace(partition_known=True)
    with pytest.raises(UsageError) as refused:
        in_region(settled, "us-gov-west-1")
    assert refused.value.message == (
        "us-gov-west-1 is in the partition aws-us-gov, but a is in aws."
    )
    assert refused.value.hint == "Use a region of aws, such as us-east-1."


def test_what_cannot_be_a_region_is_refused(tmp_path: Path) -> None:
    target = Target(PRODUCTION, ("a",), "read")
    with pytest.raises(UsageError):
        checked_region("x; reboot")
    with pytest.raises(ConfigError, match="AWS_REGION"):
        region_for(target, {"AWS_REGION": "$(id)"}, Settings(), Profiles({}), "default")


def test_an_arn_or_a_setting_says_the_partition(home: Home) -> None:
    config = f"""[accounts.gov]
id = "{PRODUCTION}"
region = "us-gov-west-1"
[accounts.free]
id = "123456789999"
"""
    aws = "[profile p]\nrole_arn = arn:aws-cn:iam::123456789998:role/x\nsource_profile = base\n"
    catalog = home.catalog(config=config, aws=aws)
    known = {t.alias: (t.partition, t.partition_known) for t in catalog.targets}
    assert known == {
        "gov": ("aws-us-gov", True),
        "free": ("aws", False),
        "p": ("aws-cn", True),
    }
