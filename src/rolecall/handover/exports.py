"""A role session as lines that a shell evaluates.

Two ways of evaluating must work: `out="$(tool)" && eval "$out"`, and the bare `eval $(tool)`,
where the shell first splits the lines at spaces, then expands globs against the files that happen
to lie in the folder. So a value that is not plain is written without any character that splits,
globs or expands, instead of being quoted:

    bash, zsh   $'a\\040b'                 octal escapes
    sh          "$(printf %b 'a\\0040b')"  the same through printf: POSIX sh has no $'...'
    fish        'a b'                     fish neither splits nor globs what it substitutes

Values with control characters, and text that has no UTF-8 form, are refused in every dialect.
"""

import os
import re
from collections.abc import Callable, Iterable, Mapping

from rolecall.core.errors import Refused, UsageError
from rolecall.core.model import Credentials, MfaSession, RoleSession, rfc3339

# What would contradict the new credentials, in botocore, in prompts or in other tools.
CONTRADICTING = (
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_VAULT",
    "AWSUME_PROFILE",
    "AWSU_PROFILE",
    "AWS_SSO_PROFILE",
    "AWS_SESSION_EXPIRATION",
    "AWSUME_EXPIRATION",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
)
CLASSIC_SESSION = (
    "AWS_SESSION_ACCESS_KEY_ID",
    "AWS_SESSION_SECRET_ACCESS_KEY",
    "AWS_SESSION_SESSION_TOKEN",
    "AWS_SESSION_SECURITY_TOKEN",
    "AWS_SESSION_START",
)

_PLAIN = re.compile(r"[A-Za-z0-9_+/=.:@,-]*")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
# The STS API's pattern for key ids; base64, plain and for URLs, for the other two.
_KEY_ID = re.compile(r"[A-Za-z0-9_]{16,128}")
_SECRET = re.compile(r"[A-Za-z0-9+/=_-]+")


def export_lines(session: RoleSession, dialect: str) -> str:
    """The lines of `rolecall export`: unset what contradicts, then set the role session.

    Raises UsageError for an unknown dialect and Refused for a value that cannot be carried.
    """
    shell = _dialect(dialect)
    values = [*_keys(session.credentials), *_security_token(session.credentials)]
    values += _region(session)
    values += [
        ("AWS_CREDENTIAL_EXPIRATION", rfc3339(session.credentials.expiration)),
        ("ROLECALL_EXPIRES", str(int(session.credentials.expiration.timestamp()))),
        *_account(session),
        ("GEO_ENV", session.account_name),
    ]
    # Unset comes first: fish fails for a variable that is not set, and the last status counts.
    lines = [_unset(CONTRADICTING + CLASSIC_SESSION, shell)]
    lines += [_set(name, value, shell) for name, value in values]
    return "\n".join(lines) + "\n"


def classic_lines(session: RoleSession, mfa_session: MfaSession | None, dialect: str = "sh") -> str:
    """What the classic `assume-role` prints, line for line, then the expiration and one unset.

    Without an MFA session (the base credentials were temporary) its AWS_SESSION_* variables are
    unset instead of set. Raises as `export_lines`.
    """
    shell = _dialect(dialect)
    values = [*_region(session), *_keys(session.credentials), *_account(session)]
    stale = [*CONTRADICTING, "ROLECALL_EXPIRES"]
    if mfa_session is None:
        stale += CLASSIC_SESSION
    else:
        held = _checked(mfa_session.credentials)
        token = held.session_token.reveal()
        started = str(int(mfa_session.started.timestamp()))
        secrets = (held.access_key_id, held.secret_access_key.reveal(), token, token, started)
        values += zip(CLASSIC_SESSION, secrets, strict=True)
    values += [
        ("GEO_ENV", session.account_name),
        ("AWS_PROFILE_ASSUME_ROLE", session.base_profile or "default"),
        *_security_token(session.credentials),
        ("AWS_CREDENTIAL_EXPIRATION", rfc3339(session.credentials.expiration)),
    ]
    # `export` also in fish, which has it as a function: the classic's lines stay as they were.
    lines = [f"export {name}={_quoted(name, value, shell)};" for name, value in values]
    return "\n".join([*lines, _unset(stale, shell)]) + "\n"


def detect_dialect(option: str | None, env: Mapping[str, str], parent_name: str | None) -> str:
    """The dialect asked for, else that of the shell that runs us, else of $SHELL, else sh.

    Raises UsageError when the option names none.
    """
    if option:
        return _dialect(option)
    for shell in (parent_name or "", env.get("SHELL", "")):
        name = os.path.basename(shell).removeprefix("-")
        if name in _DIALECT_OF:
            return _DIALECT_OF[name]
    return "sh"


def parent_name() -> str | None:
    """The name of the process that started us, where the system tells (Linux)."""
    try:
        with open(f"/proc/{os.getppid()}/comm", encoding="utf-8", errors="replace") as file:
            return file.read().strip()
    except OSError:
        return None


def _dialect(name: str) -> str:
    if name not in _QUOTED:
        known = ", ".join(_QUOTED)
        raise UsageError("There are no export lines for that shell.", f"Choose one of: {known}.")
    return name


def _checked(credentials: Credentials) -> Credentials:
    """The credentials, if every character of them is one that AWS uses."""
    if not (
        _KEY_ID.fullmatch(credentials.access_key_id)
        and _SECRET.fullmatch(credentials.secret_access_key.reveal())
        and _SECRET.fullmatch(credentials.session_token.reveal())
    ):
        raise Refused(
            "The credentials hold characters that AWS does not use; nothing was exported.",
            "Is AWS_ENDPOINT_URL_STS or a proxy answering in the place of AWS?",
        )
    return credentials


def _keys(credentials: Credentials) -> list[tuple[str, str]]:
    held = _checked(credentials)
    return [
        ("AWS_ACCESS_KEY_ID", held.access_key_id),
        ("AWS_SECRET_ACCESS_KEY", held.secret_access_key.reveal()),
        ("AWS_SESSION_TOKEN", held.session_token.reveal()),
    ]


def _security_token(credentials: Credentials) -> list[tuple[str, str]]:
    # botocore reads it before AWS_SESSION_TOKEN (boto/botocore#1961): a stale one would win.
    return [("AWS_SECURITY_TOKEN", credentials.session_token.reveal())]


def _region(session: RoleSession) -> list[tuple[str, str]]:
    names = ("AWS_REGION", "AWS_DEFAULT_REGION") if session.region else ()
    return [(name, session.region) for name in names]


def _account(session: RoleSession) -> list[tuple[str, str]]:
    return [
        ("AWS_ACCOUNT_ID", session.account_id),
        ("AWS_ACCOUNT_NAME", session.account_name),
        ("AWS_ACCOUNT_ROLE", session.role),
    ]


def _set(name: str, value: str, shell: str) -> str:
    quoted = _quoted(name, value, shell)
    return f"set -gx {name} {quoted};" if shell == "fish" else f"export {name}={quoted};"


def _unset(names: Iterable[str], shell: str) -> str:
    joined = " ".join(names)
    return f"set -e {joined}; true;" if shell == "fish" else f"unset {joined};"


def _quoted(name: str, value: str, shell: str) -> str:
    if _PLAIN.fullmatch(value):
        return f'"{value}"'
    if _CONTROL.search(value):
        raise Refused(
            f"The value of {name} holds control characters, which no shell can be given safely.",
            "Give the account another alias.",
        )
    return _QUOTED[shell](value)


def _escaped(value: str, escape: str) -> str:
    return "".join(
        chr(byte) if _PLAIN.fullmatch(chr(byte)) else escape % byte for byte in value.encode()
    )


def _ansi_c(value: str) -> str:
    return "$'" + _escaped(value, "\\%03o") + "'"


def _printf(value: str) -> str:
    return "\"$(printf %b '" + _escaped(value, "\\0%03o") + "')\""


def _fish(value: str) -> str:
    # Within single quotes fish takes \\ and \' as escapes, and nothing else.
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


_QUOTED: dict[str, Callable[[str], str]] = {
    "bash": _ansi_c,
    "zsh": _ansi_c,
    "sh": _printf,
    "fish": _fish,
}
_DIALECT_OF = {name: name for name in _QUOTED} | dict.fromkeys(
    ("dash", "ash", "busybox", "ksh", "ksh93", "mksh", "yash"), "sh"
)
