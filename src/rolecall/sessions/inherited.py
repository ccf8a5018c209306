"""The MFA session that the classic, or its successor, left in the environment of the shell."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from rolecall.core.model import (
    ACCESS_KEY_ID,
    SECRET_ACCESS_KEY,
    SESSION_TOKEN,
    Credentials,
    MfaSession,
)
from rolecall.core.secret import Secret
from rolecall.sessions.store import MFA_RESERVE

LIFE = timedelta(seconds=43_200)  # for which the classic asks


def inherited_mfa_session(
    env: Mapping[str, str], base_profile: str, now: datetime
) -> MfaSession | None:
    """The session of AWS_SESSION_* while it lasts 200 s or longer, as the classic reckons it.

    None where AWS_PROFILE_ASSUME_ROLE, which is exported with it, names another base profile, and
    where a value cannot be what STS gave.
    """
    key_id = env.get("AWS_SESSION_ACCESS_KEY_ID", "")
    secret = env.get("AWS_SESSION_SECRET_ACCESS_KEY", "")
    token = env.get("AWS_SESSION_SESSION_TOKEN") or env.get("AWS_SESSION_SECURITY_TOKEN", "")
    start = env.get("AWS_SESSION_START", "")
    if (
        base_profile != (env.get("AWS_PROFILE_ASSUME_ROLE") or "default")
        or not ACCESS_KEY_ID.fullmatch(key_id)
        or not SECRET_ACCESS_KEY.fullmatch(secret)
        or not SESSION_TOKEN.fullmatch(token)
        or not (start.isascii() and start.isdigit() and len(start) < 12)
    ):
        return None
    started = datetime.fromtimestamp(int(start), UTC)
    if not started <= now <= started + LIFE - MFA_RESERVE:
        return None
    credentials = Credentials(key_id, Secret(secret), Secret(token), started + LIFE)
    return MfaSession(credentials, base_profile, env.get("AWS_USERNAME", ""), "", started)
