"""What the classic `assume-role` prints: its sixteen lines, its debug lines, and their undoing.

Line for line as the Bash script, for what its users have built on it: `eval $(assume-role …)`,
unquoted, in bash, zsh, fish and dash. So a value is plain, and in double quotes, or it is quoted
by the dialect's own rules.
"""

import re
from typing import NamedTuple

from rolecall.core.model import Credentials, MfaSession, RoleSession, rfc3339
from rolecall.handover.profile.plain_keys import checked_credentials
from rolecall.handover.shell.dialects import dialect_called, quoted, set_line, unset_line
from rolecall.handover.shell.variables import (
    CLASSIC_SESSION,
    CONTRADICTING,
    EXPIRATION,
    account_variables,
    key_variables,
    region_variables,
    security_token_variable,
)

MASKED = "masked"
# Bare `eval $(…)` splits such values at their blanks and joins them again as they were.
_WORDS = re.compile(r"[A-Za-z0-9_+/=.:@,-]+(?: [A-Za-z0-9_+/=.:@,-]+)*")
_JSON = re.compile(r'[A-Za-z0-9_+/=.:@,{}"-]+')
# What the sixteen lines set, but for AWS_PROFILE_ASSUME_ROLE: they give that back as it was.
_SET = (
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_ACCOUNT_ID",
    "AWS_ACCOUNT_NAME",
    "AWS_ACCOUNT_ROLE",
    *CLASSIC_SESSION,
    "GEO_ENV",
    "AWS_SECURITY_TOKEN",
)


class DebugLine(NamedTuple):
    """One of what DEBUG_ASSUME_ROLE=true adds; secrets are masked before they come here."""

    name: str
    value: str


def classic_lines(
    session: RoleSession,
    mfa_session: MfaSession | None,
    profile: str,
    debug: tuple[DebugLine, ...] = (),
    dialect: str = "sh",
) -> str:
    """The sixteen lines, the debug lines, then the expiration and one unset of what contradicts.

    `profile` is AWS_PROFILE_ASSUME_ROLE as it was found. Without an MFA session its AWS_SESSION_*
    variables are empty, as the classic's, and unset at the end. Raises UsageError for an unknown
    dialect and Refused for a value that cannot be carried.
    """
    shell = dialect_called(dialect)
    values = [
        *(region_variables(session.region) or [("AWS_REGION", ""), ("AWS_DEFAULT_REGION", "")]),
        *key_variables(session.credentials),
        *account_variables(session),
        *_session_variables(mfa_session),
        ("GEO_ENV", session.account_name),
        ("AWS_PROFILE_ASSUME_ROLE", profile),
        security_token_variable(session.credentials),
    ]
    stale = [*CONTRADICTING, *(name for name, value in values if not value)]
    return "\n".join(
        (
            *(_export(name, value, shell) for name, value in values),
            *(_debug(line, shell) for line in debug),
            _expiration(session.credentials, shell),
            unset_line(stale, shell),
            "",
        )
    )


def clear_lines(profile: str, dialect: str = "sh") -> str:
    """Leave a role: one line that unsets all that `assume-role` sets.

    AWS_PROFILE_ASSUME_ROLE stays where it names a profile: then it was there before.
    """
    names = [*_SET, *EXPIRATION, *CONTRADICTING]
    if not profile:
        names.append("AWS_PROFILE_ASSUME_ROLE")
    return unset_line(names, dialect_called(dialect)) + "\n"


def _session_variables(mfa_session: MfaSession | None) -> list[tuple[str, str]]:
    if mfa_session is None:
        return [(name, "") for name in CLASSIC_SESSION]
    held = checked_credentials(mfa_session.credentials)
    token = held.session_token.reveal()
    started = str(int(mfa_session.started.timestamp()))
    secrets = (held.access_key_id, held.secret_access_key.reveal(), token, token, started)
    return list(zip(CLASSIC_SESSION, secrets, strict=True))


def _export(name: str, value: str, shell: str) -> str:
    # `export` also in fish, which has it as a function: the classic's lines stay as they were.
    if shell == "powershell":
        return set_line(name, value, shell)
    return f"export {name}={quoted(name, value, shell)};"


def _expiration(credentials: Credentials, shell: str) -> str:
    moment = credentials.expiration
    values = (rfc3339(moment), str(int(moment.timestamp())))
    lines = [_export(name, value, shell) for name, value in zip(EXPIRATION, values, strict=True)]
    return " ".join(lines)


def _debug(line: DebugLine, shell: str) -> str:
    """A variable of the shell, not of its children: `NAME="value";`."""
    if _WORDS.fullmatch(line.value):
        value = f'"{line.value}"'
    elif _JSON.fullmatch(line.value):
        value = f"'{line.value}'"
    else:
        value = quoted(line.name, line.value, shell)
    if shell == "fish":
        return f"set {line.name} {value};"
    return f"${line.name} = {value};" if shell == "powershell" else f"{line.name}={value};"
