"""The JSON door of the demo's IdP, which the classic knocks at.

POST {"service": "aws", "email": USER, "password": PASSWORD} as application/json is answered
{"saml_response": BASE64}, or {"saml_response": null} for a wrong user or password.
"""

import json
from typing import NamedTuple

from rolecall.demo.protocol.http_messages import HttpRequest, HttpResponse
from rolecall.demo.protocol.refusals import AwsError
from rolecall.demo.world.idp import IdentityProvider

PATH = "/saml/login"
LOGIN = "SamlLogin"  # the name faults are put on by
JSON = "application/json"
_FIELDS = ("service", "email", "password")


class LoginAttempt(NamedTuple):
    """One login that was tried; `user` is empty where the body was not what the door expects."""

    user: str
    body: bytes
    headers: dict[str, str]  # names in lower case


def read_login(request: HttpRequest) -> LoginAttempt:
    return LoginAttempt(_fields(request.body).get("email", ""), request.body, request.headers)


def answer_login(idp: IdentityProvider, request: HttpRequest) -> HttpResponse:
    """The IdP's answer: 200 for a right and for a wrong password, 4xx for what is no login."""
    if request.method != "POST":
        return _said(405, "POST a login here.")
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != JSON:
        return _said(415, f"A login is sent as {JSON}.")
    given = _fields(request.body)
    if given.keys() != set(_FIELDS) or given["service"] != "aws":
        return _said(400, f"A login has {', '.join(_FIELDS)}.")
    right = idp.accepts(given["email"], given["password"])
    return _json(200, {"saml_response": idp.respond() if right else None})


def refuse_login(error: AwsError) -> HttpResponse:
    """A fault's refusal, in the form of this door."""
    return _said(error.status, error.message)


def _fields(body: bytes) -> dict[str, str]:
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    if isinstance(given, dict) and all(isinstance(value, str) for value in given.values()):
        return given
    return {}


def _said(status: int, message: str) -> HttpResponse:
    return _json(status, {"error": message})


def _json(status: int, value: object) -> HttpResponse:
    return HttpResponse(status, json.dumps(value).encode(), JSON)
