"""The demo's federation endpoint: exchanges a role session for a console sign-in token.

    Action=getSigninToken, Session={"sessionId", "sessionKey", "sessionToken"}, SessionDuration
    Action=login, SigninToken, Destination      a page that shows the role and the destination

Source: IAM User Guide, "Enable custom identity broker access to the AWS console".
"""

import hmac
import json
from collections import deque
from dataclasses import dataclass
from html import escape
from typing import NamedTuple

from rolecall.demo.protocol.html_page import page
from rolecall.demo.protocol.http_messages import HttpRequest, HttpResponse
from rolecall.demo.protocol.query import parameters_of
from rolecall.demo.protocol.refusals import AwsError
from rolecall.demo.world import keys
from rolecall.demo.world.world import Caller, World

PATH = "/federation"
_TOKEN_LASTS = 900  # seconds
_FIELDS = {"sessionId", "sessionKey", "sessionToken"}


class FederationRequest(NamedTuple):
    """One request as it was received, refused or not; `query` is that of the URL."""

    method: str
    query: str
    parameters: dict[str, str]

    @property
    def action(self) -> str:
        return self.parameters.get("Action", "")


@dataclass(frozen=True)
class _Grant:
    caller: Caller
    until: float  # epoch seconds


class FederationEndpoint:
    """Issues sign-in tokens and remembers them."""

    def __init__(self, world: World) -> None:
        self.requests: deque[FederationRequest] = deque(maxlen=10_000)
        self._world = world
        self._grants: dict[str, _Grant] = {}

    def parse(self, request: HttpRequest) -> FederationRequest:
        """Parse a request and append it to `requests`."""
        parsed = FederationRequest(request.method, request.query, parameters_of(request))
        self.requests.append(parsed)
        return parsed

    def respond(self, request: FederationRequest) -> HttpResponse:
        """Return the token or the page; the caller holds the world's lock."""
        if request.action == "getSigninToken":
            return self._token(request.parameters)
        if request.action == "login":
            return self._page(request.parameters)
        return _refused("Invalid action parameter")

    def refuse(self, error: AwsError) -> HttpResponse:
        """Return an injected error as this endpoint's HTML page."""
        return page(error.status, error.code, f"<p>{escape(error.message)}</p>")

    def _token(self, parameters: dict[str, str]) -> HttpResponse:
        caller = self._caller(parameters.get("Session", ""))
        duration = parameters.get("SessionDuration")
        if caller is None or not _allowed(duration, caller):
            return _refused("Invalid credentials parameter")
        token = keys.token(300)
        self._grants[token] = _Grant(caller, self._world.clock() + _TOKEN_LASTS)
        return HttpResponse(200, json.dumps({"SigninToken": token}).encode(), "application/json")

    def _caller(self, session: str) -> Caller | None:
        """The role session's caller; None if it is incomplete, expired or not a role's."""
        try:
            given = json.loads(session)
        except (ValueError, RecursionError):
            return None
        if not isinstance(given, dict) or given.keys() != _FIELDS:
            return None
        key = self._world.key(str(given["sessionId"]))
        if key is None or key.expires is None or self._world.clock() >= key.expires:
            return None
        presented = (str(given["sessionKey"]).encode(), str(given["sessionToken"]).encode())
        right = [
            hmac.compare_digest(one, other.encode())
            for one, other in zip(presented, (key.secret, key.token), strict=True)
        ]
        return key.caller if all(right) and key.caller.role is not None else None

    def _page(self, parameters: dict[str, str]) -> HttpResponse:
        grant = self._grants.get(parameters.get("SigninToken", ""))
        if grant is None or self._world.clock() >= grant.until:
            return _refused("Invalid sign-in token")
        alias = self._world.alias_of(grant.caller.account_id)
        return page(
            200,
            "You would be in the console",
            f"<p>as <b>{escape(grant.caller.arn)}</b>, in {escape(alias)},</p>"
            f"<p>at {escape(parameters.get('Destination', ''))}</p>",
        )


def _allowed(duration: str | None, caller: Caller) -> bool:
    """Whether AWS accepts a SessionDuration: 15 minutes to 12 hours, none for a chained role."""
    if duration is None:
        return True
    within = duration.isascii() and duration.isdecimal() and 900 <= int(duration) <= 43_200
    return within and not caller.chained


def _refused(why: str) -> HttpResponse:
    return page(400, "400", f"<p>{why}</p>")
