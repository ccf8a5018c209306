"""The profiles of many roles, written in one go."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from rolecall.core.errors import RolecallError
from rolecall.core.model import RoleSession, profile_name
from rolecall.handover.profile.free_names import free_name, refused_names, requests_by_profile
from rolecall.handover.profile.named_profiles import write_named
from rolecall.signin.desk import Desk
from rolecall.signin.many.role_progress import Progress


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

    A name that two roles would have gets a number, and so does one under which a profile of ours
    holds another role. One that is not ours to write is left out. Raises RolecallError where
    the file cannot be written at all.
    """
    path = desk.paths.aws_credentials
    held = [(one.plan, one.signed_in.session) for one in outcomes if one.signed_in is not None]
    if not held:
        return Written({})
    taken: dict[str, str] = {}
    for base in {plan.base: plan for plan, _ in held}.values():
        taken |= desk.taken_names(base)
    names = _names([session for _, session in held], requests_by_profile(desk.paths))
    refused = refused_names(path, names, taken)
    profiles = {name: session for name, session in names.items() if name not in refused}
    left_out = tuple(LeftOut(names[name], name, error) for name, error in refused.items())
    if not profiles:
        return Written({}, left_out)
    of_shell = {session.request for plan, session in held if plan.region_of_shell}
    notes = write_named(
        desk.paths,
        profiles,
        taken,
        on_wait,
        regions_of_shell=[name for name, one in profiles.items() if one.request in of_shell],
    )
    return Written(profiles, left_out, notes)


def _names(
    sessions: Iterable[RoleSession], held: Mapping[str, Mapping[str, str]]
) -> dict[str, RoleSession]:
    """A name for each session; `held` are the requests that profiles of ours hold already."""
    found: dict[str, RoleSession] = {}
    for session in sessions:
        wanted = profile_name(session.account_name, session.role, session.account_id)
        found[free_name(wanted, session.request, held, found)] = session
    return found
