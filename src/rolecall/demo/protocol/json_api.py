"""AWS's REST-JSON protocol, of Identity Center and AWS Sign-In: bodies, queries, errors."""

import json
from collections import deque
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from rolecall.demo.protocol.http_messages import HttpRequest, HttpResponse
from rolecall.demo.protocol.refusals import AwsError

JSON = "application/json"


class JsonRequest(NamedTuple):
    """A request as it was received, refused or not; `action` is its name for faults."""

    action: str
    request: HttpRequest


class JsonEndpoints:
    """A service at paths of its own; `actions` names them by method and path, for faults."""

    actions: Mapping[tuple[str, str], str]

    def __init__(self) -> None:
        self.requests: deque[JsonRequest] = deque(maxlen=10_000)

    def parse(self, request: HttpRequest) -> JsonRequest | None:
        """Names a request's action, and appends it to `requests`; None for another service's."""
        action = self.actions.get((request.method, request.path))
        if action is None:
            return None
        self.requests.append(JsonRequest(action, request))
        return self.requests[-1]

    def respond(self, asked: JsonRequest) -> HttpResponse:
        """Returns the response; the caller holds the world's lock."""
        try:
            return self.perform(asked)
        except AwsError as error:
            return self.refuse(asked, error)

    def perform(self, asked: JsonRequest) -> HttpResponse:
        """Returns the response of an action. Raises AwsError."""
        raise NotImplementedError

    def refuse(self, asked: JsonRequest, error: AwsError) -> HttpResponse:
        """Returns an error as the service writes it."""
        raise NotImplementedError


def answer(value: object) -> HttpResponse:
    return HttpResponse(200, json.dumps(value).encode(), JSON)


def refusal(error: AwsError, body: Mapping[str, str]) -> HttpResponse:
    """Return an error; its name is in a header, and `body` is as its service writes it."""
    headers = (("x-amzn-ErrorType", error.code),)
    return HttpResponse(error.status, json.dumps(body).encode(), JSON, headers)


def fields_of(request: HttpRequest) -> dict[str, Any]:
    """Return the members of a JSON body; empty for anything else."""
    try:
        given = json.loads(request.body or b"{}")
    except (ValueError, RecursionError):
        return {}
    return given if isinstance(given, dict) else {}


def query_of(request: HttpRequest) -> dict[str, str]:
    return dict(parse_qsl(request.query, keep_blank_values=True))


def form_of(request: HttpRequest) -> dict[str, str]:
    """Return the fields of a form that a page has posted."""
    return dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))


def text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name, "")
    return value if isinstance(value, str) else ""


def texts(fields: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = fields.get(name) or ()
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()
