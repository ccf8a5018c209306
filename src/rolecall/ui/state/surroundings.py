"""Reads, in a thread, who was handed our sessions and which sessions other tools hold."""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Generic, NamedTuple, TypeVar

from rolecall.core.files.private_files import Stamp, stamp_of
from rolecall.core.state.state import State, load_state
from rolecall.handover.profile.our_profiles import OurProfile, our_profiles_if_readable
from rolecall.sessions.handed import Handed, handed
from rolecall.sessions.other_session import OtherSession
from rolecall.sessions.other_tools import OtherTools
from rolecall.signin.desk import Desk
from rolecall.ui.state.held import HeldSessions
from rolecall.ui.threads import in_thread

Content = TypeVar("Content")


class Snapshot(NamedTuple):
    """What the files said at one moment. `profiles` is by name, `handed` by access key id."""

    others: tuple[OtherSession, ...] = ()
    profiles: Mapping[str, OurProfile] = MappingProxyType({})
    handed: Mapping[str, tuple[Handed, ...]] = MappingProxyType({})
    state: State = State()


class Surroundings:
    """Holds the last snapshot and takes new ones, reading only files that have changed."""

    def __init__(self, desk: Desk, held: HeldSessions) -> None:
        paths = desk.paths
        self.snapshot = Snapshot()
        self._held = held
        self._is_reading = False
        self._clock = desk.clock
        self._others = OtherTools(paths, desk.env)
        self._profiles = _Watched(
            paths.aws_credentials, lambda: our_profiles_if_readable(paths.aws_credentials)
        )
        self._handed = _Watched(paths.handed_over, lambda: handed(paths))
        self._state = _Watched(paths.state_file, lambda: load_state(paths.state_file))

    async def look_again(self) -> bool:
        """Takes a new snapshot, in a thread as files may be slow; returns whether it differs."""
        if self._is_reading:  # a slow read is not started a second time
            return False
        self._is_reading, before = True, self.snapshot
        try:
            self.snapshot = await in_thread(partial(self._read, self._our_keys()), "look around")
        finally:
            self._is_reading = False
        return self.snapshot != before

    def _our_keys(self) -> set[str]:
        """Returns the access key ids of what Rolecall itself holds, to be left out of `others`."""
        held = self._held
        keys = {session.credentials.access_key_id for session in held.role_sessions}
        return keys | {login.access_key_id for login in held.logins}

    def _read(self, ours: set[str]) -> Snapshot:
        return Snapshot(
            tuple(self._others.sessions(self._clock(), ours)),
            self._profiles.read(),
            self._handed.read(),
            self._state.read(),
        )


class _Watched(Generic[Content]):
    """Caches the content of a file until the file changes."""

    def __init__(self, path: str, reads: Callable[[], Content]) -> None:
        self._path = path
        self._reads = reads
        self._seen: tuple[Stamp, Content] | None = None

    def read(self) -> Content:
        stamp = stamp_of(self._path)
        if self._seen is None or self._seen[0] != stamp:
            self._seen = (stamp, self._reads())
        return self._seen[1]
