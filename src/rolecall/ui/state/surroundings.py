"""What stands around our sessions: who has them, what other tools hold; read in a thread."""

from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from typing import Generic, NamedTuple, TypeVar

from rolecall.core.files.private_files import Stamp, stamp_of
from rolecall.core.state.state import State, load_state
from rolecall.handover.profile.credentials_file import HeldProfile, held_profiles
from rolecall.sessions.handed import Handed, handed
from rolecall.sessions.other_session import OtherSession
from rolecall.sessions.other_tools import OtherTools
from rolecall.signin.desk import Desk

Found = TypeVar("Found")


class Around(NamedTuple):
    """One look. `profiles` goes by name, `handed` by access key id."""

    others: tuple[OtherSession, ...] = ()
    profiles: Mapping[str, HeldProfile] = MappingProxyType({})
    handed: Mapping[str, tuple[Handed, ...]] = MappingProxyType({})
    state: State = State()


class Surroundings:
    """Reads only the files that changed since the last look. Not for the loop: it may be slow."""

    def __init__(self, desk: Desk) -> None:
        paths = desk.paths
        self._clock = desk.clock
        self._others = OtherTools(paths, desk.env)
        self._profiles = _Watched(
            paths.aws_credentials, lambda: held_profiles(paths.aws_credentials)
        )
        self._handed = _Watched(paths.handed_over, lambda: handed(paths))
        self._state = _Watched(paths.state_file, lambda: load_state(paths.state_file))

    def look(self, ours: Collection[str]) -> Around:
        """`ours`: the access key ids of what Rolecall holds, which is not shown twice."""
        return Around(
            tuple(self._others.sessions(self._clock(), ours)),
            self._profiles.read(),
            self._handed.read(),
            self._state.read(),
        )


class _Watched(Generic[Found]):
    """A file, read again when it is another one than before."""

    def __init__(self, path: str, reads: Callable[[], Found]) -> None:
        self._path = path
        self._reads = reads
        self._seen: tuple[Stamp, Found] | None = None

    def read(self) -> Found:
        stamp = stamp_of(self._path)
        if self._seen is None or self._seen[0] != stamp:
            self._seen = (stamp, self._reads())
        return self._seen[1]
