"""Reads the sessions that other tools wrote to the shared credentials file.

There is no standard key for their expiration; these are the ones in use. No secret is read.
"""

from collections.abc import Mapping

from rolecall.core.files.ini_scan import Sections
from rolecall.core.model import ACCESS_KEY_ID, MANAGER
from rolecall.sessions.other_session import OtherSession, assumed, moment

_EXPIRIES = {  # and who writes it, where that is one tool alone
    "x_security_token_expires": "",  # saml2aws, gimme-aws-creds and others; RFC 3339
    "aws_expiration": "aws-azure-login",  # RFC 3339
    "aws_session_expiration": "yawsso",  # RFC 3339
    "aws_credentials_expiry": "stsauth",  # epoch seconds
    "expiration": "",  # awsume, aws-mfa: without a zone; others: RFC 3339
}
_ARNS = ("x_principal_arn", "assumed_role_arn")
WANTED = (
    "aws_access_key_id",
    "manager",
    "awsumepy_command",
    "autoawsume",
    "assumed_role",
    *_ARNS,
    *_EXPIRIES,
)
ANY_TOOL = "credentials file"


def noted_sessions(sections: Sections) -> list[OtherSession]:
    """The sessions in the sections of a credentials file that are not ours."""
    found = (_session(name, values) for name, values in sections)
    return [session for session in found if session is not None]


def _session(name: str, values: Mapping[str, str]) -> OtherSession | None:
    key_id = values.get("aws_access_key_id", "")
    key = next((key for key in _EXPIRIES if values.get(key)), "")
    # AKIA: long-term keys, whatever is noted beside them.
    if (
        not key
        or values.get("manager") == MANAGER
        or not ACCESS_KEY_ID.fullmatch(key_id)
        or key_id.startswith("AKIA")
    ):
        return None
    tool, is_local = _writer(key, values)
    try:
        expiration = moment(values[key], is_local=is_local)
    except (ValueError, OverflowError, OSError):
        return None
    arn = next((values[key] for key in _ARNS if values.get(key)), "")
    role = assumed(arn)
    if role is None:
        return OtherSession(tool, key_id, expiration, profile=name)
    return OtherSession(tool, key_id, expiration, role.account_id, role.role, name, arn)


def _writer(key: str, values: Mapping[str, str]) -> tuple[str, bool | None]:
    """Returns the tool that wrote a section, and whether times without a zone are local."""
    if values.get("manager") == "awsume" or {"awsumepy_command", "autoawsume"} & values.keys():
        return "awsume", True
    if "assumed_role" in values:
        return "aws-mfa", False
    if "x_principal_arn" in values:
        return "saml2aws", None
    return _EXPIRIES[key] or ANY_TOOL, None
