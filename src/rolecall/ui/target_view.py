"""What is worth knowing of the target under the cursor, as card, strip or line show it."""

from datetime import datetime
from typing import NamedTuple

from rolecall.core.countdown import words_for
from rolecall.core.errors import RolecallError
from rolecall.core.model import MfaSession, RoleSession, Target, seconds_left
from rolecall.core.safe_text import safe_text
from rolecall.signin.plan import Plan


class TargetView(NamedTuple):
    """One target at one moment, every text safe to show; `seconds` are whole, 0 when not held."""

    target: Target
    name: str
    role: str
    held: bool
    seconds: int
    whole: int
    until: str  # the local time of day
    plan: tuple[str, str]  # what Enter does, in ink and in muted words
    facts: tuple[tuple[str, str], ...]


def view_of(
    target: Target,
    session: RoleSession | None,
    mfa: MfaSession | None,
    plan: Plan | RolecallError,
    profiles: tuple[str, ...],
    now: datetime,
) -> TargetView:
    """Everything the screen says of a target."""
    seconds = whole = 0
    until = ""
    if session is not None:
        expiration = session.credentials.expiration
        seconds = seconds_left(expiration, now)
        whole = seconds_left(expiration, session.started)
        until = expiration.astimezone().strftime("%H:%M:%S")
    return TargetView(
        target=target,
        name=safe_text(target.alias),
        role=safe_text(target.role_name),
        held=seconds > 0,
        seconds=seconds,
        whole=whole,
        until=until,
        plan=_sentence(target, plan, mfa, now),
        facts=_facts(target, plan, mfa, profiles, now),
    )


def _sentence(
    target: Target, plan: Plan | RolecallError, mfa: MfaSession | None, now: datetime
) -> tuple[str, str]:
    if target.why_not:
        return "Cannot be assumed yet:", safe_text(target.why_not) + "."
    if isinstance(plan, RolecallError):
        return safe_text(plan.message), safe_text(plan.hint)
    lasts = words_for(plan.duration)
    if mfa is not None:
        left = words_for(seconds_left(mfa.credentials.expiration, now))
        return f"Not held. Enter gives {lasts}, no code:", f"the MFA session lasts {left}."
    if not target.with_mfa:
        return f"Not held. Enter gives {lasts}, no code:", "this profile asks for none."
    return f"Not held. Enter gives {lasts},", "after one code of your MFA device."


def _facts(
    target: Target,
    plan: Plan | RolecallError,
    mfa: MfaSession | None,
    profiles: tuple[str, ...],
    now: datetime,
) -> tuple[tuple[str, str], ...]:
    region = through = ""
    if isinstance(plan, Plan):
        region, through = plan.region, plan.base.profile
    if mfa is not None:
        through += f" · {mfa.user_name}"
    left = words_for(seconds_left(mfa.credentials.expiration, now)) + " left" if mfa else ""
    also = ", ".join(target.aliases[1:])
    facts = (
        ("account", target.account_id),
        ("also", also),
        ("role", f"/{target.role}" if "/" in target.role else target.role),
        ("region", region),
        ("through", through),
        ("MFA", left),
        ("profile", ", ".join(profiles)),
        ("source", ", ".join(target.sources)),
        ("tags", ", ".join(target.tags)),
        ("note", target.note),
    )
    return tuple((label, safe_text(value)) for label, value in facts if value)
