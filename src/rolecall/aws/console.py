"""The web console's sign-in: a role session exchanged for an address that opens the console.

Source: IAM User Guide, "Enable custom identity broker access to the AWS console".
"""

import json
import re
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

import botocore.session
from botocore.awsrequest import AWSRequest
from botocore.httpsession import URLLib3Session
from botocore.utils import get_environ_proxies

from rolecall.aws.refusals import aws_call, aws_settings
from rolecall.core.errors import ConfigError, Refused, Unreachable
from rolecall.core.model import Credentials
from rolecall.core.partitions import PARTITIONS, Partition
from rolecall.core.secret import Secret

VARIABLE = "ROLECALL_FEDERATION_URL"
SHORTEST, LONGEST = 900, 43_200  # seconds of a console session
_ACTION = "getSigninToken"
_LARGEST = 64 << 10  # bytes of an answer; a token has 1 to 2 KiB
_TIMEOUTS = (5, 10)  # seconds, to connect and to read, as for the calls of AWS's API
_WHOLE = 20.0  # seconds for all of an answer
_TOKEN = re.compile(r"[A-Za-z0-9_+/=.-]{16,16384}")


def sign_in_url(
    credentials: Credentials,
    partition: str,
    destination: str,
    env: Mapping[str, str],
    *,
    duration: int = 0,
) -> Secret:
    """The address that signs in whoever opens it within 15 minutes, and goes to `destination`.

    `duration`: seconds that the console session lasts; 0: as long as the credentials. AWS refuses
    every other for credentials taken with temporary ones. Raises RolecallError.
    """
    endpoint = federation_endpoint(partition, env)
    form = {
        "Action": _ACTION,
        "Session": json.dumps(
            {
                "sessionId": credentials.access_key_id,
                "sessionKey": credentials.secret_access_key.reveal(),
                "sessionToken": credentials.session_token.reveal(),
            }
        ),
    }
    if duration:
        form["SessionDuration"] = str(min(max(duration, SHORTEST), LONGEST))
    status, body = _post(endpoint, form, env)
    if status == 400:
        hint = "Renew it, then try again: rolecall renew"
        raise Refused(
            "AWS does not sign this session in to the console.",
            f"{hint}. Or leave --duration out." if duration else hint,
        )
    if status >= 500 or status == 429:
        raise Unreachable(
            f"AWS has trouble with the console's sign-in (HTTP {status}).",
            "Try again in a minute.",
        )
    query = {
        "Action": "login",
        "Issuer": "rolecall",
        "Destination": destination,
        "SigninToken": _token(status, body),
    }
    return Secret(f"{endpoint}?{urlencode(query)}")


def federation_endpoint(partition: str, env: Mapping[str, str]) -> str:
    """Where sessions are exchanged: the partition's endpoint, or the one that VARIABLE names.

    Raises ConfigError for what is neither https nor on this machine.
    """
    named = env.get(VARIABLE, "")
    if not named:
        place = _known(partition)
        return f"https://{place.sign_in}.{place.web}/federation"
    try:
        parts = urlsplit(named)
        host, port = parts.hostname or "", 443 if parts.port is None else parts.port
    except ValueError:
        host, port = "", 0
    loopback = host in ("localhost", "::1") or host.startswith("127.")
    good = parts.scheme == "https" or (parts.scheme == "http" and loopback) if host else False
    if not good or not port or parts.query or parts.fragment or "@" in parts.netloc:
        raise ConfigError(
            f"{VARIABLE} is no address that credentials may go to.",
            f"It is https://HOST/federation. For AWS's own: unset {VARIABLE}",
        )
    return named


def destination_url(partition: str, service: str, region: str) -> str:
    """The page of a service (empty: the console's first) in a region (empty: AWS chooses)."""
    page = f"{service or 'console'}/home"
    query = f"?{urlencode({'region': region})}" if region else ""
    return f"https://console.{_known(partition).web}/{page}{query}"


def _known(partition: str) -> Partition:
    return PARTITIONS.get(partition) or PARTITIONS["aws"]


def _post(url: str, form: Mapping[str, str], env: Mapping[str, str]) -> tuple[int, bytes]:
    """Send the form once, in the body and not in the address; redirects are not followed."""
    request = AWSRequest(
        method="POST",
        url=url,
        data=urlencode(form),
        headers={"Content-Type": "application/x-www-form-urlencoded", "User-Agent": "rolecall"},
        stream_output=True,
    )
    http = _http(url, env)
    try:
        with aws_call("the console's sign-in", "default"):
            answer = http.send(request.prepare())
            return answer.status_code, _read(answer.raw)
    finally:
        http.close()


def _http(url: str, env: Mapping[str, str]) -> URLLib3Session:
    """With the proxies and certificates that calls of AWS's API have."""
    with aws_settings("default"):
        core = botocore.session.Session(session_vars={"profile": (None, None, None, None)})
        bundle = core.get_config_variable("ca_bundle") or env.get("REQUESTS_CA_BUNDLE")
        return URLLib3Session(
            verify=bundle or True, proxies=get_environ_proxies(url), timeout=_TIMEOUTS
        )


def _read(raw: Any) -> bytes:
    ends, body = time.monotonic() + _WHOLE, b""
    # A larger piece than a byte would wait for the last of its bytes.
    while len(body) <= _LARGEST and (piece := raw.read(1)):
        body += piece
        if time.monotonic() > ends:
            raise Unreachable("AWS did not answer in time.", "Check the network, then try again.")
    return body


def _token(status: int, body: bytes) -> str:
    try:
        token = json.loads(body)["SigninToken"] if status == 200 else None
    except (ValueError, TypeError, KeyError, RecursionError):
        token = None
    if not isinstance(token, str) or not _TOKEN.fullmatch(token):
        raise Unreachable(
            "The answer to the console's sign-in did not come from AWS.",
            "A login page of the network, perhaps: open a browser once, then try again.",
        )
    return token
