"""`aws login` of the real AWS CLI v2 against the embedded AWS Sign-In."""

import json
from pathlib import Path

import pytest

from rolecall.demo.server import EmbeddedAws
from tests.demo.signin.person import USER, Person


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


def test_a_changed_password_ends_it(person: Person) -> None:
    person.log_in()
    person.expire()
    person.aws.aws_login.changed = True
    done = person.identity()
    assert done.returncode != 0
    assert "password" in done.stderr or "reauthenticate" in done.stderr, done.stderr
