"""Forgetting a session: it leaves the store, and the profiles that hold it leave their file."""

from rolecall.core.errors import RolecallError
from rolecall.core.login import Login
from rolecall.core.model import RoleSession
from rolecall.signin.desk import Desk
from rolecall.signin.forgetting import forget_session
from rolecall.signin.schemes import login_kinds
from rolecall.ui.flows.host import Host
from rolecall.ui.messages import StatusMessage
from rolecall.ui.threads import in_thread

Session = RoleSession | Login


async def forget(host: Host, desk: Desk, session: Session, name: str) -> None:
    """Forgets a session, and says what went with it. `name` says whose a login is."""
    try:
        message = await in_thread(lambda: _forget(desk, session, name), "forget")
    except RolecallError as refused:
        if host.is_open:
            host.say(*StatusMessage.of(refused))
        return
    if host.is_open:
        host.look_again()
        host.say(*message)


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
    hint = "AWS takes what was handed out before until it is over."
    if names:
        hint = f"{'Profiles' if len(forgotten.profiles) > 1 else 'Profile'} {names} went too."
    return StatusMessage("success", f"Forgot {session.account_name} · {session.role}.", hint)
