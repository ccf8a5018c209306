"""The MFA session for a plan: from the store, or from the environment of the shell."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from rolecall.core.login import BaseIdentity, Login, LoginKind
from rolecall.core.model import (
    ACCESS_KEY_ID,
    SECRET_ACCESS_KEY,
    SESSION_TOKEN,
    Credentials,
)
from rolecall.core.secret import Secret
from rolecall.signin.plan import Plan
from rolecall.signin.services import Services

RESERVE = timedelta(seconds=200)  # as with the classic
MFA_SESSION = LoginKind(
    name="mfa",
    reserve=RESERVE,
    title="MFA session",
    subject="An MFA session",
    prefix="MFA session of",
    label="MFA",
    question="code",
    anew="a code",
    stays="The MFA session stays: the next role needs no code.",
    name_field="base_profile",
)
LIFE = timedelta(seconds=43_200)  # for which the classic asks


def mfa_login(services: Services, plan: Plan) -> Login | None:
    """Returns the MFA session that serves a plan; None if none is held that is recent enough."""
    now = services.clock()
    inherited = inherited_mfa_session(services.files.env, plan.base.profile, now)
    for login in (services.login(MFA_SESSION, plan.base), inherited):
        if login and login.is_recent(plan.target.mfa_max_age, now):
            return login
    return None


def inherited_mfa_session(env: Mapping[str, str], base_profile: str, now: datetime) -> Login | None:
    """The session in AWS_SESSION_*, where `assume-role` put it, while it lasts 200 s or longer.

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
    if not started <= now <= started + LIFE - RESERVE:
        return None
    credentials = Credentials(key_id, Secret(secret), Secret(token), started + LIFE)
    user, ends = env.get("AWS_USERNAME", ""), credentials.expiration
    base = BaseIdentity(base_profile, "")
    return Login(MFA_SESSION.name, base, base_profile, user, started, ends, credentials)
