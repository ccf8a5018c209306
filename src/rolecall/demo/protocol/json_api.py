"""AWS's REST-JSON protocol, of Identity Center and AWS Sign-In: bodies, queries, errors."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol
from urllib.parse import parse_qsl

from rolecall.demo.protocol.http_messages import HttpRequest, HttpResponse
from rolecall.demo.protocol.refusals import AwsError

JSON = "application/json"


class JsonRequest(NamedTuple):
    """A request as it was received, refused or not; `action` is its name for faults."""

    action: str
    request: HttpRequest


class JsonEndpoints(Protocol):
    """A service at paths of its own."""

    def parse(self, request: HttpRequest) -> JsonRequest | None:
        """Names a request's action; None for one of another service."""

    def respond(self, asked: JsonRequest) -> HttpResponse:
        """Returns the response; the caller holds the world's lock."""

    def refuse(self, asked: JsonRequest, error: AwsError) -> HttpResponse:
        """Returns an error as the service writes it."""


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
