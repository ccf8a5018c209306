"""The template of a role session's name: `{user}`, `{host}` and `{ticket}` in `session_name`.

Host and ticket are filled in when a session is planned, so that they are part of its request. The
user's name may be AWS's to say: `{user}` stays in the request then, and is filled in when the role
is assumed. It changes no identity, since a request holds whose keys it is made with.
"""

import os
import re
from collections.abc import Callable

from rolecall.core.errors import UsageError

USER, HOST, TICKET = "{user}", "{host}", "{ticket}"
_OTHER = r"[^A-Za-z0-9_+=,.@-]"  # STS AssumeRole: what RoleSessionName cannot hold
_LONGEST = 64
_TICKET = r"[A-Za-z0-9_+=,.@-]{1,64}"


def session_name_of(user: str) -> str:
    """The user's name as STS takes it for RoleSessionName; empty for none."""
    return re.sub(_OTHER, "-", user)[:_LONGEST].ljust(2, "-") if user else ""


def checked_ticket(text: str) -> str:
    """Returns a ticket without blanks around it. Raises UsageError for one that AWS refuses."""
    ticket = text.strip()
    if not re.fullmatch(_TICKET, ticket):
        raise UsageError(
            "That cannot be a ticket in a session's name.",
            "Use A-Z a-z 0-9 + = , . @ _ -, as in OPS-1234.",
        )
    return ticket


def planned_name(template: str, user: str, ticket: str) -> str:
    """Returns a session's name as far as it is known; `user` and `ticket` may be empty."""
    name = template
    if HOST in name:
        name = name.replace(HOST, re.sub(_OTHER, "-", _host()))
    for part, value in ((USER, session_name_of(user)), (TICKET, ticket)):
        if value:
            name = name.replace(part, value)
    return _checked(name)


def sent_name(planned: str, user: Callable[[], str]) -> str:
    """Returns the name to send; `user` is called where AWS has to say whose it is."""
    if not planned:
        return session_name_of(user())
    if TICKET in planned:
        raise UsageError("The session's name needs a ticket.", "Pass it with --ticket.")
    if USER not in planned:
        return planned
    return _checked(planned.replace(USER, session_name_of(user())))


def _checked(name: str) -> str:
    if "{" not in name and not 2 <= len(name) <= _LONGEST:
        raise UsageError(
            f"The session's name {name} has {len(name)} characters; AWS takes 2 to {_LONGEST}.",
            "Shorten session_name in config.toml, or the ticket.",
        )
    return name


def _host() -> str:
    """The name of this machine, without its domain."""
    name = os.environ.get("COMPUTERNAME", "") if os.name == "nt" else os.uname().nodename
    return name.partition(".")[0] or "localhost"
