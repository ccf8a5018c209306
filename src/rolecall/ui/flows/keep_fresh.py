"""Keeping profiles fresh while the picker is open: in the background, and without a question."""

from collections.abc import Coroutine
from datetime import datetime
from functools import partial
from typing import Any, Protocol

from textual.worker import Worker

from rolecall.core.errors import RolecallError
from rolecall.core.model import SAML, RoleSession
from rolecall.core.state.state import State, marked, update_state
from rolecall.sessions.freshness import Due, due
from rolecall.sessions.inherited import inherited_mfa_session
from rolecall.signin.desk import Desk
from rolecall.signin.prompters import SilentPrompter, WouldAsk
from rolecall.signin.renewal import plan_again, renew
from rolecall.ui.sessions.session_rows import SessionRow
from rolecall.ui.state.held import HeldSessions
from rolecall.ui.state.surroundings import Around
from rolecall.ui.threads import in_thread


class Page(Protocol):
    """What keeping fresh needs of the screen."""

    held: HeldSessions

    @property
    def is_open(self) -> bool: ...
    def run_worker(self, work: Coroutine[Any, Any, None], *, description: str) -> Worker[None]: ...
    def say(self, kind: str, text: str, hint: str = "") -> None: ...
    def look_again(self) -> None: ...


class KeepingFresh:
    """Begins a renewal when one is due, one at a time."""

    def __init__(self, page: Page, desk: Desk) -> None:
        self._page = page
        self._desk = desk
        self._tried: dict[str, datetime] = {}
        self._told: set[str] = set()  # access key ids of sessions that could not be renewed
        self._worker: Worker[None] | None = None

    def tick(self, around: Around) -> set[str]:
        """Begin what is due now; the access key ids that are taken care of come back."""
        now = self._desk.clock()
        found = due(
            around.state.keep_fresh,
            around.profiles,
            self._page.held.role_sessions,
            self._logged_in(now),
            now,
            self._tried,
        )
        if found and (self._worker is None or self._worker.is_finished):
            for one in found:
                self._tried[one.session.credentials.access_key_id] = now
            self._worker = self._page.run_worker(self._renew(found), description="keep fresh")
        return set(self._tried) - self._told

    async def _renew(self, found: list[Due]) -> None:
        for one in found:
            session = one.session
            try:
                await in_thread(partial(_renewed, self._desk, session), "keep fresh")
            except WouldAsk:
                continue
            except RolecallError as refused:
                self._tell(session, refused)
        if self._page.is_open:
            self._page.look_again()

    def _tell(self, session: RoleSession, refused: RolecallError) -> None:
        """Once: it is tried again every minute."""
        key_id = session.credentials.access_key_id
        if key_id not in self._told and self._page.is_open:
            who = f"{session.account_name} · {session.role}"
            self._page.say("warning", f"{who} is not kept fresh. {refused.message}", refused.hint)
        self._told.add(key_id)

    def _logged_in(self, now: datetime) -> set[str]:
        """The base identities that can renew now without a question."""
        held = self._page.held
        live = {s.base_profile for s in held.mfa_sessions if s.credentials.expiration > now}
        live |= {f"{SAML}:{s.idp}" for s in held.saml_sessions if s.expiration > now}
        bases = {session.base_profile for session in held.role_sessions} - live
        env = self._desk.env
        return live | {base for base in bases if inherited_mfa_session(env, base, now)}


async def switch_keeping(page: Page, desk: Desk, row: SessionRow) -> None:
    """Keep the profiles of a session fresh from now on, or no longer."""
    on = not row.kept

    def change(state: State) -> State:
        kept = state.keep_fresh
        for name in row.profiles:
            kept = marked(kept, name, on)
        return state._replace(keep_fresh=kept)

    try:
        await in_thread(lambda: update_state(desk.paths.state_file, change), "keep fresh")
    except RolecallError as refused:
        if page.is_open:
            page.say("error", refused.message, refused.hint)
        return
    if page.is_open:
        many = len(row.profiles) > 1
        names = f"Profile{'s' if many else ''} {', '.join(row.profiles)} {'are' if many else 'is'}"
        hint = "Renewed by itself while a picker is open and no question comes up." if on else ""
        page.say("success", f"{names} {'kept fresh' if on else 'no longer kept fresh'}.", hint)


def _renewed(desk: Desk, session: RoleSession) -> None:
    unwritten = renew(desk, plan_again(desk, session), SilentPrompter()).unwritten
    if unwritten is not None:
        raise unwritten
