"""The values everything else speaks of: roles, targets, credentials, sessions.

NamedTuples, not dataclasses: the cached path of `export` imports this module, and the import of
dataclasses alone costs half a bare interpreter's start.
"""

import re
from datetime import UTC, datetime
from typing import NamedTuple

from rolecall.core.errors import UsageError
from rolecall.core.partitions import partition_of as partition_of
from rolecall.core.role_request import RoleRequest
from rolecall.core.secret import Secret

DEFAULT_ACCOUNT = "default"
DEFAULT_ROLE = "read"

BASTION, SAML = "bastion", "saml"  # the schemes

MANAGER = "rolecall"  # what `manager` says in the profiles that Rolecall wrote

ACCOUNT_ID = re.compile(r"[0-9]{12}")
_DASHED_ID = r"([0-9]{4})-([0-9]{4})-([0-9]{4})"
# IAM: names of 1-64 of these, paths of printable ASCII between slashes.
_ROLE = re.compile(r"/?(?:[!-.0-~]+/)*[A-Za-z0-9_+=,.@-]{1,64}")
_ROLE_ARN = r"arn:(aws[a-z-]*):iam::([0-9]{12}):role/([!-~]+)"
# STS: Credentials. botocore checks none of them.
ACCESS_KEY_ID = re.compile(r"[A-Z0-9]{16,128}")
SECRET_ACCESS_KEY = re.compile(r"[A-Za-z0-9+/=]{16,256}")
SESSION_TOKEN = re.compile(r"[A-Za-z0-9+/=_-]{16,16384}")
REGION = re.compile(r"[a-z]{2,5}(?:-[a-z]{2,12}){1,3}-[0-9]{1,2}")
PROFILE_NAME = r"(?!-)[A-Za-z0-9_.-]{1,64}"  # compiled where a profile is written


class Target(NamedTuple):
    """One account and one role: what the picker lists.

    `role` has its path if it has one (`ops/read`), without the leading slash. `aliases` holds the
    names of the account, the one shown first. `why_not` is a reason that this target cannot be
    assumed yet; such a row is shown greyed.
    """

    account_id: str
    aliases: tuple[str, ...]
    role: str
    sources: tuple[str, ...] = ()
    partition: str = "aws"
    base_profile: str = ""  # empty: the base profile of the moment
    external_id: str | None = None  # None: the account id, as the classic sends it; "": none
    session_name: str = ""
    duration: int = 0  # seconds; 0: the default of the moment
    mfa_serial: str = ""
    with_mfa: bool = True  # False: a role profile without mfa_serial, as the AWS CLI assumes it
    region: str = ""
    protected: bool = False
    tags: tuple[str, ...] = ()
    note: str = ""
    why_not: str = ""
    scheme: str = BASTION
    idp: str = ""  # the identity provider, for the scheme saml
    partition_known: bool = False  # an ARN or a setting says it; else it follows the region
    role_profile: str = ""  # the profile of the AWS config that describes it, if one does

    @property
    def alias(self) -> str:
        """The name to show: the first alias, or the id where the account has none."""
        return self.aliases[0] if self.aliases else self.account_id

    @property
    def role_name(self) -> str:
        """The role without its path."""
        return self.role.rpartition("/")[2]

    @property
    def arn(self) -> str:
        return f"arn:{self.partition}:iam::{self.account_id}:role/{self.role}"

    @property
    def external_id_sent(self) -> str:
        """The external id that STS is sent: the account's id where none is said, as the classic."""
        return self.account_id if self.external_id is None else self.external_id

    def identity(self, base_profile: str) -> str:
        """By whom this target is assumed: a base profile, or an IdP; `base_profile` is the usual.

        It is what `RoleSession.base_profile` says of a session.
        """
        if self.scheme == SAML:
            return f"{SAML}:{self.idp}"
        return self.base_profile or base_profile


class Credentials(NamedTuple):
    """What STS gives out. `expiration` is an aware UTC datetime."""

    access_key_id: str
    secret_access_key: Secret
    session_token: Secret
    expiration: datetime


class MfaSession(NamedTuple):
    """GetSessionToken credentials of one base profile; every target of it is assumed with them."""

    credentials: Credentials
    base_profile: str
    user_name: str
    device: str  # the serial number (an ARN for virtual devices)
    started: datetime


class SamlSession(NamedTuple):
    """An assertion of an IdP; every role it lists is assumed with it while it is valid."""

    assertion: Secret  # base64, as STS takes it
    idp: str
    user_name: str
    expiration: datetime
    started: datetime


class RoleSession(NamedTuple):
    """The credentials of a target, and what a shell or a profile wants to know beside them."""

    credentials: Credentials
    account_id: str
    account_name: str
    role: str
    region: str  # empty: none known
    started: datetime
    request: RoleRequest

    @property
    def arn(self) -> str:
        """The role's."""
        return self.request.role_arn

    @property
    def base_profile(self) -> str:
        """By whom it was taken: a base profile, or `saml:` and the IdP; see Target.identity."""
        return self.request.identity


def utc_now() -> datetime:
    """The time of day as everything inside reckons it."""
    return datetime.now(UTC)


def parse_role(text: str) -> str:
    """A role as typed, with or without path, to the form `Target.role` holds.

    Raises UsageError for a name that IAM does not allow, before anybody is asked.
    """
    if len(text) > 512 or not _ROLE.fullmatch(text):
        raise UsageError(
            "That cannot be the name of an IAM role.",
            "A role is 1 to 64 of A-Z a-z 0-9 + = , . @ _ -, with its path before it if any.",
        )
    return text.removeprefix("/")


def parse_account_id(text: str) -> str | None:
    """The 12 digits of an account id, also written 1234-5678-9012; None for anything else."""
    if ACCOUNT_ID.fullmatch(text):
        return text
    dashed = re.fullmatch(_DASHED_ID, text) if text[4:5] == "-" else None
    return "".join(dashed.groups()) if dashed else None


class RoleArn(NamedTuple):
    partition: str
    account_id: str
    role: str


def parse_role_arn(text: str) -> RoleArn | None:
    """A role's ARN taken apart; None where the text is no role ARN."""
    match = re.fullmatch(_ROLE_ARN, text) if text.startswith("arn:") else None
    if match is None or not _ROLE.fullmatch(match[3]):
        return None
    return RoleArn(match[1], match[2], match[3])


def profile_name(account_name: str, role: str, account_id: str) -> str:
    """The name a target's profile gets: `{account}-{role}`, path dropped, 64 at most.

    Other signs than those of PROFILE_NAME become `-`; where no letter or digit of the account's
    name is left, its id takes the name's place. No name begins with `-`: it would be an option.
    """
    account = re.sub(r"[^A-Za-z0-9_.-]", "-", account_name)
    if not re.search(r"[A-Za-z0-9]", account):
        account = account_id
    name = f"{account}-{re.sub(r'[^A-Za-z0-9_.-]', '-', role.rpartition('/')[2])}"
    return name.lstrip("-")[:64]


def seconds_left(expiration: datetime, now: datetime) -> int:
    """Whole seconds until `expiration`, never below 0; rounded up so that 0 means over."""
    left = (expiration - now).total_seconds()
    return max(0, -int(-left // 1))


def rfc3339(moment: datetime) -> str:
    """A moment as every AWS tool reads it: RFC 3339 in UTC, whole seconds, `Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_rfc3339(text: str) -> datetime:
    """The moment written by `rfc3339`; raises ValueError for anything without an offset.

    And for the years 1 and 9999, which a zone's offset can push out of the calendar.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None or not 1 < moment.year < 9999:
        raise ValueError("no time in every zone")
    return moment.astimezone(UTC)
