"""Signature Version 4 in the Authorization header, verified as AWS does it.

Source: the IAM User Guide, "Create a signed AWS API request".
"""

import hashlib
import hmac
import re
from calendar import timegm
from time import gmtime, strftime, strptime
from typing import NamedTuple
from urllib.parse import parse_qsl, quote

from rolecall.demo.protocol import refusals
from rolecall.demo.protocol.http_messages import HttpRequest

SKEW = 15 * 60  # seconds that the caller's clock may be wrong
_STAMP = "%Y%m%dT%H%M%SZ"
_ALGORITHM = "AWS4-HMAC-SHA256"
_REGION = re.compile(r"[a-z]{2,5}(?:-[a-z]{2,12}){1,3}-[0-9]{1,2}|aws-global")


class Signed(NamedTuple):
    """A parsed Authorization header, not verified yet. `stamp` is the X-Amz-Date header."""

    access_key_id: str
    date: str
    region: str
    service: str
    headers: tuple[str, ...]
    signature: str
    stamp: str


def read_authorization(request: HttpRequest, services: frozenset[str]) -> Signed:
    """Parse the Authorization header; raises AwsError if it is missing, malformed or misscoped."""
    header = request.headers.get("authorization", "")
    if not header:
        raise refusals.missing_authentication()
    algorithm, _, rest = header.partition(" ")
    fields = dict(part.strip().partition("=")[::2] for part in rest.split(","))
    if algorithm != _ALGORITHM:
        raise refusals.incomplete_signature(f"Unsupported AWS 'algorithm': '{algorithm}'.")
    for name in ("Credential", "SignedHeaders", "Signature"):
        if not fields.get(name):
            raise refusals.incomplete_signature(
                f"Authorization header requires '{name}' parameter."
            )
    stamp = request.headers.get("x-amz-date", "")
    if not re.fullmatch(r"[0-9]{8}T[0-9]{6}Z", stamp):
        raise refusals.incomplete_signature(
            "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."
        )
    scope = fields["Credential"].split("/")
    if len(scope) != 5:
        raise refusals.incomplete_signature(
            "Credential must have exactly 5 slash-delimited elements, "
            "e.g. keyid/date/region/service/term."
        )
    access_key_id, date, region, service, terminator = scope
    if terminator != "aws4_request":
        raise refusals.signature_refused(
            "Credential should be scoped with a valid terminator: 'aws4_request'."
        )
    if date != stamp[:8]:
        raise refusals.signature_refused(
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date "
            f"from HTTP: '{date}' != '{stamp[:8]}', from '{stamp}'."
        )
    if service not in services:
        raise refusals.signature_refused("Credential should be scoped to correct service.")
    if not _REGION.fullmatch(region):
        raise refusals.signature_refused("Credential should be scoped to a valid region.")
    headers = tuple(fields["SignedHeaders"].split(";"))
    return Signed(access_key_id, date, region, service, headers, fields["Signature"], stamp)


def check_date(signed: Signed, now: float) -> None:
    """Raise AwsError if signed more than 15 minutes before or after `now` (epoch seconds)."""
    moment = timegm(strptime(signed.stamp, _STAMP))
    if moment < now - SKEW:
        raise refusals.signature_expired(signed.stamp, _stamp(now - SKEW), _stamp(now))
    if moment > now + SKEW:
        raise refusals.signature_not_yet_current(signed.stamp, _stamp(now + SKEW), _stamp(now))


def check_signature(request: HttpRequest, signed: Signed, secret: str) -> None:
    """Raise AwsError if the request was not signed with `secret`, or was changed afterwards."""
    if "host" not in signed.headers:
        raise refusals.signature_refused(
            "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."
        )
    scope = f"{signed.date}/{signed.region}/{signed.service}/aws4_request"
    canonical = hashlib.sha256(_canonical(request, signed.headers).encode()).hexdigest()
    to_sign = f"{_ALGORITHM}\n{signed.stamp}\n{scope}\n{canonical}"
    key = f"AWS4{secret}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    right = hmac.digest(key, to_sign.encode(), "sha256").hex()
    if not hmac.compare_digest(right.encode(), signed.signature.encode()):
        raise refusals.signature_differs()


def _canonical(request: HttpRequest, signed_headers: tuple[str, ...]) -> str:
    pairs = parse_qsl(request.query, keep_blank_values=True)
    query = "&".join(
        f"{name}={value}"
        for name, value in sorted((quote(n, safe="-_.~"), quote(v, safe="-_.~")) for n, v in pairs)
    )
    headers = "".join(
        f"{name}:{' '.join(request.headers.get(name, '').split())}\n" for name in signed_headers
    )
    return "\n".join(
        (
            request.method,
            request.path,
            query,
            headers,
            ";".join(signed_headers),
            hashlib.sha256(request.body).hexdigest(),
        )
    )


def _stamp(moment: float) -> str:
    return strftime(_STAMP, gmtime(moment))
