"""Which Identity Centers the files name, and which profile signs in at which."""

from pathlib import Path

import pytest

from rolecall.catalog.identity_center.centers import Centers
from rolecall.core.identity_center import IdentityCenter
from tests.catalog.files import Home

CORP = "https://corp.awsapps.com/start"
SESSION = f"[sso-session corp]\nsso_start_url = {CORP}\nsso_region = eu-central-1\n"


def centers(folder: Path, aws: str = "", config: str = "") -> Centers:
    return Home(folder).catalog(aws=aws, config=config).centers


def test_a_session_of_the_aws_config_is_one(tmp_path: Path) -> None:
    found = centers(
        tmp_path, SESSION + "sso_registration_scopes = sso:account:access, more:scope\n"
    )
    scopes = ("sso:account:access", "more:scope")
    assert dict(found.by_name) == {
        "corp": IdentityCenter("corp", CORP, "eu-central-1", scopes, "corp")
    }
    assert found.by_name["corp"].cache_key == "corp" and found.only == "corp"


def test_a_table_of_config_toml_is_one(tmp_path: Path) -> None:
    found = centers(
        tmp_path, config=f'[identity-center.mine]\nstart_url = "{CORP}"\nregion = "eu-west-1"\n'
    )
    assert found.by_name["mine"].region == "eu-west-1"
    assert found.by_name["mine"].cache_key == "mine"


def test_a_table_of_the_same_start_url_stands_for_the_session(tmp_path: Path) -> None:
    found = centers(tmp_path, SESSION, f'[identity-center.mine]\nstart_url = "{CORP}/"\n')
    assert list(found.by_name) == ["mine"]
    assert found.by_name["mine"].cache_key == "corp"  # one token, shared with the AWS tools
    assert found.by_name["mine"].region == "eu-central-1"


def test_an_older_profile_is_one_by_its_start_url(tmp_path: Path) -> None:
    old = f"[profile dev]\nsso_start_url = {CORP}\nsso_region = eu-west-1\n"
    found = centers(tmp_path, old + old.replace("dev", "ops"))
    assert list(found.by_name) == ["corp"] and found.by_name["corp"].cache_key == CORP
    assert dict(found.of_profile) == {"dev": "corp", "ops": "corp"}


@pytest.mark.parametrize(
    ("section", "why"),
    [
        ("[sso-session corp]\nsso_region = eu-west-1\n", "has no start URL"),
        (f"[sso-session corp]\nsso_start_url = {CORP}\n", "has no region"),
        (f"[sso-session corp]\nsso_start_url = {CORP}\nsso_region = Europe\n", "none of AWS's"),
    ],
)
def test_what_is_missing_is_the_reason_why_it_cannot_be_used(
    tmp_path: Path, section: str, why: str
) -> None:
    found = centers(tmp_path, section)
    assert why in found.why_not("corp")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("sso_start_url = https://other.awsapps.com/start", "whose sso_start_url is another one"),
        ("sso_region = us-east-1", "whose sso_region is another one"),
        ("sso_session = gone", "names the sso-session gone, which does not exist"),
    ],
)
def test_a_profile_that_contradicts_its_session_is_refused(
    tmp_path: Path, line: str, why: str
) -> None:
    named = "" if "sso_session" in line else "sso_session = corp\n"
    found = centers(tmp_path, f"{SESSION}[profile dev]\n{named}{line}\n")
    assert why in found.problems[0].message and not found.of_profile


def test_a_table_with_a_fault_is_named_with_its_line(tmp_path: Path) -> None:
    catalog = Home(tmp_path).catalog(config='[identity-center.mine]\nstart_url = "corp"\n')
    assert "line 2: `start_url` must be an address" in catalog.problems[0].message
    assert "start_url" in catalog.centers.why_not("mine")
