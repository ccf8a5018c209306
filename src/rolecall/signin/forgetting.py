"""Forgetting sessions: in the store, in the profiles that hold them, and in the notes about them.

A profile that calls `rolecall credential-process` holds no secret, and is removed as well: the next
tool to use it would start the session again.
"""

from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple

from rolecall.core.errors import RolecallError
from rolecall.core.paths import Paths
from rolecall.core.role_request import RoleRequest, same_target
from rolecall.core.state.state import State, update_state
from rolecall.handover.profile.config_file import OurSection, our_sections, remove_sections
from rolecall.handover.profile.credentials_file import remove_profiles
from rolecall.handover.profile.our_profiles import OurProfile, our_profiles
from rolecall.sessions.handed import forget_handed, handed
from rolecall.sessions.store import SessionStore

Waiting = Callable[[str], None]


class Forgotten(NamedTuple):
    """How many sessions were removed, and which profiles; `notes` are warnings."""

    sessions: int
    profiles: tuple[str, ...]
    notes: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.sessions or self.profiles)


def forget_session(
    paths: Paths,
    store: SessionStore,
    request: RoleRequest,
    on_wait: Waiting | None = None,
) -> Forgotten:
    """Removes the session of a role request, its profiles and notes. Raises RolecallError.

    The profiles come first: if their file cannot be read or written, the session is kept, so that
    it can be forgotten again.
    """
    digest = request.digest
    sessions = [session for session in store.role_sessions() if session.request == request]
    keys = {session.credentials.access_key_id for session in sessions}
    removed = _remove_profiles(
        paths,
        lambda held: held.request == digest or (not held.request and held.access_key_id in keys),
        on_wait,
    )
    sections = _remove_sections(
        paths, lambda name, one: name in removed or one.request == digest, on_wait
    )
    _forget_notes(paths, keys, removed)
    return Forgotten(store.forget_role(request), _both(removed, sections), sections.notes)


def forget_target(
    paths: Paths, store: SessionStore, digest: str, on_wait: Waiting | None = None
) -> Forgotten:
    """Removes the sessions of one target, whatever keys and names they were assumed with.

    `digest`: that of any request of the target. Raises RolecallError; as `forget_session`.
    """
    sessions = [one for one in store.role_sessions() if same_target(one.request.digest, digest)]
    keys = {session.credentials.access_key_id for session in sessions}
    removed = _remove_profiles(
        paths,
        lambda held: (
            same_target(held.request, digest) if held.request else held.access_key_id in keys
        ),
        on_wait,
    )
    sections = _remove_sections(
        paths, lambda name, one: name in removed or same_target(one.request, digest), on_wait
    )
    _forget_notes(paths, keys, removed)
    gone = sum(store.forget_role(session.request) for session in sessions)
    return Forgotten(gone, _both(removed, sections), sections.notes)


def forget_identity(
    paths: Paths, store: SessionStore, identity: str, on_wait: Waiting | None = None
) -> Forgotten:
    """Removes the sessions taken by one identity, and the profiles that hold their keys.

    Profiles that call Rolecall stay: they hold no secret, and work again after the next sign-in.
    Raises RolecallError.
    """
    sessions = [one for one in store.role_sessions() if one.request.identity == identity]
    keys = {session.credentials.access_key_id for session in sessions}
    removed = _remove_profiles(paths, lambda held: held.access_key_id in keys, on_wait)
    _forget_notes(paths, keys, removed)
    gone = sum(store.forget_role(session.request) for session in sessions)
    return Forgotten(gone, removed)


def forget_all(paths: Paths, store: SessionStore, on_wait: Waiting | None = None) -> Forgotten:
    """Removes every session, login and profile of ours. Raises RolecallError."""
    removed = _remove_profiles(paths, lambda held: True, on_wait)
    sections = _remove_sections(paths, lambda name, one: True, on_wait)
    _forget_notes(paths, handed(paths), removed)
    return Forgotten(store.forget_all(), _both(removed, sections), sections.notes)


def forget_expired(
    paths: Paths, store: SessionStore, now: datetime, on_wait: Waiting | None = None
) -> Forgotten:
    """Removes expired sessions, and the profiles of ours that hold one.

    A section whose expiration a person has made unreadable is kept. Raises RolecallError.
    """

    def is_over(held: OurProfile) -> bool:
        return held.expiration is not None and held.expiration <= now

    over = [one for one in store.role_sessions() if one.credentials.expiration <= now]
    keys = {session.credentials.access_key_id for session in over}
    removed = _remove_profiles(paths, is_over, on_wait)
    sections = _remove_sections(paths, lambda name, one: name in removed, on_wait)
    _forget_notes(paths, keys, removed)
    gone = sum(store.forget(session) for session in over)
    return Forgotten(gone, _both(removed, sections), sections.notes)


def _remove_profiles(
    paths: Paths, meant: Callable[[OurProfile], bool], on_wait: Waiting | None
) -> tuple[str, ...]:
    ours = our_profiles(paths.aws_credentials)
    names = [name for name, held in ours.items() if meant(held)]
    return remove_profiles(paths.aws_credentials, names, on_wait) if names else ()


def _remove_sections(
    paths: Paths, meant: Callable[[str, OurSection], bool], on_wait: Waiting | None
) -> Forgotten:
    """Removes our sections of the config file.

    There is no secret in them: a failure is a note, and does not keep the sessions.
    """
    try:
        ours = our_sections(paths.aws_config)
        names = [name for name, one in ours.items() if meant(name, one)]
        return Forgotten(0, remove_sections(paths.aws_config, names, on_wait))
    except RolecallError as error:
        return Forgotten(0, (), (error.message,))


def _both(removed: tuple[str, ...], sections: Forgotten) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*removed, *sections.profiles)))


def _forget_notes(paths: Paths, key_ids: Collection[str], profiles: tuple[str, ...]) -> None:
    """Removes the notes, which hold no secret: a failure does not keep the sessions."""

    def without(state: State) -> State:
        kept = tuple(name for name in state.keep_fresh if name not in profiles)
        return state._replace(keep_fresh=kept)

    with suppress(RolecallError):
        forget_handed(paths, key_ids)
    with suppress(RolecallError):
        if profiles:
            update_state(paths.state_file, without)
