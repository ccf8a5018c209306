"""The JSON login endpoint of the demo's IdP, with the interface that the classic expects.

POST {"service": "aws", "email": USER, "password": PASSWORD}    as application/json
{"saml_response": BASE64}    or null in place of BASE64 for a wrong user or password
"""

import json
from typing import NamedTuple

from rolecall.demo.protocol.http_messages import HttpRequest, HttpResponse
from rolecall.demo.protocol.refusals import AwsError
from rolecall.demo.world.idp import IdentityProvider

PATH = "/saml/login"
LOGIN = "SamlLogin"  # the action name for faults
JSON = "application/json"
_FIELDS = ("service", "email", "password")


class LoginAttempt(NamedTuple):
    """One login request as it was received; `user` is empty if the body was malformed."""

    user: str
    body: bytes
    headers: dict[str, str]  # names in lower case


def parse_login(request: HttpRequest) -> LoginAttempt:
    return LoginAttempt(_fields(request.body).get("email", ""), request.body, request.headers)


def login_response(idp: IdentityProvider, request: HttpRequest) -> HttpResponse:
    """The IdP's response: 200 for a right or a wrong password, 4xx for a malformed request."""
    if request.method != "POST":
        return _error(405, "POST a login here.")
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != JSON:
        return _error(415, f"A login is sent as {JSON}.")
    given = _fields(request.body)
    if given.keys() != set(_FIELDS) or given["service"] != "aws":
        return _error(400, f"A login has {', '.join(_FIELDS)}.")
    right = idp.accepts(given["email"], given["password"])
    return _json(200, {"saml_response": idp.respond() if right else None})


def refuse_login(error: AwsError) -> HttpResponse:
    """Return an injected error as this endpoint's JSON."""
    return _error(error.status, error.message)


def _fields(body: bytes) -> dict[str, str]:
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    if isinstance(given, dict) and all(isinstance(value, str) for value in given.values()):
        return given
    return {}


def _error(status: int, message: str) -> HttpResponse:
    return _json(status, {"error": message})


def _json(status: int, value: object) -> HttpResponse:
    return HttpResponse(status, json.dumps(value).encode(), JSON)
