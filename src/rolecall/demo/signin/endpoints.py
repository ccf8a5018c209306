"""AWS Sign-In, as `aws login` speaks to it: the page, the code to paste, and tokens.

    GET  /v1/authorize                       a page; from another machine, with cross-device
    GET  /v1/sessions/confirmation           the code to paste there
    POST /v1/token                           by code or refresh token, with a DPoP header

Source: the service model `signin` (2023-01-01), and what the AWS CLI sends.
"""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable
from html import escape
from typing import Any
from urllib.parse import urlencode, urlsplit

from rolecall.demo.protocol.html_page import form, page, sent_back
from rolecall.demo.protocol.http_messages import HttpRequest, HttpResponse
from rolecall.demo.protocol.json_api import (
    JsonEndpoints,
    JsonRequest,
    answer,
    fields_of,
    form_of,
    query_of,
    refusal,
    text,
)
from rolecall.demo.protocol.refusals import AwsError
from rolecall.demo.signin.dpop import thumbprint
from rolecall.demo.world.aws_login import AwsLogin, LoginSession
from rolecall.demo.world.world import Caller, World

AUTHORIZE, CONFIRMATION, TOKEN_PATH = "/v1/authorize", "/v1/sessions/confirmation", "/v1/token"
HERE, ELSEWHERE = (f"arn:aws:signin:::devtools/{kind}-device" for kind in ("same", "cross"))
ACTIONS = {
    ("GET", AUTHORIZE): "SignInAuthorize",
    ("POST", AUTHORIZE): "SignInAuthorize",
    ("GET", CONFIRMATION): "SignInConfirm",
    ("POST", TOKEN_PATH): "CreateOAuth2Token",
}


def denied(error: str, message: str) -> AwsError:
    """Return the refusal of a token; `error` is what the AWS CLI looks at."""
    failed = AwsError("AccessDeniedException", message, 401)
    failed.args = (error,)
    return failed


class SignInEndpoints(JsonEndpoints):
    """Responds for one user; `endpoint` returns the URL that it is found at."""

    actions = ACTIONS

    def __init__(self, world: World, login: AwsLogin, endpoint: Callable[[], str]) -> None:
        super().__init__()
        self._world = world
        self._login = login
        self._endpoint = endpoint
        self._asked: dict[str, dict[str, str]] = {}

    def perform(self, asked: JsonRequest) -> HttpResponse:
        if asked.action == "CreateOAuth2Token":
            return self._token(asked.request)
        if asked.action == "SignInConfirm":
            return _pasted(query_of(asked.request))
        return self._authorize(asked.request)

    def refuse(self, asked: JsonRequest, error: AwsError) -> HttpResponse:
        """Return an error as the service writes it."""
        return refusal(error, {"error": str(error.args[0]), "message": error.message})

    def _authorize(self, request: HttpRequest) -> HttpResponse:
        if request.method == "POST":
            given = form_of(request)
            asked = self._asked.pop(given.get("ticket", ""), None)
            if asked is None:
                return page(400, "Too late", "<p>Begin again in the terminal.</p>")
            if given.get("answer") != "allow":
                return sent_back(asked["redirect_uri"], asked["state"], error="access_denied")
            code = self._login.authorize(
                asked["client_id"], asked["redirect_uri"], asked["code_challenge"]
            )
            return sent_back(asked["redirect_uri"], asked["state"], code=code)
        query = query_of(request)
        if not self._is_known(query) or not (
            query.get("response_type") == "code"
            and query.get("code_challenge_method") == "SHA-256"
            and query.get("code_challenge")
            and query.get("state")
            and query.get("scope") == "openid"
        ):
            return page(400, "Invalid request", "<p>Begin again in the terminal.</p>")
        ticket = secrets.token_urlsafe(16)
        self._asked[ticket] = query
        user = self._login.user_arn.rpartition("/")[2]
        where = "this machine" if query["client_id"] == HERE else "another machine"
        body = f"<p>The AWS tools on {where} ask for keys of <b>{escape(user)}</b>.</p>"
        return page(200, "Sign in to AWS", body + form(ticket, f"Continue as {user}", "Cancel"))

    def _is_known(self, query: dict[str, str]) -> bool:
        client, there = query.get("client_id"), query.get("redirect_uri", "")
        if client == ELSEWHERE:
            return there == self._endpoint() + CONFIRMATION
        parts = urlsplit(there)
        is_here = (parts.scheme, parts.hostname, parts.path) == (
            "http",
            "127.0.0.1",
            "/oauth/callback",
        )
        return client == HERE and is_here

    def _token(self, request: HttpRequest) -> HttpResponse:
        given = fields_of(request)
        try:
            key = thumbprint(
                request.headers.get("dpop", ""),
                "POST",
                self._endpoint() + TOKEN_PATH,
                self._login.clock(),
            )
        except ValueError:
            raise denied("INVALID_REQUEST", "Invalid DPoP proof") from None
        grant = text(given, "grantType")
        if grant == "authorization_code":
            session = self._by_code(given, key)
        elif grant == "refresh_token":
            session = self._by_refresh_token(given, key)
        else:
            raise AwsError("ValidationException", "Invalid grantType", 400)
        return answer(issued(self._world, self._login, session))

    def _by_code(self, given: dict[str, Any], key: str) -> LoginSession:
        code = self._login.codes.pop(text(given, "code"), None)
        verifier = hashlib.sha256(text(given, "codeVerifier").encode()).digest()
        challenge = base64.urlsafe_b64encode(verifier).rstrip(b"=")
        if code is None or self._login.clock() >= code.expires:
            raise denied("AUTHCODE_EXPIRED", "The authorization code has expired")
        if (
            code.client_id != text(given, "clientId")
            or code.redirect_uri != text(given, "redirectUri")
            or not hmac.compare_digest(challenge, code.challenge.rstrip("=").encode())
        ):
            raise denied("INVALID_REQUEST", "The authorization code is of another request")
        return self._login.begin(key)

    def _by_refresh_token(self, given: dict[str, Any], key: str) -> LoginSession:
        session = self._login.take(text(given, "refreshToken"))
        if self._login.changed:
            raise denied("USER_CREDENTIALS_CHANGED", "The user's credentials have changed")
        if session is None or self._login.clock() >= session.expires:
            raise denied("TOKEN_EXPIRED", "The refresh token has expired")
        if session.thumbprint != key:
            raise denied("INVALID_REQUEST", "The refresh token is bound to another key")
        return session


def issued(world: World, login: AwsLogin, session: LoginSession) -> dict[str, Any]:
    """Returns keys and what renews them, as the service answers."""
    now = login.clock()
    lasts = min(login.keys_last, int(session.expires - now))
    user = world.users[login.user_arn]
    caller = Caller(user.account_id, user.arn, user.user_id, user, temporary=True, mfa_at=now)
    key = world.issue(caller, lasts)
    head = _part({"typ": "JWT", "alg": "ES384", "kid": "demo"})
    claims = {"sub": user.arn, "iat": int(now), "exp": int(session.expires)}
    return {
        "accessToken": {
            "accessKeyId": key.access_key_id,
            "secretAccessKey": key.secret,
            "sessionToken": key.token,
        },
        "tokenType": "urn:aws:params:oauth:token-type:access_token_sigv4",
        "expiresIn": lasts,
        "refreshToken": login.refresh_token(session),
        "idToken": f"{head}.{_part(claims)}.{_part('unsigned')}",
    }


def _pasted(query: dict[str, str]) -> HttpResponse:
    """The page with what the user pastes into the terminal of another machine."""
    told = urlencode({name: query.get(name, "") for name in ("state", "code")})
    pasted = base64.b64encode(told.encode()).decode()
    return page(
        200, "Paste this into the terminal", f'<p class="copy"><code>{escape(pasted)}</code></p>'
    )


def _part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()
