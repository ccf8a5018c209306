"""Filling in the template of the login request."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolecall.core.errors import ConfigError
from rolecall.core.secret import Secret
from rolecall.saml.login_body import login_body
from tests.canaries.record import registered
from tests.servers.idp_server import TEMPLATE

CANARY = registered("Canary-NotARealKey7c1f")
UNICODE = st.text(st.characters(exclude_categories=["Cs"]))


def filled(template: str, user_name: str = "alice", password: str = CANARY) -> Any:
    return json.loads(login_body(template, user_name, Secret(password)).decode("utf-8"))


@given(user_name=UNICODE, password=UNICODE)
def test_M14_any_user_and_password_arrive_as_they_are(user_name: str, password: str) -> None:
    assert filled(TEMPLATE, user_name, password) == {
        "service": "aws",
        "email": user_name,
        "password": password,
    }


def test_M14_non_ascii_goes_as_utf_8_as_the_classic_sent_it() -> None:
    assert "pä$s🗝".encode() in login_body(TEMPLATE, "alice", Secret("pä$s🗝"))


def test_user_name_that_reads_like_a_place_is_not_filled_in_again() -> None:
    login = filled(TEMPLATE, user_name="$saml_password ${saml_user}")
    assert login["email"] == "$saml_password ${saml_user}"
    assert filled(TEMPLATE, password="$saml_user")["password"] == "$saml_user"


def test_places_are_filled_inside_longer_texts_lists_and_nested_objects() -> None:
    template = {
        "data": [{"user": "CORP\\$saml_user", "n": 1, "yes": True, "none": None}],
        "basic": "${saml_user}:${saml_password}",
        "$saml_user": 1.5,
    }
    assert filled(json.dumps(template)) == {
        "data": [{"user": "CORP\\alice", "n": 1, "yes": True, "none": None}],
        "basic": f"alice:{CANARY}",
        "alice": 1.5,
    }


def test_a_longer_name_is_another_variable() -> None:
    login = filled('{"a": "$saml_username", "b": "$saml_user-x", "p": "$saml_password"}')
    assert login == {"a": "$saml_username", "b": "alice-x", "p": CANARY}


@pytest.mark.parametrize("template", ["", "  \n"])
def test_missing_template_is_asked_for_with_an_example(template: str) -> None:
    with pytest.raises(ConfigError) as caught:
        login_body(template, "alice", Secret(CANARY))
    for word in ("SAML_IDP_REQUEST_BODY_TEMPLATE", "`body`", TEMPLATE):
        assert word in caught.value.hint


@pytest.mark.parametrize(
    "template",
    [
        '{"password": $saml_password}',
        '{"password": "$saml_password"',
        '["$saml_password"]',
        '"$saml_password"',
        "null",
        '{"password": "$saml_password", "n": NaN}',
        '{"password": "$saml_password", "deep": ' + "[" * 200_000 + "]" * 200_000 + "}",
        "email=$saml_user&password=$saml_password",
    ],
)
def test_template_that_is_no_json_object_is_refused_without_being_shown(template: str) -> None:
    with pytest.raises(ConfigError, match="is not a JSON object") as caught:
        login_body(template, "alice", Secret(CANARY))
    assert "`body`" in caught.value.hint
    assert "$saml_password}" not in caught.value.message
    assert CANARY not in caught.value.message + caught.value.hint


@pytest.mark.parametrize("depth", [300, 700, 900, 5_000])
def test_deep_template_is_filled_or_refused(depth: int) -> None:
    """The depth that json accepts differs between Python versions."""
    template = '{"password": "$saml_password", "deep": ' + "[" * depth + "]" * depth + "}"
    try:
        assert login_body(template, "alice", Secret(CANARY)).count(b"[") == depth
    except ConfigError as error:
        assert "is not a JSON object" in error.message


def test_fault_in_the_template_is_named_by_its_place() -> None:
    with pytest.raises(ConfigError, match=r"\(line 2, column 13\)"):
        login_body('{"a": 1,\n"password": $saml_password}', "alice", Secret(CANARY))


def test_template_whose_password_the_shell_took_is_explained() -> None:
    with pytest.raises(ConfigError, match=r"has no \$saml_password") as caught:
        login_body('{"email": "", "password": ""}', "alice", Secret(CANARY))
    assert "single quotes" in caught.value.hint


def test_password_that_is_no_unicode_is_refused_unshown() -> None:
    with pytest.raises(ConfigError, match="not Unicode") as caught:
        login_body(TEMPLATE, "alice", Secret(CANARY + "\udce4"))
    assert CANARY not in caught.value.message + caught.value.hint
    assert caught.value.__suppress_context__
