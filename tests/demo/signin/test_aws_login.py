"""`aws login` of the real AWS CLI v2 against the embedded AWS Sign-In."""

import json
from pathlib import Path

import pytest

from rolecall.demo.server import EmbeddedAws
from tests.demo.signin.person import USER, Person
from tests.judges.identity_center_readers import javascript_sdk


@pytest.fixture
def person(tmp_path: Path, aws: EmbeddedAws) -> Person:
    return Person(tmp_path, aws)


@pytest.mark.parametrize("words", [(), ("--remote",)])
def test_it_signs_in_and_refreshes(person: Person, words: tuple[str, ...]) -> None:
    person.log_in(*words)
    done = person.identity()
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["Arn"] == USER
    assert f"login_session = {USER}" in (person.home / ".aws" / "config").read_text()
    person.expire()
    assert person.identity().returncode == 0
    grants = [
        json.loads(asked.request.body)["grantType"]
        for asked in person.aws.sign_in.requests
        if asked.action == "CreateOAuth2Token"
    ]
    assert grants == ["authorization_code", "refresh_token"]


def test_the_sdk_for_javascript_and_it_refresh_each_others_keys(person: Person) -> None:
    person.log_in()
    for _ in range(2):
        person.expire()
        assert javascript_sdk(person.cli.env, "me") == USER
        person.expire()
        assert person.identity().returncode == 0
    asked = [asked.action for asked in person.aws.sign_in.requests]
    assert asked.count("CreateOAuth2Token") == 5


def test_a_changed_password_ends_it(person: Person) -> None:
    person.log_in()
    person.expire()
    person.aws.aws_login.changed = True
    done = person.identity()
    assert done.returncode != 0
    assert "password" in done.stderr or "reauthenticate" in done.stderr, done.stderr
