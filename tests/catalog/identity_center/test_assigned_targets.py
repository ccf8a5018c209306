"""The rows of Identity Centers: listed accounts, profiles, settings, and several doors."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from rolecall.catalog.catalog import Catalog
from rolecall.catalog.identity_center.assignments import (
    Assigned,
    load_assignments,
    merged,
    save_assignments,
)
from rolecall.catalog.resolve import resolve
from rolecall.core.errors import UsageError
from rolecall.core.identity_center import IdentityCenter
from rolecall.core.model import Target
from rolecall.core.paths import paths_from
from tests.catalog.files import Home

CORP = IdentityCenter("corp", "https://corp.awsapps.com/start", "eu-central-1", session="corp")
SESSION = f"[sso-session corp]\nsso_start_url = {CORP.start_url}\nsso_region = {CORP.region}\n"
SANDBOX = Assigned("111122223333", "Sandbox", "sandbox@example.com", ("Admin", "ReadOnly"))
DATA = Assigned("444455556666", "Data", "data@example.com")  # its roles are still to be listed


def listed(
    folder: Path,
    *assigned: Assigned,
    accounts: dict[str, object] | None = None,
    config: str = "",
    aws: str = "",
    center: IdentityCenter = CORP,
) -> Catalog:
    path = paths_from({"HOME": str(folder)}).assignments
    save_assignments(path, center, assigned, 1_700_000_000.0)
    return Home(folder).catalog(accounts or {}, config, SESSION + aws)


def rows(targets: Sequence[Target]) -> list[tuple[str, str, str]]:
    return [(target.alias, target.role, target.idp) for target in targets]


def test_accounts_and_roles_appear_without_a_profile(tmp_path: Path) -> None:
    catalog = listed(tmp_path, SANDBOX, DATA)
    assert rows(catalog.targets) == [
        ("Data", "…", "corp"),
        ("Sandbox", "ReadOnly", "corp"),
        ("Sandbox", "Admin", "corp"),
    ]
    data, _, admin = catalog.targets
    assert "still to be listed" in data.why_not and not admin.why_not
    assert (admin.scheme, admin.sources) == ("identity-center", ("Identity Center: corp",))
    assert admin.note == "sandbox@example.com" and admin.identity("") == "identity-center:corp"


def test_your_own_name_of_an_account_comes_first(tmp_path: Path) -> None:
    catalog = listed(tmp_path, SANDBOX, accounts={"play": SANDBOX.account_id})
    admin = next(target for target in catalog.targets if target.role == "Admin")
    assert admin.aliases == ("play", "Sandbox")


def test_a_name_of_two_accounts_does_not_come_to_mean_both(tmp_path: Path) -> None:
    catalog = listed(tmp_path, SANDBOX, accounts={"Sandbox": "999900001111"})
    assert resolve(catalog, "Sandbox").account_id == "999900001111"
    assert resolve(catalog, "Sandbox 3333", "Admin").account_id == SANDBOX.account_id


def test_what_another_start_url_listed_does_not_count(tmp_path: Path) -> None:
    other = CORP._replace(start_url="https://other.awsapps.com/start")
    assert not listed(tmp_path, SANDBOX, center=other).targets


def test_a_profile_is_a_name_of_its_role_and_gives_its_region(tmp_path: Path) -> None:
    profile = (
        "[profile dev]\nsso_session = corp\nsso_account_id = 111122223333\n"
        "sso_role_name = Admin\nregion = eu-west-3\n"
    )
    catalog = listed(tmp_path, SANDBOX, aws=profile)
    dev = resolve(catalog, "dev")
    assert (dev.role, dev.region, dev.alias) == ("Admin", "eu-west-3", "Sandbox")
    assert rows(catalog.targets).count(("Sandbox", "Admin", "corp")) == 1
    (alone,) = Home(tmp_path / "new").catalog(aws=SESSION + profile).targets
    assert (alone.alias, alone.role, alone.idp) == ("dev", "Admin", "corp")


def test_settings_of_the_account_apply(tmp_path: Path) -> None:
    config = (
        '[accounts.play]\nid = "111122223333"\nprotected = true\nscheme = "identity-center"\n'
        'region = "eu-west-1"\n[accounts.play.role.Admin]\nnote = "careful"\n'
    )
    catalog = listed(tmp_path, SANDBOX, config=config)
    admin, read = (resolve(catalog, "play", role) for role in ("Admin", "ReadOnly"))
    assert admin.protected and admin.region == "eu-west-1" and admin.note == "careful"
    assert read.note == "sandbox@example.com" and admin.scheme == "identity-center"


def test_a_scope_that_a_permission_set_does_not_take_is_the_reason(tmp_path: Path) -> None:
    config = '[accounts.play]\nid = "111122223333"\nread_only = true\n'
    admin = next(t for t in listed(tmp_path, SANDBOX, config=config).targets if t.role == "Admin")
    assert "read_only does not go with Identity Center" in admin.why_not


@pytest.mark.parametrize("path", ["", "eu-central-1/"])
def test_the_arn_of_its_role_in_the_account_finds_it(tmp_path: Path, path: str) -> None:
    role = f"aws-reserved/sso.amazonaws.com/{path}AWSReservedSSO_Admin_0123456789abcdef"
    found = resolve(listed(tmp_path, SANDBOX), f"arn:aws:iam::111122223333:role/{role}")
    assert (found.role, found.idp) == ("Admin", "corp")


def test_a_role_that_is_not_listed_goes_through_the_only_door(tmp_path: Path) -> None:
    found = resolve(listed(tmp_path, SANDBOX), "111122223333", "Billing")
    assert (found.role, found.idp, found.why_not) == ("Billing", "corp", "")


def two_doors(folder: Path, scheme: str = "") -> Catalog:
    setting = f'scheme = "{scheme}"\n' if scheme else ""
    config = f'[accounts.play]\nid = "111122223333"\nroles = ["Admin"]\n{setting}'
    return listed(folder, SANDBOX, config=config)


def test_between_two_identities_nobody_guesses(tmp_path: Path) -> None:
    catalog = two_doors(tmp_path)
    with pytest.raises(UsageError) as refused:
        resolve(catalog, "play", "Admin", is_held=lambda target: False)
    assert refused.value.message == "Several ways lead to play · Admin: default, corp."
    assert "--through default" in refused.value.hint


def test_what_is_named_set_or_held_decides(tmp_path: Path) -> None:
    catalog = two_doors(tmp_path)
    assert resolve(catalog, "play", "Admin", through="corp").idp == "corp"
    assert resolve(catalog, "play", "Admin", through="default").idp == ""
    held = resolve(catalog, "play", "Admin", is_held=lambda target: target.idp == "corp")
    assert held.idp == "corp"
    with pytest.raises(UsageError, match="nowhere does not lead to play"):
        resolve(catalog, "play", "Admin", through="nowhere")
    by_setting = two_doors(tmp_path / "set", "bastion")
    assert resolve(by_setting, "play", "Admin", is_held=lambda target: False).idp == ""


def test_what_is_known_of_an_account_stays_until_it_is_listed_anew() -> None:
    known = merged({}, [SANDBOX])
    again = merged(known, [SANDBOX._replace(name="Playground", roles=None)])
    assert again[SANDBOX.account_id].roles == SANDBOX.roles
    assert again[SANDBOX.account_id].name == "Playground"
    roles = merged(again, [Assigned(SANDBOX.account_id, roles=("Admin",))])
    assert roles[SANDBOX.account_id] == SANDBOX._replace(name="Playground", roles=("Admin",))


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"centers": {"corp": 3}}', '{"centers": {"corp": {"accounts": [1]}}}']
)
def test_a_damaged_file_lists_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "assignments.json").write_text(text)
    assert load_assignments(str(tmp_path / "assignments.json")) == {}


def test_a_role_profile_over_a_profile_of_the_center_is_a_chain(tmp_path: Path) -> None:
    profiles = (
        "[profile dev]\nsso_session = corp\nsso_account_id = 111122223333\n"
        "sso_role_name = Admin\n[profile deep]\nsource_profile = dev\n"
        "role_arn = arn:aws:iam::999900001111:role/deep\n"
    )
    deep = resolve(listed(tmp_path, SANDBOX, aws=profiles), "deep")
    assert not deep.why_not and deep.hop is not None
    assert (deep.scheme, deep.idp, deep.hop.role) == ("identity-center", "corp", "Admin")


def test_an_account_without_a_role_says_so(tmp_path: Path) -> None:
    (data,) = listed(tmp_path, DATA._replace(roles=())).targets
    assert data.why_not == "you have no role in it"


def test_a_base_profile_of_the_center_is_the_first_role_of_a_chain(tmp_path: Path) -> None:
    profile = (
        "[profile dev]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Admin\n"
    )
    config = '[accounts.deep]\nid = "999900001111"\nroles = ["deep"]\nbase_profile = "dev"\n'
    deep = resolve(listed(tmp_path, SANDBOX, config=config, aws=profile), "deep", "deep")
    assert deep.hop is not None and (deep.hop.role, deep.hop.idp) == ("Admin", "corp")
