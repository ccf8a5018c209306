"""The values that all packages share: targets, credentials, sessions, and how names are parsed.

NamedTuples, not dataclasses: `export` with a held session imports this module, and importing
dataclasses alone costs half of what starting a bare interpreter does.
"""

import re
from datetime import UTC, datetime
from typing import NamedTuple

from rolecall.core.errors import UsageError
from rolecall.core.partitions import partition_of as partition_of
from rolecall.core.process.clock import epoch_seconds
from rolecall.core.role_request import RoleRequest
from rolecall.core.scope import NO_SCOPE, Scope
from rolecall.core.secret import Secret

DEFAULT_ACCOUNT = "default"
DEFAULT_ROLE = "read"

BASTION, SAML, IDENTITY_CENTER, AWS_LOGIN = "bastion", "saml", "identity-center", "aws-login"
SCHEME_NAMES = (BASTION, SAML, IDENTITY_CENTER, AWS_LOGIN)  # a class each in signin/schemes

MANAGER = "rolecall"  # the value of `manager` in the profiles that Rolecall wrote

ACCOUNT_ID = re.compile(r"[0-9]{12}")
_DASHED_ID = r"([0-9]{4})-([0-9]{4})-([0-9]{4})"
# IAM CreateRole: a name has 1 to 64 of these characters, a path is printable ASCII in slashes.
_ROLE = re.compile(r"/?(?:[!-.0-~]+/)*[A-Za-z0-9_+=,.@-]{1,64}")
_ROLE_ARN = r"arn:(aws[a-z-]*):iam::([0-9]{12}):role/([!-~]+)"
# The `login_session` of `aws login`: an IAM user or the root user, or a role or federated session.
_LOGIN_ARN = (
    r"arn:(aws[a-z-]*):(?:iam::([0-9]{12}):(?:root|user/[!-~]+)"
    r"|sts::([0-9]{12}):(?:assumed-role/([!-.0-~]+)/[!-~]+|federated-user/[!-~]+))"
)
# The fields of Credentials in STS responses; botocore validates none of them.
ACCESS_KEY_ID = re.compile(r"[A-Z0-9]{16,128}")
SECRET_ACCESS_KEY = re.compile(r"[A-Za-z0-9+/=]{16,256}")
SESSION_TOKEN = re.compile(r"[A-Za-z0-9+/=_-]{16,16384}")
REGION = re.compile(r"[a-z]{2,5}(?:-[a-z]{2,12}){1,3}-[0-9]{1,2}")
PROFILE_NAME = r"(?!-)[A-Za-z0-9_.-]{1,64}"  # compiled where a profile is written


class Target(NamedTuple):
    """One role in one account, which the picker shows as a row.

    `role` includes its path, if any, without the leading slash (`ops/read`). `aliases` are the
    names of the account; the first one is shown. `why_not` is the reason why the target cannot be
    assumed yet; its row is greyed out.
    """

    account_id: str
    aliases: tuple[str, ...]
    role: str
    sources: tuple[str, ...] = ()
    partition: str = "aws"
    base_profile: str = ""  # empty: the current base profile
    external_id: str | None = None  # None: the account id, as the classic sends it; "": none
    session_name: str = ""
    duration: int = 0  # seconds; 0: the current default
    mfa_serial: str = ""
    with_mfa: bool = True  # False: a role profile without mfa_serial, as the AWS CLI assumes it
    region: str = ""
    protected: bool = False
    tags: tuple[str, ...] = ()
    note: str = ""
    why_not: str = ""
    scheme: str = BASTION
    idp: str = ""  # the provider, for schemes that sign in at one
    partition_known: bool = False  # from an ARN or a setting; otherwise it follows the region
    role_profile: str = ""  # the profile of the AWS config file that describes it, if any
    scope: Scope = NO_SCOPE  # what its sessions are limited to, and labelled with
    mfa_max_age: int = 0  # seconds since the MFA code; 0: of any age
    via: str = ""  # the role that takes it in a chain, as the file names it
    holder: str = ""  # the ARN of a user or session, for who signs in with `aws login`
    hop: "Target | None" = None  # that role; None where `via` is empty or leads nowhere

    @property
    def alias(self) -> str:
        """The name shown: the first alias, or the account id where there is none."""
        return self.aliases[0] if self.aliases else self.account_id

    @property
    def role_name(self) -> str:
        """The role without its path."""
        return self.role.rpartition("/")[2]

    @property
    def arn(self) -> str:
        """The ARN of the role, or of the user or session that `aws login` signs in as."""
        return self.holder or f"arn:{self.partition}:iam::{self.account_id}:role/{self.role}"

    @property
    def external_id_sent(self) -> str:
        """The external id sent to STS; by default the account id, as the classic sends it."""
        return self.account_id if self.external_id is None else self.external_id

    def identity(self, base_profile: str) -> str:
        """Returns whose credentials assume this target: a base profile, or `SCHEME:IDP`.

        `base_profile` is the current one, for targets without their own. The value equals
        `RoleSession.base_profile` of the target's session.
        """
        if self.scheme != BASTION:
            return f"{self.scheme}:{self.idp}"
        return self.base_profile or base_profile


class Credentials(NamedTuple):
    """Temporary credentials from STS. `expiration` is an aware UTC datetime."""

    access_key_id: str
    secret_access_key: Secret
    session_token: Secret
    expiration: datetime


class RoleSession(NamedTuple):
    """The credentials of a target, with what a shell or a profile needs beside them."""

    credentials: Credentials
    account_id: str
    account_name: str
    role: str
    region: str  # empty: not known
    started: datetime
    request: RoleRequest

    @property
    def expiration(self) -> datetime:
        return self.credentials.expiration

    @property
    def access_key_id(self) -> str:
        return self.credentials.access_key_id

    @property
    def arn(self) -> str:
        """The ARN of the role; with `aws login`, of the user or session."""
        return self.request.role_arn

    @property
    def base_profile(self) -> str:
        """Whose credentials assumed it: a base profile, or `saml:IDP`; see Target.identity."""
        return self.request.identity


def utc_now() -> datetime:
    """Returns the current time as an aware UTC datetime, as all code uses it."""
    return datetime.fromtimestamp(epoch_seconds(), UTC)


def parse_role(text: str) -> str:
    """Returns a typed role, with or without path, in the form of `Target.role`.

    Raises UsageError for a name that IAM does not allow, so that no request is sent for it.
    """
    if len(text) > 512 or not _ROLE.fullmatch(text):
        raise UsageError(
            "That cannot be the name of an IAM role.",
            "A role name has 1 to 64 of A-Z a-z 0-9 + = , . @ _ -, after its path if any.",
        )
    return text.removeprefix("/")


def parse_account_id(text: str) -> str | None:
    """Returns the 12 digits of an account id, also from 1234-5678-9012; None for anything else."""
    if ACCOUNT_ID.fullmatch(text):
        return text
    dashed = re.fullmatch(_DASHED_ID, text) if text[4:5] == "-" else None
    return "".join(dashed.groups()) if dashed else None


class RoleArn(NamedTuple):
    """The parts of a role's ARN; `role` includes its path, without the leading slash."""

    partition: str
    account_id: str
    role: str


def parse_role_arn(text: str) -> RoleArn | None:
    """Parses the ARN of an IAM role; None where the text is no role ARN."""
    match = re.fullmatch(_ROLE_ARN, text) if text.startswith("arn:") else None
    if match is None or not _ROLE.fullmatch(match[3]):
        return None
    return RoleArn(match[1], match[2], match[3])


def parse_login_arn(text: str) -> RoleArn | None:
    """Parses the ARN of who signs in with `aws login`; None for anything else.

    `role` is the name of the user, of the role of a session, or `root`.
    """
    match = re.fullmatch(_LOGIN_ARN, text) if text.startswith("arn:") else None
    if match is None:
        return None
    name = match[4] or text.rpartition(":")[2].rpartition("/")[2]
    return RoleArn(match[1], match[2] or match[3], name) if _ROLE.fullmatch(name) else None


def parse_holder_arn(text: str) -> RoleArn | None:
    """Parses the ARN of who holds a session: a role, or who signs in with `aws login`."""
    return parse_role_arn(text) or parse_login_arn(text)


def profile_name(account_name: str, role: str, account_id: str) -> str:
    """Returns the default name of a target's profile: `{account}-{role}`, 64 characters at most.

    The role's path is left out. Characters that PROFILE_NAME does not allow become `-`; an account
    name without any letter or digit is replaced by the account id. The name never begins with `-`,
    since it would be read as an option.
    """
    account = re.sub(r"[^A-Za-z0-9_.-]", "-", account_name)
    if not re.search(r"[A-Za-z0-9]", account):
        account = account_id
    name = f"{account}-{re.sub(r'[^A-Za-z0-9_.-]', '-', role.rpartition('/')[2])}"
    return name.lstrip("-")[:64]


def seconds_left(expiration: datetime, now: datetime) -> int:
    """Returns the whole seconds until `expiration`, at least 0; rounded up: 0 means expired."""
    left = (expiration - now).total_seconds()
    return max(0, -int(-left // 1))


def rfc3339(moment: datetime) -> str:
    """Formats a datetime as all AWS tools read it: RFC 3339 in UTC, whole seconds, `Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_rfc3339(text: str) -> datetime:
    """Parses an RFC 3339 time into UTC. Raises ValueError for one without an offset.

    The years 1 and 9999 raise ValueError too: an offset can move them out of datetime's range.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None or not 1 < moment.year < 9999:
        raise ValueError("no time in every zone")
    return moment.astimezone(UTC)
