"""The store with the logins that are shared with AWS's own tools, which are kept elsewhere."""

import os
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from rolecall.catalog.aws_config import Profiles, load_profiles
from rolecall.catalog.identity_center.centers import identity_centers
from rolecall.core.identity_center import IdentityCenter
from rolecall.core.login import LoginShelf
from rolecall.core.paths import CACHE, Paths
from rolecall.core.process.inputs import note_file
from rolecall.core.settings.settings import load_settings
from rolecall.sessions.store import SessionStore

if TYPE_CHECKING:
    from rolecall.sessions.places.places import Places


def open_store(paths: Paths, env: Mapping[str, str] = os.environ) -> SessionStore:
    """Opens the store for what reads no other file; those that the logins hang on are read here.

    Nothing is to be kept in it: where that would be is not asked. Never raises: a login that no
    file leads to is not listed.
    """
    places = places_of(paths, CACHE, env)
    if not any(map(os.path.isdir, (paths.sso_cache, paths.login_cache))):
        return SessionStore(paths.sessions_folder, places=places)
    settings = load_settings(paths.config_file, forgiving=True)
    profiles = load_profiles(paths.aws_config, paths.aws_credentials)
    centers = identity_centers(settings, profiles).by_name
    shelves = shelves_of(paths, centers.values(), profiles)
    return SessionStore(paths.sessions_folder, shelves, places)


def places_of(paths: Paths, where: str, env: Mapping[str, str]) -> "Callable[[], Places | None]":
    """Returns what yields the places of a user's sessions, None while only the cache has any.

    `where` is the setting. That is looked up at each call: another process may have another one.
    """
    made: list[Places] = []
    others = (paths.sealed_folder, paths.runtime_sessions)

    def places() -> "Places | None":
        if not made and (where != CACHE or any(map(_is_there, others))):
            from rolecall.sessions.places.places import Places  # deferred: few have several

            made.append(Places(paths, where, env))
        return made[0] if made else None

    return places


def _is_there(folder: str) -> bool:
    note_file(folder)
    return os.path.isdir(folder)


def shelves_of(
    paths: Paths, centers: Iterable[IdentityCenter], profiles: Profiles
) -> tuple[LoginShelf, ...]:
    """Returns the shelves of the logins that the user's files lead to."""
    shelves: list[LoginShelf] = []
    if centers := tuple(centers):
        # deferred: many use none
        from rolecall.sessions.aws_tools.sso_sessions import SsoSessions, SsoShelf
        from rolecall.sessions.aws_tools.sso_tokens import SsoTokens

        notes = SsoSessions(paths.sso_sessions)
        shelves.append(SsoShelf(centers, SsoTokens(paths.sso_cache), notes))
    if named := _login_sessions(profiles):
        from rolecall.sessions.aws_tools.login_shelf import AwsLogins  # deferred: as above

        shelves.append(AwsLogins(paths.login_cache, named, paths.ended_logins))
    return tuple(shelves)


def _login_sessions(profiles: Profiles) -> Mapping[str, str]:
    """Returns the ARN of each profile that signs in with `aws login`."""
    return {
        profile.name: profile.login_session
        for profile in profiles.by_name.values()
        if profile.login_session and not profile.is_ours
    }
