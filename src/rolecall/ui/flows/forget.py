"""Forgetting a session from the board, and the profiles that hold it."""

from typing import Protocol

from rolecall.core.errors import RolecallError
from rolecall.core.model import MfaSession, RoleSession, SamlSession
from rolecall.signin.desk import Desk
from rolecall.signin.forgetting import forget_session
from rolecall.ui.sessions.session_rows import SessionRow
from rolecall.ui.threads import in_thread


class Page(Protocol):
    """What forgetting needs of the screen."""

    @property
    def is_open(self) -> bool: ...
    def say(self, kind: str, text: str, hint: str = "") -> None: ...
    def look_again(self) -> None: ...


async def forget_row(page: Page, desk: Desk, row: SessionRow) -> None:
    """Forget the session of a row, and say what went with it."""
    try:
        text, hint = await in_thread(lambda: _forget(desk, row), "forget")
    except RolecallError as refused:
        if page.is_open:
            page.say("error", refused.message, refused.hint)
        return
    if page.is_open:
        page.look_again()
        page.say("success", text, hint)


def _forget(desk: Desk, row: SessionRow) -> tuple[str, str]:
    session = row.session
    if isinstance(session, RoleSession):
        return _forget_role(desk, session)
    if isinstance(session, MfaSession):
        desk.store.forget(session)
        hint = "Its role sessions stay; the next new one asks for a code."
        return f"Forgot the MFA session of {row.name}.", hint
    if isinstance(session, SamlSession):
        desk.store.forget(session)
        hint = "Its role sessions stay; the next new one asks for a login."
        return f"Forgot the login at {row.name}.", hint
    raise TypeError("what other tools hold is theirs")


def _forget_role(desk: Desk, session: RoleSession) -> tuple[str, str]:
    forgotten = forget_session(desk.paths, desk.store, session.request)
    text = f"Forgot {session.account_name} · {session.role}."
    names = ", ".join(forgotten.profiles)
    if not names:
        return text, "AWS takes what was handed out before until it is over."
    return text, f"{'Profiles' if len(forgotten.profiles) > 1 else 'Profile'} {names} went too."
