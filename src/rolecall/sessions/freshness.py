"""Which of the profiles that are to be kept fresh need a new session now. Pure."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from rolecall.core import countdown
from rolecall.core.model import RoleSession, seconds_left

PAUSE = timedelta(seconds=60)  # after an attempt, until the next


class ProfileHeld(Protocol):
    """What a profile of ours holds."""

    @property
    def access_key_id(self) -> str: ...
    @property
    def request(self) -> str: ...
    @property
    def expiration(self) -> datetime | None: ...


class Due(NamedTuple):
    """A session to renew, and the profiles for which."""

    session: RoleSession
    profiles: tuple[str, ...]


def due(
    keep: Collection[str],
    profiles: Mapping[str, ProfileHeld],
    sessions: Iterable[RoleSession],
    logged_in: Collection[str],
    now: datetime,
    tried: Mapping[str, datetime] | None = None,
) -> list[Due]:
    """The sessions of the profiles in `keep` that end soon, or have less than a third left.

    `profiles`: what profiles hold, by their names; one may still have the session before the one
    that is held, and is due by its own end. `logged_in`: the base
    identities (`RoleSession.base_profile`) that can renew now without a question. `tried`: when a
    renewal was last begun, by access key id. A session taken for 15 minutes would be renewed all
    the time, hence the third. What is over is due as well: the machine may have slept.
    """
    found = []
    for session in sessions:
        key_id, digest = session.credentials.access_key_id, session.request.digest
        kept = {name: profiles[name] for name in keep if name in profiles}
        names = sorted(
            name
            for name, held in kept.items()
            if (held.request or held.access_key_id) in (digest, key_id)
        )
        if not names or session.base_profile not in logged_in:
            continue
        last = (tried or {}).get(key_id)
        if last is not None and last <= now < last + PAUSE:
            continue
        whole = seconds_left(session.credentials.expiration, session.started)
        ends = [end for name in names if (end := kept[name].expiration) is not None]
        left = seconds_left(min([session.credentials.expiration, *ends]), now)
        if left < min(countdown.SOON, whole // 3):
            found.append(Due(session, tuple(names)))
    return sorted(found, key=lambda one: one.session.credentials.expiration)
