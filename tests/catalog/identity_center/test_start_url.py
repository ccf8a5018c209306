"""Start URLs as they are pasted, and the region and the name that they tell."""

import pytest

from rolecall.catalog.identity_center.start_url import (
    checked_name,
    checked_start_url,
    proposed_name,
    region_in,
)
from rolecall.core.errors import UsageError

ACME = "https://acme.awsapps.com/start"
REGIONAL = "https://ssoins-72234567890abcde.portal.eu-central-1.app.aws"


@pytest.mark.parametrize(
    ("pasted", "url"),
    [
        (ACME, ACME),
        (f"  {ACME}/ \n", ACME),
        (f"{ACME}/#/?tab=accounts", ACME),
        (f"{ACME}#", ACME),
        ("acme.awsapps.com/start", ACME),
        ("https://ACME.awsapps.com/start", ACME),
        (f"{REGIONAL}/", REGIONAL),
        (
            "https://start.us-gov-home.awsapps.com/directory/d-1234567890",
            "https://start.us-gov-home.awsapps.com/directory/d-1234567890",
        ),
        ("http://127.0.0.1:8000/start", "http://127.0.0.1:8000/start"),
    ],
)
def test_what_a_browser_adds_is_left_out(pasted: str, url: str) -> None:
    assert checked_start_url(pasted) == url


@pytest.mark.parametrize(
    "text",
    ["", " ", "acme", "http://acme.awsapps.com/start", "https://", "https://a b.example/start",
     "ftp://acme.awsapps.com", "https://me:x@acme.awsapps.com/start", "https://[::1"],
)  # fmt: skip
def test_what_is_no_start_url_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        checked_start_url(text)
    assert refused.value.hint


@pytest.mark.parametrize(
    ("url", "region"),
    [
        (REGIONAL, "eu-central-1"),
        (ACME, ""),
        ("https://d-1234567890.awsapps.com/start", ""),
        ("https://start.us-gov-home.awsapps.com/directory/d-1", ""),
        ("https://x.portal.xx-nowhere-9.app.aws", ""),
    ],
)
def test_the_region_is_read_where_it_stands(url: str, region: str) -> None:
    assert region_in(url) == region


@pytest.mark.parametrize(
    ("url", "taken", "name"),
    [
        (ACME, [], "acme"),
        (ACME, ["acme"], "acme-2"),
        (ACME, ["acme", "acme-2"], "acme-3"),
        ("https://d-1234567890.awsapps.com/start", [], "sso"),
        ("https://d-1234567890.awsapps.com/start", ["sso"], "sso-2"),
        (REGIONAL, [], "sso"),
        ("https://start.us-gov-home.awsapps.com/directory/d-1", [], "sso"),
        ("http://127.0.0.1:8000/start", [], "sso"),
    ],
)
def test_a_name_is_proposed_that_is_not_taken(url: str, taken: list[str], name: str) -> None:
    assert proposed_name(url, taken) == name


def test_names_are_what_a_config_file_can_hold() -> None:
    assert checked_name(" acme-2 ") == "acme-2"
    for text in ("", "two words", "-x", "a]b", "ä", "a" * 65):
        with pytest.raises(UsageError):
            checked_name(text)
