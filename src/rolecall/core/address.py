"""What people paste to name an account: an ARN, or an address of AWS's console."""

import re
from typing import NamedTuple

from rolecall.core.model import REGION, parse_account_id
from rolecall.core.partitions import PARTITIONS

_ROLE_ARN = re.compile(r"arn:aws[a-z-]*:iam::([0-9]{12}):role/([!-~]+)")
_ASSUMED_ARN = re.compile(r"arn:aws[a-z-]*:sts::([0-9]{12}):assumed-role/([!-.0-~]+)/[!-~]*")
_ANY_ARN = re.compile(r"arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:([0-9]{12}):[!-~]+")
_URL = re.compile(r"https?://([A-Za-z0-9.-]+)(?::[0-9]+)?(?:/\S*)?", re.IGNORECASE)
_CONSOLE = tuple(f".{partition.web}" for partition in PARTITIONS.values())
# Sessions of several accounts at once: 123456789012-abcdefgh.eu-central-1.console.aws.amazon.com
_HOST_ID = re.compile(r"([0-9]{12})(?:-[a-z0-9]+)?\.")
# The account's own sign-in page, or that of a region: eusc-de-east-1.signin.amazonaws-eusc.eu
_HOST_ALIAS = re.compile(
    rf"(?!{REGION.pattern}\.signin)([a-z0-9-]+)\.(?:{REGION.pattern}\.)?signin\."
)
_PARAMETER = re.compile(r"[?&#](account|roleName)=([^&#]*)")
_ROLE_PAGE = re.compile(r"[#/]/?roles/(?:details/)?([A-Za-z0-9_+=,.@%-]+)")


class Address(NamedTuple):
    """An account, by id or by alias, and the role, with path if known; empty: not said."""

    account: str
    role: str


def parse_address(word: str) -> Address | None:
    """The account (and role) that an ARN or a console address names; None for other words."""
    if word.startswith("arn:"):
        for form in (_ROLE_ARN, _ASSUMED_ARN):
            if match := form.fullmatch(word):
                return Address(match[1], match[2])
        match = _ANY_ARN.fullmatch(word)
        return Address(match[1], "") if match else None
    if "://" not in word or not (match := _URL.fullmatch(word)):
        return None
    host = match[1].lower()
    # AWS's access portal (*.awsapps.com) is not the console: its links name no IAM role.
    return _console_address(host, word) if host.endswith(_CONSOLE) else None


def _console_address(host: str, url: str) -> Address | None:
    # deferred: only a pasted address needs it
    from urllib.parse import unquote

    named = {name: unquote(value) for name, value in _PARAMETER.findall(url)}
    role = named.get("roleName", "")
    if not role and (page := _ROLE_PAGE.search(url)):
        role = unquote(page[1])
    account = named.get("account", "")
    for form in (_HOST_ID, _HOST_ALIAS):
        if not account and (match := form.match(host)):
            account = match[1]
    if not account and (match := re.search(_ANY_ARN.pattern, unquote(url))):
        return parse_address(match[0].partition("&")[0]) or Address(match[1], role)
    return Address(parse_account_id(account) or account, role) if account else None
