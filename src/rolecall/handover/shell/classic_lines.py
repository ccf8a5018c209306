"""The output of the classic `assume-role`: its sixteen lines, its debug lines, and their reversal.

It is line for line that of the Bash script, since users depend on `eval $(assume-role …)`,
unquoted, in bash, zsh, fish and dash. A plain value is therefore in double quotes, and any other is
quoted by the rules of the dialect.
"""

import re
from typing import NamedTuple

from rolecall.core.login import Login
from rolecall.core.model import Credentials, RoleSession, rfc3339
from rolecall.handover.plain_keys import checked_credentials
from rolecall.handover.shell.dialects import (
    classic_set_line,
    dialect_called,
    quoted,
    shell_variable,
    unset_line,
)
from rolecall.handover.shell.variables import (
    CLASSIC_SESSION,
    CONTRADICTING,
    EXPIRATION,
    SCOPE,
    account_variables,
    key_variables,
    region_variables,
    security_token_variable,
)

MASKED = "masked"
# A bare `eval $(…)` splits such values at their blanks and joins them again unchanged.
_WORDS = re.compile(r"[A-Za-z0-9_+/=.:@,-]+(?: [A-Za-z0-9_+/=.:@,-]+)*")
_JSON = re.compile(r'[A-Za-z0-9_+/=.:@,{}"-]+')
# What the sixteen lines set, except AWS_PROFILE_ASSUME_ROLE, which they repeat unchanged.
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
    """A line that DEBUG_ASSUME_ROLE=true adds; a secret in it is masked already."""

    name: str
    value: str


def classic_lines(
    session: RoleSession,
    login: Login | None,
    profile: str,
    debug: tuple[DebugLine, ...] = (),
    dialect: str = "sh",
) -> str:
    """The sixteen lines, the debug lines, the expiration, and a line that unsets what conflicts.

    `profile` is the current value of AWS_PROFILE_ASSUME_ROLE. Without the credentials of a
    `login`, the AWS_SESSION_* variables are empty, as with the classic, and unset by the last
    line. Raises UsageError for an unknown dialect and Refused for a value that no shell can be
    given.
    """
    shell = dialect_called(dialect)
    values = [
        *(region_variables(session.region) or [("AWS_REGION", ""), ("AWS_DEFAULT_REGION", "")]),
        *key_variables(session.credentials),
        *account_variables(session),
        *_session_variables(login),
        ("GEO_ENV", session.account_name),
        ("AWS_PROFILE_ASSUME_ROLE", profile),
        security_token_variable(session.credentials),
    ]
    mark = session.request.scope.mark
    stale = [*CONTRADICTING, *(name for name, value in values if not value)]
    stale += [] if mark else [SCOPE]
    ends = _expiration(session.credentials, shell)
    return "\n".join(
        (
            *(classic_set_line(name, value, shell) for name, value in values),
            *(_debug(line, shell) for line in debug),
            f"{ends} {classic_set_line(SCOPE, mark, shell)}" if mark else ends,
            unset_line(stale, shell),
            "",
        )
    )


def clear_lines(profile: str, dialect: str = "sh") -> str:
    """The line that leaves a role: it unsets everything that `assume-role` sets.

    AWS_PROFILE_ASSUME_ROLE is kept if `profile`, its current value, is not empty: then the user
    has set it.
    """
    names = [*_SET, *EXPIRATION, SCOPE, *CONTRADICTING]
    if not profile:
        names.append("AWS_PROFILE_ASSUME_ROLE")
    return unset_line(names, dialect_called(dialect)) + "\n"


def _session_variables(login: Login | None) -> list[tuple[str, str]]:
    if login is None or login.credentials is None:
        return [(name, "") for name in CLASSIC_SESSION]
    held = checked_credentials(login.credentials)
    token = held.session_token.reveal()
    started = str(int(login.started.timestamp()))
    secrets = (held.access_key_id, held.secret_access_key.reveal(), token, token, started)
    return list(zip(CLASSIC_SESSION, secrets, strict=True))


def _expiration(credentials: Credentials, shell: str) -> str:
    moment = credentials.expiration
    values = (rfc3339(moment), str(int(moment.timestamp())))
    lines = [
        classic_set_line(name, value, shell) for name, value in zip(EXPIRATION, values, strict=True)
    ]
    return " ".join(lines)


def _debug(line: DebugLine, shell: str) -> str:
    """Set a shell variable that is not exported: `NAME="value";`."""
    if _WORDS.fullmatch(line.value):
        value = f'"{line.value}"'
    elif _JSON.fullmatch(line.value):
        value = f"'{line.value}'"
    else:
        value = quoted(line.name, line.value, shell)
    return shell_variable(line.name, value, shell)
