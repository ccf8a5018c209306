"""Reads the IdP's HTTP response: an assertion, or the reason why there is none."""

import json
from typing import Any, NoReturn
from urllib.parse import urljoin

from rolecall.core.errors import ConfigError, LoginRefused, Refused, RolecallError, Unreachable
from rolecall.core.secret import Secret
from rolecall.saml.exchange import LARGEST, HttpResponse
from rolecall.saml.failures import SENT_ONCE
from rolecall.saml.idp_url import IdpUrl, parse_url

LONGEST = 100_000  # characters; SAMLAssertion of STS AssumeRoleWithSAML
_KEY = "saml_response"
_LOOK = "Check SAML_IDP_ASSERTION_URL, or `url` and `body` in config.toml."
_MOST_PARTS = 10_000  # lists and objects; 2 MiB of empty ones would take 60 MB when parsed
_EMPTY: dict[str, Any] = {}
_LATER = f"Try again in a minute. {SENT_ONCE}"
_CAUSES = {
    400: ("does not understand the request", _LOOK),
    402: ("requires payment", "Ask its administrator."),
    404: ("has nothing at this URL", _LOOK),
    405: ("accepts no logins at this URL", _LOOK),
    407: ("asks for a proxy login, but no proxy is set", "Check HTTPS_PROXY and NO_PROXY."),
    422: ("does not understand the request", _LOOK),
    429: ("is throttling: too many logins", f"Try again later. {SENT_ONCE}"),
    500: ("had an internal error", _LATER),
    501: ("does not support the request", _LOOK),
    502: ("cannot be reached by its gateway", _LATER),
    503: ("is unavailable for now", _LATER),
    504: ("does not answer its gateway", _LATER),
}


def assertion_in(response: HttpResponse, url: IdpUrl) -> Secret:
    """Returns `saml_response` of the response's JSON, in base64 as it was sent.

    Raises LoginRefused, Refused or Unreachable, whose messages contain nothing of the body.
    """
    if not 200 <= response.status < 300:
        raise _refusal(response, url)
    assertion = _parsed(response, url).get(_KEY)
    if assertion is None or assertion == "":
        raise _login_refused(url)
    if not isinstance(assertion, str):
        raise _invalid(response, url)
    assertion = assertion.strip()
    if not assertion:
        raise _login_refused(url)
    if len("".join(assertion.split())) > LONGEST:
        raise Refused(
            f"The assertion is longer than the {LONGEST:,} characters that AWS accepts.",
            "Ask the administrator of the identity provider to send fewer roles or groups.",
        )
    return Secret(assertion)


def _parsed(response: HttpResponse, url: IdpUrl) -> dict[str, Any]:
    if response.encoding.strip().lower() not in ("", "identity"):
        raise Unreachable(
            f"{url.origin} answered in a compressed form that was not asked for.",
            f"Something in between may do that: check the proxy. {SENT_ONCE}",
        )
    if len(response.body) > LARGEST:
        raise Unreachable(
            f"{url.origin} answered more than {LARGEST >> 20} MiB: not a SAML answer.", _LOOK
        )
    if response.body.count(b"[") + response.body.count(b"{") > _MOST_PARTS:
        raise _invalid(response, url)
    try:
        parsed = json.loads(
            response.body,
            object_pairs_hook=_object,
            parse_constant=_no_constant,
            parse_int=_number,
            parse_float=_number,
        )
    except (ValueError, RecursionError):
        raise _invalid(response, url) from None
    if not isinstance(parsed, dict):
        raise _invalid(response, url)
    return parsed


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Returns only the saml_response of a JSON object, to save memory."""
    found = [value for key, value in pairs if key == _KEY]
    if len(found) > 1:
        raise ValueError("two assertions, which is ambiguous")
    return {_KEY: found[0]} if found else _EMPTY


def _number(digits: str) -> int:
    return 0  # no number is used, and int() is slow for a million digits


def _no_constant(name: str) -> NoReturn:
    raise ValueError("NaN and Infinity are not JSON")


def _invalid(response: HttpResponse, url: IdpUrl) -> Unreachable:
    page = "html" in response.content_type.lower() or response.body.lstrip().startswith(b"<")
    return Unreachable(
        f"What came from {url.origin} is not a SAML answer.",
        "Is it the network's login page? Open a browser once, then try again."
        if page
        else f"It must be JSON with {_KEY}. {_LOOK}",
    )


def _login_refused(url: IdpUrl) -> LoginRefused:
    return LoginRefused(f"Incorrect endpoint ({url.shown}), username or password.", SENT_ONCE)


def _refusal(response: HttpResponse, url: IdpUrl) -> RolecallError:
    status = response.status
    if status in (401, 403) or (status in (400, 422) and _is_json_object(response, url)):
        return _login_refused(url)
    if status in (301, 302, 303, 307, 308):
        return _redirected(response, url)
    usual = ("has trouble", _LATER) if status >= 500 else ("refuses the request", _LOOK)
    cause, hint = _CAUSES.get(status, usual)
    kind = Refused if 400 <= status < 500 else Unreachable
    return kind(f"{url.origin} {cause} (HTTP {status}).", hint)


def _is_json_object(response: HttpResponse, url: IdpUrl) -> bool:
    try:
        _parsed(response, url)
    except Unreachable:
        return False
    return True


def _redirected(response: HttpResponse, url: IdpUrl) -> Refused:
    try:
        place = parse_url(urljoin(url.origin + url.target, response.location)).origin
    except (ConfigError, ValueError):
        place = "another address"
    return Refused(
        f"{url.origin} redirects to {place}: the password does not follow.",
        "If that is right, set the final URL as SAML_IDP_ASSERTION_URL, or `url` in config.toml.",
    )
