"""Chains: which role takes which, by `via` in config.toml and by source profiles."""

from pathlib import Path

import pytest

from rolecall.catalog.chains.chains import LONGEST
from rolecall.core.model import Target
from tests.catalog.files import OTHER, PRODUCTION, STAGING, Home

HUB = f"arn:aws:iam::{STAGING}:role/hub"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def _profile(name: str, account: str, role: str, *lines: str) -> str:
    return "\n".join(
        (f"[profile {name}]", f"role_arn = arn:aws:iam::{account}:role/{role}", *lines, "")
    )


def _way(target: Target) -> list[str]:
    """The roles on the way to a target, the first one first, and its own."""
    before = _way(target.hop) if target.hop else []
    return [*before, f"{target.alias} {target.role}"]


KEYS = "[profile keys]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = x\n"


def test_a_source_profile_that_is_a_role_takes_the_role(home: Home) -> None:
    aws = (
        KEYS
        + _profile("first", STAGING, "hub", "source_profile = keys", "mfa_serial = arn:aws:x")
        + _profile("second", OTHER, "jump", "source_profile = first")
        + _profile("third", PRODUCTION, "admin", "source_profile = second", "external_id = e-1")
    )
    found = {target.role_profile: target for target in home.catalog(aws=aws).targets}
    third = found["third"]
    assert _way(third) == ["first hub", "second jump", "third admin"]
    assert third.why_not == ""
    assert (third.base_profile, third.external_id) == ("keys", "e-1")
    assert third.with_mfa, "as the first role wants it"
    assert third.mfa_serial == "arn:aws:x"
    assert third.hop == found["second"], "one session serves both"


@pytest.mark.parametrize("via", ["staging hub", f"{STAGING} hub", HUB, "hub-profile", "s hub"])
def test_via_names_the_role_that_takes_an_accounts_roles(home: Home, via: str) -> None:
    config = (
        f'[accounts.production]\nroles = ["read", "admin"]\nvia = "{via}"\n'
        '[accounts.staging]\naliases = ["s"]\nroles = ["ops/x"]\nbase_profile = "keys"\n'
    )
    aws = KEYS + _profile("hub-profile", STAGING, "hub", "source_profile = keys")
    catalog = home.catalog({"production": PRODUCTION, "staging": STAGING}, config, aws)
    chained = [target for target in catalog.targets if target.account_id == PRODUCTION]
    assert [_way(target) for target in chained] == [
        ["staging hub", "production read"],
        ["staging hub", "production admin"],
    ]
    assert {target.base_profile for target in chained} == {"keys"}
    typed = catalog.role(PRODUCTION, "new")
    assert _way(typed) == ["staging hub", "production new"]


def test_via_of_one_role_and_through_a_role_in_no_file(home: Home) -> None:
    config = (
        '[accounts.production]\nroles = ["read", "admin"]\n'
        f'[accounts.production.role.admin]\nvia = "arn:aws:iam::{OTHER}:role/team/hub"\n'
    )
    found = home.catalog({"production": PRODUCTION}, config).targets
    assert [_way(target) for target in found] == [
        ["production read"],
        [f"{OTHER} team/hub", "production admin"],
    ]


def test_via_of_an_account_leaves_out_the_role_that_takes_the_others(home: Home) -> None:
    config = '[accounts.staging]\nroles = ["hub", "read"]\nvia = "staging hub"\n'
    found = home.catalog({"staging": STAGING}, config).targets
    assert [_way(target) for target in found] == [["staging hub", "staging read"], ["staging hub"]]
    assert [target.why_not for target in found] == ["", ""]


def test_a_loop_of_profiles_is_shown(home: Home) -> None:
    aws = (
        _profile("a", STAGING, "a", "source_profile = b")
        + _profile("b", STAGING, "b", "source_profile = c")
        + _profile("c", STAGING, "c", "source_profile = a")
        + _profile("leading-there", STAGING, "d", "source_profile = b")
    )
    found = {target.role_profile: target.why_not for target in home.catalog(aws=aws).targets}
    assert found["a"] == "its chain is a loop: a → b → c → a"
    assert found["c"] == "its chain is a loop: c → a → b → c"
    assert found["leading-there"] == "its chain is a loop: b → c → a → b"


def test_a_loop_of_via_is_shown(home: Home) -> None:
    config = (
        '[accounts.staging]\nroles = ["hub"]\nvia = "production hub"\n'
        '[accounts.production]\nroles = ["hub"]\nvia = "staging hub"\n'
    )
    found = home.catalog({"production": PRODUCTION, "staging": STAGING}, config).targets
    assert {target.why_not for target in found} == {
        f"its chain is a loop: {PRODUCTION} hub → {STAGING} hub → {PRODUCTION} hub",
        f"its chain is a loop: {STAGING} hub → {PRODUCTION} hub → {STAGING} hub",
    }


@pytest.mark.parametrize(
    ("via", "why"),
    [
        ("hub", "is not a role: write ACCOUNT ROLE, or a role's ARN"),
        ("nowhere hub", "names no known account"),
        ("staging h:b", "names no IAM role"),
        ("arn:aws-cn:iam::333333333333:role/hub", "from the partition aws-cn into aws"),
    ],
)
def test_a_via_that_leads_nowhere_says_why(home: Home, via: str, why: str) -> None:
    config = f'[accounts.production]\nroles = ["read"]\nregion = "eu-west-1"\nvia = "{via}"\n'
    catalog = home.catalog({"production": PRODUCTION, "staging": STAGING}, config)
    found = next(target for target in catalog.targets if target.account_id == PRODUCTION)
    assert why in found.why_not
    assert found.hop is None


def test_a_chain_over_a_role_that_cannot_be_assumed_says_why(home: Home) -> None:
    aws = _profile("hub", STAGING, "hub", "credential_source = Environment") + _profile(
        "end", PRODUCTION, "read", "source_profile = hub"
    )
    found = {target.role_profile: target.why_not for target in home.catalog(aws=aws).targets}
    assert found["end"] == "it is taken by hub · hub, but its credentials come from Environment"


@pytest.mark.parametrize("count", [LONGEST, LONGEST + 20, 3_000])
@pytest.mark.parametrize("from_the_end", [False, True])
def test_a_chain_has_any_sensible_length(home: Home, count: int, from_the_end: bool) -> None:
    profiles = [_profile("p0", STAGING, "r0", "source_profile = keys")]
    profiles += [
        _profile(f"p{at}", STAGING, f"r{at}", f"source_profile = p{at - 1}")
        for at in range(1, count)
    ]
    if from_the_end:
        profiles.reverse()
    targets = home.catalog(aws=KEYS + "".join(profiles)).targets
    found = {target.role_profile: target for target in targets}
    assert len(_way(found[f"p{LONGEST - 1}"])) == LONGEST
    beyond = [found[f"p{at}"] for at in range(LONGEST, count)]
    assert {target.why_not for target in beyond} <= {f"its chain has more than {LONGEST} roles"}
    assert not any(target.hop for target in beyond)
    assert len(set(targets)) == count


def test_a_role_profile_in_a_chain_stays_apart_from_the_direct_role(home: Home) -> None:
    config = '[accounts.production]\nroles = ["admin"]\nbase_profile = "keys"\n'
    aws = (
        KEYS
        + _profile("hub", STAGING, "hub", "source_profile = keys")
        + _profile("end", PRODUCTION, "admin", "source_profile = hub")
    )
    catalog = home.catalog({"production": PRODUCTION}, config, aws)
    found = [target for target in catalog.targets if target.account_id == PRODUCTION]
    assert [(target.role_profile, bool(target.hop)) for target in found] == [
        ("", False),
        ("end", True),
    ]


def test_a_base_profile_that_is_a_role_takes_the_accounts_roles(home: Home) -> None:
    config = '[accounts.production]\nroles = ["read"]\nbase_profile = "hub"\n'
    aws = KEYS + _profile("hub", STAGING, "hub", "source_profile = keys")
    catalog = home.catalog({"production": PRODUCTION}, config, aws)
    found = next(target for target in catalog.targets if target.account_id == PRODUCTION)
    assert (_way(found), found.base_profile) == (["hub hub", "production read"], "keys")
