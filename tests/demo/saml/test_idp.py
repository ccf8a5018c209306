"""The JSON login endpoint of the demo's IdP, called as the classic does."""

import base64
import json
import threading
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest

from rolecall.demo.faults import canned, stalled, throttle, unavailable, wrong_body
from rolecall.demo.protocol.http_messages import HttpResponse
from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import Stage
from rolecall.demo.world.clock import SettableClock
from rolecall.demo.world.federation import demo_world
from rolecall.demo.world.login import demo_login
from rolecall.demo.world.world import World

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def organisation(clock: SettableClock) -> World:
    return demo_world(clock)


def knock(
    aws: EmbeddedAws,
    body: bytes,
    headers: dict[str, str] = JSON,
    method: str = "POST",
) -> tuple[int, Any, dict[str, str]]:
    """Status, JSON and headers of the response."""
    url = urlsplit(aws.idp_url)
    door = HTTPConnection(url.netloc, timeout=10)
    try:
        door.request(method, url.path, body, headers)
        answer = door.getresponse()
        said = answer.read()
        is_json = answer.headers["Content-Type"] == "application/json"
        return answer.status, json.loads(said) if is_json else said, dict(answer.headers)
    finally:
        door.close()


def login(aws: EmbeddedAws, **more: Any) -> Any:
    """The response for alice, or for another user."""
    fields = {"service": "aws", "email": aws.idp.user, "password": aws.idp.password} | more
    status, said, _ = knock(aws, json.dumps(fields).encode())
    assert status == 200
    return said


def texts(assertion: str, name: str) -> list[str | None]:
    tree = ElementTree.fromstring(base64.b64decode(assertion))  # noqa: S314  # the demo's own
    return [found.text for found in tree.iter(f"{{urn:oasis:names:tc:SAML:2.0:assertion}}{name}")]


def test_right_password_is_answered_with_every_role(aws: EmbeddedAws) -> None:
    said = login(aws)
    assert list(said) == ["saml_response"]
    values = texts(said["saml_response"], "AttributeValue")
    assert len({str(value).split(":")[4] for value in values if "," in str(value)}) == 2
    assert values[: len(aws.idp.roles)] == aws.idp.roles
    assert values[len(aws.idp.roles) :] == ["alice", "3600"]


@pytest.mark.parametrize(
    "wrong", [{"password": "wrong"}, {"password": ""}, {"email": "bob@example.com"}]
)
def test_wrong_user_or_password_is_null(aws: EmbeddedAws, wrong: dict[str, str]) -> None:
    assert login(aws, **wrong) == {"saml_response": None}


@pytest.mark.parametrize("password", ['a"b\\c$d&e%f', "line\nbreak'", "пароль 本番 é", " "])
def test_password_of_any_signs_is_compared_as_it_is(aws: EmbeddedAws, password: str) -> None:
    aws.idp.password = password
    assert login(aws)["saml_response"]
    assert login(aws, password=password + " ") == {"saml_response": None}


def test_each_response_has_ids_of_its_own(aws: EmbeddedAws) -> None:
    assert login(aws)["saml_response"] != login(aws)["saml_response"]


def test_names_with_markup_stay_text(aws: EmbeddedAws) -> None:
    aws.idp.user = '<a>&"@example.com'
    aws.idp.roles = ["a<b>&'\","]
    assertion = login(aws)["saml_response"]
    assert texts(assertion, "NameID") == [aws.idp.user]
    assert texts(assertion, "AttributeValue")[0] == aws.idp.roles[0]


@pytest.mark.parametrize(
    ("body", "headers", "method", "status"),
    [
        (b"{}", JSON, "GET", 405),
        (b"{}", {"Content-Type": "application/x-www-form-urlencoded"}, "POST", 415),
        (b"{}", {}, "POST", 415),
        (b"{", JSON, "POST", 400),
        (b"[" * 50_000, JSON, "POST", 400),
        (b'{"service": "aws"}', JSON, "POST", 400),
        (b'{"service": "aws", "email": 1, "password": 2}', JSON, "POST", 400),
        (b'{"service": "gcp", "email": "a", "password": "b"}', JSON, "POST", 400),
        (b"\xff", JSON, "POST", 400),
    ],
)
def test_what_is_no_login_is_told_so(
    aws: EmbeddedAws, body: bytes, headers: dict[str, str], method: str, status: int
) -> None:
    found, said, _ = knock(aws, body, headers, method)
    assert found == status
    assert list(said) == ["error"]


def test_content_type_may_name_a_charset(aws: EmbeddedAws) -> None:
    body = json.dumps({"service": "aws", "email": "x", "password": "y"}).encode()
    headers = {"Content-Type": "Application/JSON; charset=utf-8"}
    assert knock(aws, body, headers)[:2] == (200, {"saml_response": None})


def test_logins_are_counted_with_their_bytes(aws: EmbeddedAws) -> None:
    login(aws)
    login(aws, email="bob", password="é")
    knock(aws, b"nonsense")
    assert [tried.user for tried in aws.logins] == [aws.idp.user, "bob", ""]
    assert aws.logins[1].body == b'{"service": "aws", "email": "bob", "password": "\\u00e9"}'
    assert aws.logins[0].headers["content-type"] == "application/json"
    assert aws.idp.password not in repr(aws.idp)
    assert not aws.calls, "a login is no call of AWS"


def test_faults_stand_between_the_caller_and_the_idp(aws: EmbeddedAws) -> None:
    aws.faults.add("SamlLogin", throttle(), times=1)
    aws.faults.add("SamlLogin", unavailable(502), times=1)
    aws.faults.add("SamlLogin", wrong_body(b"<html>Wi-Fi</html>"), times=1)
    redirect = HttpResponse(307, b"", headers=(("Location", "http://127.0.0.1:9/"),))
    aws.faults.add("SamlLogin", canned(redirect), times=1)
    assert knock(aws, b"{}")[:2] == (400, {"error": "Rate exceeded"})
    assert knock(aws, b"{}")[0] == 502
    assert knock(aws, b"{}")[:2] == (200, b"<html>Wi-Fi</html>")
    status, _, headers = knock(aws, b"{}")
    assert (status, headers["Location"]) == (307, "http://127.0.0.1:9/")
    assert login(aws)["saml_response"]
    assert len(aws.logins) == 5


def test_held_login_keeps_nobody_else_waiting(aws: EmbeddedAws) -> None:
    go = threading.Event()
    aws.faults.add("SamlLogin", stalled(go), times=1)
    answers: list[Any] = []
    first = threading.Thread(target=lambda: answers.append(login(aws)), daemon=True)
    first.start()
    while first.is_alive() and not aws.logins:
        go.wait(0.01)
    assert login(aws)["saml_response"]
    assert answers == []
    go.set()
    first.join(timeout=10)
    assert len(answers) == 1


def test_any_assertion_can_be_put_in_place(aws: EmbeddedAws) -> None:
    aws.idp.assertion = "bm90IHNhbWw="
    assert login(aws) == {"saml_response": "bm90IHNhbWw="}


def test_login_shown_by_the_demo_is_the_one_the_idp_takes(aws: EmbeddedAws, home: Stage) -> None:
    shown = demo_login(home.env, "demo-idp")
    assert shown is not None
    assert login(aws, email=shown[0], password=shown[1])["saml_response"]


def test_no_login_is_shown_outside_the_demo(home: Stage) -> None:
    assert demo_login({}, "demo-idp") is None
    assert demo_login(home.env, "other-idp") is None
    assert demo_login({"ROLECALL_DEMO": home.paths.aws_config}, "demo-idp") is None


@pytest.mark.parametrize(
    "file", ["[]", "{}", '{"#logins": 1}', '{"#logins": {"demo-idp": ["a"]}}', "[[", "1"]
)
def test_file_of_another_shape_shows_nothing(home: Stage, file: str) -> None:
    with open(home.env["ROLECALL_DEMO"], "w") as written:
        written.write(file)
    assert demo_login(home.env, "demo-idp") is None
