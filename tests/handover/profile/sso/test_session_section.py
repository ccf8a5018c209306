"""`[sso-session]`s that Rolecall adds, as botocore reads them."""

from pathlib import Path

import pytest
from botocore.configloader import load_config

from rolecall.core.errors import ConfigError, Refused
from rolecall.handover.profile.sso.session_section import add_sso_session

URL, REGION, SCOPE = "https://acme.awsapps.com/start", "eu-central-1", "sso:account:access"
WRITTEN = {"sso_start_url": URL, "sso_region": REGION, "sso_registration_scopes": SCOPE}
THEIRS = "# mine\n[default]\nregion = us-east-1\n\n[sso-session old]\nsso_start_url=https://old\n"


def _add(path: Path, name: str = "acme", url: str = URL, region: str = REGION) -> None:
    add_sso_session(str(path), name, url, region, SCOPE)


def test_a_missing_file_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "aws" / "config"
    _add(path)
    assert load_config(str(path))["sso_sessions"] == {"acme": WRITTEN}
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["acme", "acme.eu", "acme_2"])
def test_it_is_added_below_what_stands_there_unchanged(tmp_path: Path, name: str) -> None:
    path = tmp_path / "config"
    path.write_text(THEIRS)
    _add(path, name)
    assert path.read_text().startswith(THEIRS)
    assert load_config(str(path))["sso_sessions"][name] == WRITTEN


@pytest.mark.parametrize("quoted", ["acme", '"acme"', "'acme'"])
def test_the_same_one_again_changes_nothing(tmp_path: Path, quoted: str) -> None:
    path = tmp_path / "config"
    text = f"[sso-session {quoted}]\nsso_region = {REGION}\nsso_start_url = {URL}\n"
    path.write_text(text)
    _add(path)
    assert path.read_text() == text


@pytest.mark.parametrize(
    ("url", "region", "key"),
    [
        ("https://other.awsapps.com/start", REGION, "sso_start_url"),
        (URL, "us-east-1", "sso_region"),
    ],
)
def test_one_of_other_values_is_refused(tmp_path: Path, url: str, region: str, key: str) -> None:
    path = tmp_path / "config"
    _add(path)
    before = path.read_bytes()
    with pytest.raises(Refused, match=f"{key} .*nothing was changed") as refused:
        _add(path, url=url, region=region)
    assert refused.value.hint == "Choose another name."
    assert path.read_bytes() == before


def test_a_broken_file_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "config"
    path.write_text("no section\n")
    with pytest.raises(ConfigError, match="line 1"):
        _add(path)
    assert path.read_text() == "no section\n"
