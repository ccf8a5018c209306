"""Parses what people paste to name an account: an ARN or a URL of the AWS console."""

import re
from typing import NamedTuple

from rolecall.core.model import REGION, parse_account_id
from rolecall.core.partitions import PARTITIONS

_ROLE_ARN = re.compile(r"arn:aws[a-z-]*:iam::([0-9]{12}):role/([!-~]+)")
_ASSUMED_ARN = re.compile(r"arn:aws[a-z-]*:sts::([0-9]{12}):assumed-role/([!-.0-~]+)(?:/[!-~]*)?")
_ANY_ARN = re.compile(r"arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:([0-9]{12}):[!-~]+")
_QUOTES = "\"'`<"  # before an ARN copied from a policy or a message
_URL = re.compile(r"https?://([A-Za-z0-9.-]+)(?::[0-9]+)?(?:[/?#]\S*)?", re.IGNORECASE)
_CONSOLE = tuple(f".{partition.web}" for partition in PARTITIONS.values())
# AWS access portal, "Creating shortcut links": an account and a permission set, which is no role.
_PORTAL = (".awsapps.com", ".awsapps.cn", ".app.aws")
# Multi-session support: 123456789012-abcdefgh.eu-central-1.console.aws.amazon.com
_HOST_ID = re.compile(r"([0-9]{12})(?:-[a-z0-9]+)?\.")
# The sign-in page of an alias; not that of a region: eusc-de-east-1.signin.amazonaws-eusc.eu
_HOST_ALIAS = re.compile(
    rf"(?!{REGION.pattern}\.signin)([a-z0-9-]+)\.(?:{REGION.pattern}\.)?signin\."
)
_PARAMETER = re.compile(r"[?&#](account|account_id|accountId|roleName)=([^&#]*)")
# Multi-session sign-in: the account id and a session suffix, 123456789012-abcdefgh.
_HINT = re.compile(r"[?&#]login_hint=([0-9]{12})")
# The page to continue to after signing in: redirect_uri, Destination.
_ONWARD = re.compile(r"[?&#][A-Za-z_]+=(https?(?:%3A|:)[^&#]*)", re.IGNORECASE)
# The console as an OAuth client of the sign-in page: its ARN contains an account of AWS's own.
_CLIENT = re.compile(r"[?&]client_id=[^&#]*")
_ROLE_PAGE = re.compile(r"/iam(?:v2)?/[^#]*#/?roles/(?:details/)?([A-Za-z0-9_+=,.@%-]+)")
# Some pages have the account in their path: /ecr/repositories/private/123456789012/app
_PATH_ID = re.compile(r"/([0-9]{12})(?:-[a-z0-9]+)?(?=[/?#&]|$)")


# A role that Identity Center made for a permission set, with the set's name.
_RESERVED = re.compile(r"(?:aws-reserved/(?:[!-.0-~]+/)*)?AWSReservedSSO_(.+)_[0-9a-f]{16}")


class Address(NamedTuple):
    """An account, by id or alias, and a role, with its path if known; empty: not in the address."""

    account: str
    role: str


def parse_address(word: str) -> Address | None:
    """Returns the account, and the role, in an ARN or a console URL; None for other words."""
    if word[:1] in _QUOTES:
        word = word.strip(_QUOTES + ">,;")
    if word.startswith("arn:"):
        for form in (_ROLE_ARN, _ASSUMED_ARN):
            if match := form.fullmatch(word):
                return Address(match[1], match[2])
        match = _ANY_ARN.fullmatch(word)
        return Address(match[1], "") if match else None
    if "://" not in word or not (match := _URL.fullmatch(word)):
        return None
    host = match[1].lower()
    if host.endswith(_PORTAL):
        named = _named(word)
        return Address(named["account_id"], "") if named.get("account_id") else None
    return _console_address(host, word) if host.endswith(_CONSOLE) else None


def permission_set(role: str) -> str:
    """Returns the permission set for which Identity Center made a role; empty for other roles."""
    match = _RESERVED.fullmatch(role)
    return match[1] if match else ""


def _console_address(host: str, url: str) -> Address | None:
    # deferred: only a pasted address needs it
    from urllib.parse import unquote

    named = _named(url)
    page = _ROLE_PAGE.search(url)
    role = named.get("roleName", "").removeprefix("/") or (unquote(page[1]) if page else "")
    account = named.get("account") or named.get("account_id") or named.get("accountId") or ""
    for match in (_HINT.search(url), _HOST_ID.match(host), _HOST_ALIAS.match(host)):
        if match and not account:
            account = match[1]
    if account:
        return Address(parse_account_id(account) or account, role)
    url = _CLIENT.sub("", url)
    for address in _ONWARD.findall(url):
        if onward := parse_address(unquote(address)):
            return onward
    url = unquote(url)
    if arn := _ANY_ARN.search(url):
        return parse_address(arn[0].partition("&")[0]) or Address(arn[1], role)
    below = _PATH_ID.search(url)
    return Address(below[1], role) if below else None


def _named(url: str) -> dict[str, str]:
    # deferred: only a pasted address needs it
    from urllib.parse import unquote

    return {name: unquote(value) for name, value in _PARAMETER.findall(url)}
