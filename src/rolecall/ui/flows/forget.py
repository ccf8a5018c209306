"""Forgetting a session: it leaves the store, and the profiles that hold it leave their file."""

from collections.abc import Sequence

from rolecall.core.errors import RolecallError
from rolecall.core.login import Login
from rolecall.core.model import RoleSession
from rolecall.signin.desk import Desk
from rolecall.signin.forgetting import forget_session
from rolecall.signin.schemes import login_kinds
from rolecall.ui.dialogs.confirm import ForgetDialog
from rolecall.ui.flows.host import Host
from rolecall.ui.messages import StatusMessage
from rolecall.ui.threads import in_thread

Session = RoleSession | Login


async def forget(
    host: Host, desk: Desk, session: Session, name: str, profiles: Sequence[str] = ()
) -> None:
    """Forgets a session, and says what went with it. `name` says whose a login is.

    Asks first where profiles that hold it, or a login, would go.
    """
    dialog = _question(session, name, profiles)
    if dialog is not None and not await host.app.push_screen_wait(dialog):
        return
    try:
        message = await in_thread(lambda: _forget(desk, session, name), "forget")
    except RolecallError as refused:
        if host.is_open:
            host.say(*StatusMessage.of(refused))
        return
    if host.is_open:
        host.look_again()
        host.say(*message)


def _question(session: Session, name: str, profiles: Sequence[str]) -> ForgetDialog | None:
    """Returns the dialog that asks first; None where a session can simply be taken again."""
    if not isinstance(session, RoleSession):
        kind = login_kinds()[session.kind]
        return ForgetDialog(f"the {kind.prefix} {name}", f"The next new role asks for {kind.anew}.")
    if not profiles:
        return None
    many = "Profiles" if len(profiles) > 1 else "Profile"
    verb = "are" if len(profiles) > 1 else "is"
    lost = f"{many} {', '.join(profiles)} {verb} removed with it."
    what = f"{session.account_name} · {session.role}"
    return ForgetDialog(what, lost, account=session.account_id)


def _forget(desk: Desk, session: Session, name: str) -> StatusMessage:
    if isinstance(session, RoleSession):
        return _forget_role(desk, session)
    desk.store.forget(session)
    kind = login_kinds()[session.kind]
    hint = f"Its role sessions stay; the next new one asks for a {kind.question}."
    return StatusMessage("success", f"Forgot the {kind.prefix} {name}.", hint)


def _forget_role(desk: Desk, session: RoleSession) -> StatusMessage:
    forgotten = forget_session(desk.paths, desk.store, session.request)
    names = ", ".join(forgotten.profiles)
    hint = "Copies already handed out stay valid until they expire."
    if names:
        many = "profiles" if len(forgotten.profiles) > 1 else "profile"
        hint = f"Removed {many} {names} too. {hint}"
    return StatusMessage("success", f"Forgot {session.account_name} · {session.role}.", hint)
