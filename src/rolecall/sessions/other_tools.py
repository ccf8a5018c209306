"""Finds the sessions that other tools hold on this machine; reads their files only."""

import os
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from rolecall.core.errors import RolecallError
from rolecall.core.files import ini_scan
from rolecall.core.files.home import expanded
from rolecall.core.files.ini_scan import Sections
from rolecall.core.files.private_files import read_bytes
from rolecall.core.paths import Paths
from rolecall.sessions import cli_profiles, noted_expiries
from rolecall.sessions.cached_sessions import AWS_CLI, AWSUME, BOTO, CacheFolder, Stamp
from rolecall.sessions.cli_profiles import CliProfiles
from rolecall.sessions.noted_expiries import noted_sessions
from rolecall.sessions.other_session import OtherSession

KEEP_EXPIRED = timedelta(hours=1)  # as the store keeps ours
_LARGEST = 4 * 1024 * 1024  # bytes of one of the shared files: 15,000 profiles

_Seen = tuple[tuple[Stamp, ...], ...]


class OtherTools:
    """Reads only what changed since the last time, so that once a second is cheap.

    Where thousands of profiles changed, `sessions` takes a tenth of a second.
    """

    def __init__(self, paths: Paths, env: Mapping[str, str]) -> None:
        home = expanded("~", env)
        # The AWS CLI looks for its caches in the home folder, wherever its files are said to be.
        aws = os.path.join(home, ".aws")
        cache = env.get("XDG_CACHE_HOME")
        awsume = os.path.join(cache, "awsume") if cache else os.path.join(home, ".awsume", "cache")
        self._folders = [
            CacheFolder(os.path.join(aws, "cli", "cache"), AWS_CLI),
            CacheFolder(os.path.join(aws, "boto", "cache"), BOTO),
            CacheFolder(awsume, AWSUME),
        ]
        self._files = (paths.aws_config, paths.aws_credentials)
        self._sections: dict[str, tuple[tuple[Stamp, ...], Sections]] = {}
        self._seen: _Seen | None = None
        self._found: list[OtherSession] = []

    def changed(self) -> bool:
        """Whether a file has changed since the last call of `sessions`; reads none."""
        return self._look() != self._seen

    def sessions(self, now: datetime, ours: Collection[str] = ()) -> list[OtherSession]:
        """Returns their sessions, the latest expiration first, until an hour after their end.

        `ours`: access key ids of sessions that Rolecall holds, which are not shown twice.
        """
        seen = self._look()
        if seen != self._seen:
            self._found = self._read(seen)
            self._seen = seen
        return [
            session
            for session in self._found
            if session.expiration > now - KEEP_EXPIRED and session.access_key_id not in ours
        ]

    def _look(self) -> _Seen:
        folders = tuple(folder.stamps() for folder in self._folders)
        return (*folders, *(_stamp(path) for path in self._files))

    def _read(self, seen: _Seen) -> list[OtherSession]:
        config, credentials = self._files
        in_config, in_credentials = seen[-2:]
        profiles = CliProfiles(self._scan(config, in_config, cli_profiles.WANTED))
        found: dict[str, OtherSession] = {}
        for folder, stamps in zip(self._folders, seen, strict=False):
            for name, session in folder.sessions(stamps):
                _add(found, profiles.named(name, session))
        noted = noted_sessions(self._scan(credentials, in_credentials, noted_expiries.WANTED))
        for session in noted:
            _add(found, session)
        return sorted(
            found.values(), key=lambda one: (one.expiration, one.access_key_id), reverse=True
        )

    def _scan(self, path: str, stamp: tuple[Stamp, ...], wanted: Collection[str]) -> Sections:
        known = self._sections.get(path)
        if known is None or known[0] != stamp:
            known = self._sections[path] = (stamp, _sections(path, wanted) if stamp else [])
        return known[1]


def _add(found: dict[str, OtherSession], session: OtherSession) -> None:
    """One session may be in several places: each adds what it knows."""
    before = found.get(session.access_key_id)
    if before is not None:
        profile = before.profile or session.profile
        session = (session if session.role and not before.role else before)._replace(
            profile=profile
        )
    found[session.access_key_id] = session


def _sections(path: str, wanted: Collection[str]) -> Sections:
    try:
        return ini_scan.scan(read_bytes(path, _LARGEST) or b"", path, wanted, ())
    except RolecallError:
        return []


def _stamp(path: str) -> tuple[Stamp, ...]:
    try:
        found = os.stat(path)
    except OSError:
        return ()
    return (Stamp(path, found.st_ino, found.st_mtime_ns, found.st_size),)
