"""Signs a role session in to the web console, through AWS's federation endpoint.

Source: IAM User Guide, "Enable custom identity broker access to the AWS console".
"""

import json
import re
from collections.abc import Mapping
from urllib.parse import urlencode

import botocore.session
from botocore.awsrequest import AWSRequest
from botocore.httpsession import URLLib3Session
from botocore.utils import get_environ_proxies

from rolecall.aws.call.bounded_call import CallContext, wait_bounded
from rolecall.aws.call.connections import Connections
from rolecall.aws.call.limits import Limits
from rolecall.aws.failures import aws_call, aws_settings
from rolecall.core.errors import ConfigError, Refused, Unreachable
from rolecall.core.model import Credentials
from rolecall.core.network.web_origin import parse_url
from rolecall.core.partitions import PARTITIONS, Partition
from rolecall.core.safe_text import safe_text
from rolecall.core.secret import Secret

VARIABLE = "ROLECALL_FEDERATION_URL"
SHORTEST, LONGEST = 900, 43_200  # seconds of a console session
_ACTION = "getSigninToken"
_LARGEST = 64 << 10  # bytes of a response; a token has 1 to 2 KiB
_TOKEN = re.compile(r"[A-Za-z0-9_+/=.-]{16,16384}")


def sign_in_url(
    credentials: Credentials,
    partition: str,
    destination: str,
    env: Mapping[str, str],
    *,
    duration: int = 0,
    call: CallContext | None = None,
) -> Secret:
    """Returns a URL that signs in whoever opens it within 15 minutes, and opens `destination`.

    `duration`: seconds of the console session; 0: as long as the credentials. AWS refuses any
    other for credentials that were obtained with temporary ones. Raises RolecallError.
    """
    call = call or CallContext()
    endpoint = federation_endpoint(partition, env)
    if env.get(VARIABLE) and (foreign := _foreign_origin(endpoint, partition)):
        call.observer.notice(f"The session goes to {foreign}, which {VARIABLE} names.")
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
    status, body = _post(endpoint, form, env, call)
    if status == 400:
        hint = "Renew it, then try again: rolecall renew"
        raise Refused(
            "AWS does not accept this session for the console.",
            f"{hint}. Or leave out --duration." if duration else hint,
        )
    if status >= 500 or status == 429:
        raise Unreachable(
            f"The console sign-in failed at AWS (HTTP {status}).",
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
    """Returns the federation endpoint: the partition's, or the one set in VARIABLE.

    Raises ConfigError for one that is neither https nor on this machine.
    """
    named = env.get(VARIABLE, "")
    if not named:
        place = _partition(partition)
        return f"https://{place.sign_in}.{place.web}/federation"
    url = parse_url(named)
    good = url is not None and (url.origin.scheme == "https" or url.origin.is_loopback)
    if not good or "?" in named or "#" in named:
        raise ConfigError(
            f"{VARIABLE} is no address that credentials may go to.",
            f"It is https://HOST/federation. For AWS's own: unset {VARIABLE}",
        )
    return named


def _foreign_origin(endpoint: str, partition: str) -> str:
    """Returns the origin of an endpoint of neither the partition nor this machine; else empty."""
    url, place = parse_url(endpoint), _partition(partition)
    if url is None or url.origin.is_loopback:
        return ""
    host = url.origin.host
    if host == f"{place.sign_in}.{place.web}" or host.endswith(f".{place.sign_in}.{place.web}"):
        return ""
    return safe_text(str(url.origin))


def destination_url(partition: str, service: str, region: str) -> str:
    """Returns the console URL of a service (empty: home) in a region (empty: AWS chooses)."""
    page = f"{service or 'console'}/home"
    query = f"?{urlencode({'region': region})}" if region else ""
    return f"https://console.{_partition(partition).web}/{page}{query}"


def _partition(partition: str) -> Partition:
    return PARTITIONS.get(partition) or PARTITIONS["aws"]


def _post(
    url: str, form: Mapping[str, str], env: Mapping[str, str], call: CallContext
) -> tuple[int, bytes]:
    """Posts the form once, in the body and not in the URL; redirects are not followed."""
    request = AWSRequest(
        method="POST",
        url=url,
        data=urlencode(form),
        headers={"Content-Type": "application/x-www-form-urlencoded", "User-Agent": "rolecall"},
        stream_output=True,
    ).prepare()
    http = _http(url, env, call.limits)
    connections = Connections(call.limits._replace(size=_LARGEST))
    connections.attach(http)
    what = "the console's sign-in"
    with aws_call(what, "default"):
        response = wait_bounded(lambda: connections.send(http, request), connections, what, call)
    return response.status_code, response.content


def _http(url: str, env: Mapping[str, str], limits: Limits) -> URLLib3Session:
    """Returns an HTTP session with the proxies and certificates of calls to AWS's API."""
    with aws_settings("default"):
        core = botocore.session.Session(session_vars={"profile": (None, None, None, None)})
        bundle = core.get_config_variable("ca_bundle") or env.get("REQUESTS_CA_BUNDLE")
        return URLLib3Session(
            verify=bundle or True,
            proxies=get_environ_proxies(url),
            timeout=(limits.connect, limits.total + 1),
        )


def _token(status: int, body: bytes) -> str:
    try:
        token = json.loads(body)["SigninToken"] if status == 200 else None
    except (ValueError, TypeError, KeyError, RecursionError):
        token = None
    if not isinstance(token, str) or not _TOKEN.fullmatch(token):
        raise Unreachable(
            "The answer to the console's sign-in did not come from AWS.",
            "Is it the network's login page? Open a browser once, then try again.",
        )
    return token
