"""Elevating: all of a role that is read-only by default, for a while and for a reason.

An elevated session is a session of the whole role, taken anew for that time, with a note of why
beside the other notes of hand-overs. It is never renewed. Until it expires it stands in for the
read-only one wherever Rolecall is asked again: by a profile that calls it, or by `exec --refresh`.
"""

from typing import TYPE_CHECKING, NamedTuple

from rolecall.core.errors import RolecallError, UsageError
from rolecall.core.model import RoleSession
from rolecall.core.role_request import RoleRequest
from rolecall.core.safe_text import safe_text
from rolecall.sessions.handed import handed, note_handed
from rolecall.signin.desk import Desk
from rolecall.signin.plan import Plan
from rolecall.signin.services import SignedIn

if TYPE_CHECKING:
    from rolecall.signin.prompters import Prompter

USUAL = "15m"  # AWS's shortest session
_LONGEST = 80  # characters of a reason
_NOTE = "elevated: "


class Elevation(NamedTuple):
    """An elevated session that is held, and why."""

    session: RoleSession
    reason: str


def checked_reason(text: str) -> str:
    """Returns the reason as it is noted. Raises UsageError for none and for one too long."""
    reason = " ".join(text.split())
    if not reason:
        raise UsageError(
            "Elevating takes a reason.", 'Say why, as in --reason "INC-1234: restart the queue".'
        )
    if len(reason) > _LONGEST or safe_text(reason) != reason:
        raise UsageError(
            f"A reason has at most {_LONGEST} characters, and none that is invisible.",
            "Shorten it; a ticket's number is enough.",
        )
    return reason


def check_elevatable(plan: Plan) -> None:
    """Raises UsageError for a role that is not read-only by its settings."""
    target = plan.target
    if not target.scope.read_only:
        raise UsageError(
            f"{target.alias} · {target.role_name} is not read-only by default.",
            f"Assume all of it: rolecall export {target.alias} {target.role}",
        )


def elevate(desk: Desk, plan: Plan, prompter: "Prompter", reason: str) -> SignedIn:
    """Takes a new session of the whole role, and notes why. Raises RolecallError.

    `plan` is an elevated one: see ScopeOptions. `reason`: as `checked_reason` returns it.
    """
    signed_in = desk.role_session(desk.current(plan), prompter, renew=True)
    try:
        note_handed(desk.paths, signed_in.session, f"{_NOTE}{reason}", desk.clock())
    except RolecallError as error:
        note = f"Profiles that call Rolecall stay read-only: {error.message}"
        return signed_in.replaced(notes=(*signed_in.notes, note))
    return signed_in


def elevated_keys(desk: Desk) -> dict[str, str]:
    """Returns the reason of each elevated session by its access key id."""
    return {
        key_id: note.what.removeprefix(_NOTE)
        for key_id, notes in handed(desk.paths).items()
        for note in notes
        if note.what.startswith(_NOTE)
    }


def elevation_for(desk: Desk, plan: Plan) -> Elevation | None:
    """Returns the elevated session that stands in for the read-only one of a plan, if one is held.

    A session of the whole role that was taken in any other way does not.
    """
    reasons = elevated_keys(desk) if plan.scope.read_only else {}
    if not reasons:
        return None
    wanted = _without_name(plan.request._replace(scope=plan.scope._replace(read_only=False)))
    now = desk.clock()
    for session in desk.store.role_sessions():
        if session.access_key_id in reasons and _without_name(session.request) == wanted:
            # Read again as one that may be handed out: with a minute left at least.
            held = desk.store.role_session(session.request, now)
            if held is not None:
                region = plan.region or held.region
                return Elevation(held._replace(region=region), reasons[session.access_key_id])
    return None


def _without_name(request: RoleRequest) -> RoleRequest:
    """A request without the session's name, which may hold another ticket."""
    return request._replace(session_name="")
