"""SSO OIDC: registrations, device authorizations and tokens (API version 2019-06-10).

Sources: IAM Identity Center OIDC API Reference; RFC 7636 (PKCE); RFC 8628 (device grant).
"""

import base64
import hashlib
import hmac
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from rolecall.demo.protocol.http_messages import HttpRequest, HttpResponse
from rolecall.demo.protocol.json_api import answer, fields_of, refusal, text, texts
from rolecall.demo.protocol.refusals import AwsError
from rolecall.demo.world.identity_center import SCOPE, IdentityCenter, Registration, Session

BROWSER = "authorization_code"
REFRESH = "refresh_token"
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
_STATUS = {"InvalidClientException": 401, "InternalServerException": 500}


def error(name: str, description: str = "") -> AwsError:
    """Return one of OIDC's errors by the name of its exception."""
    return AwsError(name, description, _STATUS.get(name, 400))


def refuse(failed: AwsError) -> HttpResponse:
    """Return an error as OIDC writes it: `SlowDownException` is slow_down."""
    bare = failed.code.removesuffix("Exception")
    words = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in bare)
    return refusal(failed, {"error": words.lstrip("_"), "error_description": failed.message})


def register_client(center: IdentityCenter, request: HttpRequest) -> HttpResponse:
    """RegisterClient. Without grant types it is a client for the device flow."""
    given = fields_of(request)
    if text(given, "clientType") != "public" or not text(given, "clientName"):
        raise error("InvalidClientMetadataException", "Invalid client metadata")
    grants = texts(given, "grantTypes") or (DEVICE, REFRESH)
    if set(grants) - {BROWSER, REFRESH, DEVICE}:
        raise error("UnsupportedGrantTypeException")
    scopes = texts(given, "scopes")
    if set(scopes) - {SCOPE}:
        raise error("InvalidScopeException")
    redirects = texts(given, "redirectUris")
    if BROWSER in grants:
        if not redirects or not all(_is_loopback(uri) for uri in redirects):
            raise error("InvalidRedirectUriException")
        if text(given, "issuerUrl") != center.start_url:
            raise error("InvalidRequestException", "Invalid issuer")
    made = center.register(grants, redirects, scopes)
    return answer(
        {
            "clientId": made.client_id,
            "clientSecret": made.secret,
            "clientIdIssuedAt": int(center.clock()),
            "clientSecretExpiresAt": int(made.expires),
        }
    )


def start_device_authorization(
    center: IdentityCenter, request: HttpRequest, endpoint: str
) -> HttpResponse:
    """StartDeviceAuthorization; `endpoint` is where the page to approve it is."""
    given = fields_of(request)
    client = _client(center, given)
    if DEVICE not in client.grants:
        raise error("UnauthorizedClientException")
    if text(given, "startUrl").rstrip("/") != center.start_url.rstrip("/"):
        raise error("InvalidRequestException", "Invalid startUrl provided")
    code, device = center.start_device(client.client_id)
    page = f"{endpoint}/device"
    return answer(
        {
            "deviceCode": code,
            "userCode": device.user_code,
            "verificationUri": page,
            "verificationUriComplete": f"{page}?user_code={device.user_code}",
            "expiresIn": int(device.expires - center.clock()),
            "interval": device.interval,
        }
    )


def create_token(center: IdentityCenter, request: HttpRequest) -> HttpResponse:
    """CreateToken: by a browser's code, a device's, or a refresh token."""
    given = fields_of(request)
    client = _client(center, given)
    grant = text(given, "grantType")
    if grant not in _GRANTS:
        raise error("UnsupportedGrantTypeException")
    if grant not in client.grants:
        raise error("UnauthorizedClientException")
    session = _GRANTS[grant](center, client, given)
    access, lasts, refresh = center.tokens(session, client)
    issued: dict[str, Any] = {
        "accessToken": access,
        "tokenType": "Bearer",
        "expiresIn": int(lasts),
    }
    if refresh and (grant != REFRESH or center.answers_refresh_token):
        issued["refreshToken"] = refresh
    return answer(issued)


def _by_code(center: IdentityCenter, client: Registration, given: dict[str, Any]) -> Session:
    code = center.codes.pop(text(given, "code"), None)  # whatever comes of it: it serves once
    verifier = text(given, "codeVerifier").encode()
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier).digest()).rstrip(b"=")
    if (
        code is None
        or code.client_id != client.client_id
        or code.redirect_uri != text(given, "redirectUri")
        or center.clock() >= code.expires
        or not hmac.compare_digest(digest, code.challenge.encode())
    ):
        raise error("InvalidGrantException", "Invalid grant provided")
    return code.session


def _by_device(center: IdentityCenter, client: Registration, given: dict[str, Any]) -> Session:
    device = center.devices.get(text(given, "deviceCode"))
    if device is None or device.client_id != client.client_id:
        raise error("InvalidGrantException", "Invalid device code provided")
    now = center.clock()
    if now >= device.expires:
        raise error("ExpiredTokenException", "Device code has expired")
    if device.denied:
        raise error("AccessDeniedException", "The request was denied")
    session = center.approved(device)
    if session is None:
        is_early = now - device.polled < device.interval
        device.polled = now
        if is_early:
            raise error("SlowDownException")
        raise error("AuthorizationPendingException")
    del center.devices[text(given, "deviceCode")]
    return session


def _by_refresh_token(
    center: IdentityCenter, client: Registration, given: dict[str, Any]
) -> Session:
    session = center.refreshed(text(given, "refreshToken"), client)
    if session is None:
        raise error("InvalidGrantException", "Invalid refresh token provided")
    return session


_Grant = Callable[[IdentityCenter, Registration, dict[str, Any]], Session]
_GRANTS: dict[str, _Grant] = {BROWSER: _by_code, DEVICE: _by_device, REFRESH: _by_refresh_token}


def _client(center: IdentityCenter, given: dict[str, Any]) -> Registration:
    client = center.registrations.get(text(given, "clientId"))
    secret = text(given, "clientSecret").encode()
    if client is None or not hmac.compare_digest(secret, client.secret.encode()):
        raise error("InvalidClientException", "Invalid client")
    if center.clock() >= client.expires:
        raise error("InvalidClientException", "Client registration has expired")
    return client


def _is_loopback(uri: str) -> bool:
    parts = urlsplit(uri)
    return parts.scheme == "http" and parts.hostname == "127.0.0.1"
