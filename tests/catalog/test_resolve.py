"""Resolving ACCOUNT and ROLE of the command line as users write them."""

from pathlib import Path

import pytest

from rolecall.catalog.resolve import resolve, role_in_account
from rolecall.core.errors import UnknownAccount, UsageError
from rolecall.core.state.state import State
from tests.catalog.files import OTHER, PRODUCTION, STAGING, Home

CONFIG = f"""
[defaults]
guard = ["prod*", "{OTHER}"]
[accounts.production]
roles = ["ops/admin", "read"]
base_profile = "bastion"
external_id = "x-1"
[accounts.production.role.free]
note = "its own"
"""
ACCOUNTS = {"production": PRODUCTION, "live": PRODUCTION, "default": STAGING}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.mark.parametrize(
    ("account", "role", "arn"),
    [
        ("production", "read", f"arn:aws:iam::{PRODUCTION}:role/read"),
        ("production", None, f"arn:aws:iam::{PRODUCTION}:role/read"),
        ("production", "", f"arn:aws:iam::{PRODUCTION}:role/read"),
        ("PRODUCTION", "read", f"arn:aws:iam::{PRODUCTION}:role/read"),
        ("live", "ops/admin", f"arn:aws:iam::{PRODUCTION}:role/ops/admin"),
        ("live", "/ops/admin", f"arn:aws:iam::{PRODUCTION}:role/ops/admin"),
        ("live", "admin", f"arn:aws:iam::{PRODUCTION}:role/ops/admin"),
        ("live", "other/admin", f"arn:aws:iam::{PRODUCTION}:role/other/admin"),
        ("", None, f"arn:aws:iam::{STAGING}:role/read"),
        (PRODUCTION, "admin", f"arn:aws:iam::{PRODUCTION}:role/ops/admin"),
        ("1111-1111-1111", "read", f"arn:aws:iam::{PRODUCTION}:role/read"),
        (OTHER, "anything", f"arn:aws:iam::{OTHER}:role/anything"),
        (OTHER, None, f"arn:aws:iam::{OTHER}:role/read"),
        (f"arn:aws-cn:iam::{OTHER}:role/a/b", None, f"arn:aws-cn:iam::{OTHER}:role/a/b"),
        (f"arn:aws:iam::{PRODUCTION}:role/read", None, f"arn:aws:iam::{PRODUCTION}:role/read"),
    ],
)
def test_account_and_role_name_a_target(
    home: Home, account: str, role: str | None, arn: str
) -> None:
    assert resolve(home.catalog(ACCOUNTS, CONFIG), account, role).arn == arn


def test_free_role_inherits_what_holds_for_its_account(home: Home) -> None:
    catalog = home.catalog(ACCOUNTS, CONFIG)
    target = resolve(catalog, "production", "typed")
    assert (target.base_profile, target.external_id, target.protected) == ("bastion", "x-1", True)
    by_arn = resolve(catalog, f"arn:aws-cn:iam::{PRODUCTION}:role/typed")
    assert by_arn == target._replace(partition="aws-cn", partition_known=True)


def test_account_that_no_file_names_is_guarded_by_its_id(home: Home) -> None:
    catalog = home.catalog(ACCOUNTS, CONFIG)
    assert resolve(catalog, OTHER).protected
    assert resolve(catalog, f"arn:aws:iam::{OTHER}:role/x").protected
    assert not resolve(catalog, "444444444444").protected


def test_account_that_no_file_names_lies_in_the_base_profiles_partition(home: Home) -> None:
    catalog = home.catalog(aws="[default]\nregion = us-gov-west-1\n")
    assert resolve(catalog, OTHER).partition == "aws-us-gov"


def test_alias_as_named_comes_first(home: Home) -> None:
    catalog = home.catalog(ACCOUNTS, CONFIG)
    assert resolve(catalog, "live", "read").aliases == ("live", "production")
    assert resolve(catalog, "LIVE", "typed").aliases == ("live", "production")
    assert resolve(catalog, PRODUCTION, "read").aliases == ("production", "live")


def test_alias_in_the_right_case_wins_and_a_wrong_case_must_be_clear(home: Home) -> None:
    catalog = home.catalog({"dev": PRODUCTION, "DEV": STAGING})
    assert resolve(catalog, "DEV").account_id == STAGING
    with pytest.raises(UsageError, match=f"{PRODUCTION}, {STAGING}"):
        resolve(catalog, "Dev")


def test_role_of_two_paths_is_taken_as_it_stands(home: Home) -> None:
    catalog = home.catalog({"a": PRODUCTION}, "[accounts.a]\nroles = ['x/admin', 'y/admin']")
    assert resolve(catalog, "a", "admin").role == "admin"


def test_role_profiles_name_means_its_own_role(home: Home) -> None:
    aws = f"[default]\n[profile boss]\nrole_arn = arn:aws:iam::{OTHER}:role/admin\n"
    catalog = home.catalog(aws=f"{aws}source_profile = default\n")
    assert resolve(catalog, "boss").role == "admin"
    assert resolve(catalog, "boss", "read").role == "read"
    assert resolve(catalog, "boss", "read").aliases == ("boss",)


def test_role_profiles_name_means_its_own_role_also_where_its_account_has_an_alias(
    home: Home,
) -> None:
    role = f"role_arn = arn:aws:iam::{OTHER}:role/admin\nsource_profile = default\n"
    aws = f"[default]\n[profile boss]\n{role}[profile live]\n{role}"
    catalog = home.catalog({**ACCOUNTS, "other": OTHER}, aws=aws)
    found = resolve(catalog, "boss")
    assert (found.account_id, found.role, found.alias) == (OTHER, "admin", "other")
    with pytest.raises(UnknownAccount):
        resolve(catalog, "boss", "read")
    assert resolve(catalog, "live").account_id == PRODUCTION  # an alias wins over a profile


@pytest.mark.parametrize(
    ("roles", "meant"),
    [
        ("['admin', 'read']", "read"),
        ("['ops', 'admin']", "ops"),
        ("['AdminAccess', 'ReadOnly']", "AdminAccess"),
        ("[]", "read"),
    ],
)
def test_no_role_means_the_default_one_or_else_the_first(
    home: Home, roles: str, meant: str
) -> None:
    catalog = home.catalog({"a": PRODUCTION}, f"[accounts.a]\nroles = {roles}")
    assert resolve(catalog, "a").role == meant == catalog.targets[0].role
    assert resolve(catalog, "a", as_the_classic=True).role == "read"


def test_row_that_can_be_assumed_is_preferred(home: Home) -> None:
    aws = (
        f"[default]\n[profile a]\nrole_arn = arn:aws:iam::{OTHER}:role/x\nsource_profile = gone\n"
        f"[profile b]\nrole_arn = arn:aws:iam::{OTHER}:role/x\nsource_profile = default\n"
    )
    assert resolve(home.catalog({"o": OTHER}, aws=aws), "o", "x").why_not == ""


def test_role_typed_before_is_found_with_its_path(home: Home) -> None:
    state = State(typed_roles={PRODUCTION: ("team/deploy",)})
    assert resolve(home.catalog(ACCOUNTS, state=state), "live", "deploy").role == "team/deploy"


@pytest.mark.parametrize("role", ["read", "admin", "ops/admin", "free", "other/admin", "x"])
@pytest.mark.parametrize("account_id", [PRODUCTION, STAGING])
def test_a_role_beside_known_ones_is_the_one_that_the_id_names(
    home: Home, account_id: str, role: str
) -> None:
    catalog = home.catalog(ACCOUNTS, config=CONFIG)
    known = [target for target in catalog.targets if target.account_id == account_id]
    target = role_in_account(catalog, known, role)
    assert target == resolve(catalog, account_id, role)
    assert target.protected == (account_id == PRODUCTION)


def test_a_role_beside_one_of_no_file_has_its_names(home: Home) -> None:
    catalog = home.catalog(ACCOUNTS)
    target = role_in_account(catalog, [catalog.role(OTHER, "read")._replace(aliases=("o",))], "x")
    assert (target.account_id, target.role, target.aliases) == (OTHER, "x", ("o",))


def test_unknown_alias_is_refused_and_hints_at_the_nearest(home: Home) -> None:
    with pytest.raises(UnknownAccount) as refused:
        resolve(home.catalog(ACCOUNTS), "prodction")
    assert refused.value.message == "Unknown account: prodction."
    assert '"production"' in refused.value.hint


def test_where_nothing_is_set_up_an_unknown_account_is_told_how_to_begin(home: Home) -> None:
    with pytest.raises(UnknownAccount) as refused:
        resolve(home.catalog("{}"), "sandbox")
    assert refused.value.hint.startswith("No account is known yet: write names and ids to ~/.aws/")


def test_unknown_alias_of_a_broken_file_hints_at_the_break(home: Home) -> None:
    with pytest.raises(UsageError) as refused:
        resolve(home.catalog('{\n"zebra": "12"\n}'), "zebra")
    assert "~/.aws/accounts, line 2" in refused.value.hint


@pytest.mark.parametrize(
    ("account", "role"),
    [
        ("12345678901", None),
        ("arn:aws:iam::1:role/x", None),
        (f"arn:aws:iam::{OTHER}:user/x", None),
        (f"arn:aws:iam::{OTHER}:role/x", "read"),
        ("production", 'admin"; touch pwned; "'),
        ("production", "a/"),
        ("production", "a" * 65),
    ],
)
def test_what_cannot_be_meant_is_refused(home: Home, account: str, role: str | None) -> None:
    with pytest.raises(UsageError):
        resolve(home.catalog(ACCOUNTS, CONFIG), account, role)
