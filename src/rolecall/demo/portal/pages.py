"""What the user's browser shows: the page to sign in, and the one to approve a device."""

import secrets
from html import escape
from typing import NamedTuple
from urllib.parse import urlsplit

from rolecall.demo.protocol.html_page import form, page, sent_back
from rolecall.demo.protocol.http_messages import HttpRequest, HttpResponse
from rolecall.demo.protocol.json_api import form_of, query_of
from rolecall.demo.world.identity_center import IdentityCenter

AUTHORIZE, DEVICE = "/authorize", "/device"


class _Asked(NamedTuple):
    client_id: str
    redirect_uri: str
    state: str
    challenge: str


class Pages:
    """The pages of one Identity Center. A form carries a ticket: none can be answered unseen."""

    def __init__(self, center: IdentityCenter) -> None:
        self._center = center
        self._asked: dict[str, _Asked] = {}

    def authorize(self, request: HttpRequest) -> HttpResponse:
        """The page of a browser sign-in, its answer, or the way back where nothing is to ask."""
        if request.method == "POST":
            return self._answered(form_of(request))
        query = query_of(request)
        client = self._center.registrations.get(query.get("client_id", ""))
        asked = _Asked(
            query.get("client_id", ""),
            query.get("redirect_uri", ""),
            query.get("state", ""),
            query.get("code_challenge", ""),
        )
        if client is None or not any(
            _is_same_but_port(known, asked.redirect_uri) for known in client.redirect_uris
        ):
            # RFC 6749, 4.1.2.1: to an address that is not registered nobody is sent back.
            return page(400, "Invalid request", "<p>This client is not known here.</p>")
        if (
            query.get("response_type") != "code"
            or query.get("code_challenge_method") != "S256"
            or not asked.challenge
        ):
            return sent_back(asked.redirect_uri, asked.state, error="invalid_request")
        if self._center.browser_is_signed_in and self._center.is_alive(self._center.session):
            return self._allowed(asked)
        ticket = secrets.token_urlsafe(16)
        self._asked[ticket] = asked
        allow = f"Sign in as {self._center.user}"
        count = len(self._center.accounts)
        body = (
            f"<p>A program on this machine asks for access to your <b>{count} accounts</b> at</p>"
            f'<p class="copy"><code>{escape(self._center.start_url)}</code></p>'
            "<p>Allow it only if you have just begun a sign-in in the terminal.</p>"
        )
        return page(200, "Sign in", body + form(ticket, allow, "Deny"))

    def device(self, request: HttpRequest) -> HttpResponse:
        """The page that approves a device, and its answer."""
        answer = form_of(request) if request.method == "POST" else {}
        code = answer.get("ticket") or query_of(request).get("user_code", "")
        device = self._center.device_of(code)
        if device is None:
            return page(
                404,
                "No such code",
                "<p>It is wrong, or has expired. Begin again in the terminal.</p>",
            )
        if answer.get("answer") == "allow":
            device.session = self._center.sign_in()
            return page(200, "Signed in", "<p>Go back to the terminal.</p>")
        if answer.get("answer") == "deny":
            device.denied = True
            return page(200, "Denied", "<p>Nobody was signed in.</p>")
        body = (
            "<p>Approve it only if the terminal shows this code:</p>"
            f'<p class="code"><code>{device.user_code}</code></p>'
        )
        allow = f"Approve as {self._center.user}"
        return page(200, "A device asks for access", body + form(device.user_code, allow, "Deny"))

    def _answered(self, given: dict[str, str]) -> HttpResponse:
        asked = self._asked.pop(given.get("ticket", ""), None)
        if asked is None:
            return page(400, "Too late", "<p>Begin again in the terminal.</p>")
        if given.get("answer") != "allow":
            return sent_back(asked.redirect_uri, asked.state, error="access_denied")
        return self._allowed(asked)

    def _allowed(self, asked: _Asked) -> HttpResponse:
        code = self._center.authorize(asked.client_id, asked.redirect_uri, asked.challenge)
        return sent_back(asked.redirect_uri, asked.state, code=code)


def _is_same_but_port(known: str, given: str) -> bool:
    """Whether an address is the registered one; a loopback port is free (RFC 8252, 7.3)."""
    left, right = urlsplit(known), urlsplit(given)
    return (left.scheme, left.hostname, left.path) == (right.scheme, right.hostname, right.path)
