"""The store of one run, in which a login serves every role even where nothing can be written."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from rolecall.core.login import BaseIdentity, Login, LoginKind, LoginShelf
from rolecall.sessions.store import SessionStore, no_places

if TYPE_CHECKING:
    from rolecall.sessions.places.places import Places


class MemoryStore(SessionStore):
    """The store in a folder; the logins kept by this run are remembered as well.

    A code is spent and a password typed: where the cache cannot be written, the next role of the
    same run still needs neither again.
    """

    def __init__(
        self,
        folder: str,
        shelves: Sequence[LoginShelf] = (),
        places: "Callable[[], Places | None]" = no_places,
    ) -> None:
        super().__init__(folder, shelves, places)
        self._logins: dict[tuple[str, BaseIdentity], Login] = {}

    def login(self, kind: LoginKind, base: BaseIdentity, now: datetime) -> Login | None:
        login = self._logins.get((kind.name, base))
        if login and login.expiration - now >= kind.reserve:
            return login
        return super().login(kind, base, now)

    def keep_login(self, login: Login) -> None:
        self._logins[login.kind, login.base] = login
        super().keep_login(login)

    def forget_login(self, kind: LoginKind, base: BaseIdentity) -> bool:
        self._logins.pop((kind.name, base), None)
        return super().forget_login(kind, base)
