"""The profiles of many roles, written in one go."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from rolecall.core.errors import RolecallError
from rolecall.core.model import RoleSession, profile_name
from rolecall.handover.credentials_file import held_profiles
from rolecall.handover.free_names import refused_names
from rolecall.handover.named_profiles import write_named
from rolecall.signin.desk import Desk
from rolecall.signin.progress import Progress

_LONGEST = 64  # characters of a name


class LeftOut(NamedTuple):
    """A session that no profile was written of, and why."""

    session: RoleSession
    name: str
    error: RolecallError


class Written(NamedTuple):
    """What `write_many` did."""

    profiles: Mapping[str, RoleSession]  # by name
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()


def write_many(
    desk: Desk, outcomes: Sequence[Progress], on_wait: Callable[[str], None] | None = None
) -> Written:
    """Write a profile of every role that is held, all in one go.

    A name that two roles would have gets a number, and so does one under which another role that
    is held was written. One that is not ours to write is left out. Raises RolecallError where
    the file cannot be written at all.
    """
    path = desk.paths.aws_credentials
    held = [(one.plan, one.signed_in.session) for one in outcomes if one.signed_in is not None]
    if not held:
        return Written({})
    taken: dict[str, str] = {}
    for base in {plan.base: plan for plan, _ in held}.values():
        taken |= desk.taken_names(base)
    names = _names([session for _, session in held], _others(desk))
    refused = refused_names(path, names, taken)
    profiles = {name: session for name, session in names.items() if name not in refused}
    left_out = tuple(LeftOut(names[name], name, error) for name, error in refused.items())
    notes = write_named(desk.paths, profiles, taken, on_wait) if profiles else ()
    return Written(profiles, left_out, notes)


def _others(desk: Desk) -> dict[str, str]:
    """The roles' ARNs by the profiles of ours that hold a session of them that is not over."""
    now = desk.clock()
    arns = {
        session.credentials.access_key_id: session.arn
        for session in desk.store.role_sessions()
        if session.credentials.expiration > now
    }
    profiles = held_profiles(desk.paths.aws_credentials)
    return {
        name: arns[profile.access_key_id]
        for name, profile in profiles.items()
        if profile.access_key_id in arns
    }


def _names(sessions: Iterable[RoleSession], others: Mapping[str, str]) -> dict[str, RoleSession]:
    """A name for each session; `others` are taken for their own roles only."""
    found: dict[str, RoleSession] = {}
    for session in sessions:
        wanted = name = profile_name(session.account_name, session.role)
        number = 1
        while name in found or others.get(name, session.arn) != session.arn:
            number += 1
            end = f"-{number}"
            name = wanted[: _LONGEST - len(end)] + end
        found[name] = session
    return found
