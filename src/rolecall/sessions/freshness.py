"""Which of the profiles that are to be kept fresh need a new session now. Pure."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from rolecall.core.countdown import SOON
from rolecall.core.model import RoleSession, seconds_left

PAUSE = timedelta(seconds=60)  # after an attempt, until the next


class Due(NamedTuple):
    """A session to renew, and the profiles for which."""

    session: RoleSession
    profiles: tuple[str, ...]


def due(
    keep: Collection[str],
    profiles: Mapping[str, str],
    sessions: Iterable[RoleSession],
    logged_in: Collection[str],
    now: datetime,
    tried: Mapping[str, datetime] | None = None,
) -> list[Due]:
    """The sessions of the profiles in `keep` that have less than 15 minutes left, or a third.

    `profiles`: the access key ids that profiles hold, by their names. `logged_in`: the base
    identities (`RoleSession.base_profile`) that can renew now without a question. `tried`: when a
    renewal was last begun, by access key id. A session taken for 15 minutes would be renewed all
    the time, hence the third. What is over is due as well: the machine may have slept.
    """
    names: dict[str, list[str]] = {}
    for name in keep:
        if key_id := profiles.get(name):
            names.setdefault(key_id, []).append(name)
    found = []
    for session in sessions:
        key_id = session.credentials.access_key_id
        if key_id not in names or session.base_profile not in logged_in:
            continue
        last = (tried or {}).get(key_id)
        if last is not None and last <= now < last + PAUSE:
            continue
        whole = seconds_left(session.credentials.expiration, session.started)
        if seconds_left(session.credentials.expiration, now) < min(SOON, whole // 3):
            found.append(Due(session, tuple(sorted(names[key_id]))))
    return sorted(found, key=lambda one: one.session.credentials.expiration)
