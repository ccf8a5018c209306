"""What is done with sessions: on the board, and with the one of the target under the cursor."""

from typing import TYPE_CHECKING

from rolecall.core.errors import RolecallError
from rolecall.core.model import RoleSession, SamlSession
from rolecall.sessions.other_session import OtherSession
from rolecall.signin.renewal import plan_again
from rolecall.ui.commands import COPY, FORGET, SWITCH, WRITE
from rolecall.ui.flows.forget import forget as forget_session
from rolecall.ui.flows.keep_fresh import switch_keep_fresh
from rolecall.ui.flows.one_role import OneRole, RoleTask, assume
from rolecall.ui.flows.one_role import renew as renew_role
from rolecall.ui.keymap import key_of
from rolecall.ui.page.turning import turn
from rolecall.ui.sessions.session_rows import SessionRow

if TYPE_CHECKING:
    from rolecall.ui.page.picker import Picker


def switch(picker: "Picker") -> None:
    turn(picker, to_board=not picker.board.is_shown)


def renew(picker: "Picker") -> None:
    if picker.board.is_shown:
        start_for_session(picker, renew_role)
        return
    session = picker.held_session
    if session is None:
        picker.say("warning", "It is not held, so there is nothing to renew.", "Enter takes it.")
    else:
        _start(picker, renew_role, session)


def forget(picker: "Picker") -> None:
    row = picker.board.row
    if not picker.board.is_shown:
        hint = f"{key_of(picker.app, SWITCH)} shows it."
        picker.say("warning", "Sessions are forgotten on their board.", hint)
    elif row is None or isinstance(row.session, OtherSession):
        _say_no(picker, row)
    else:
        desk, session = picker.board.desk, row.session
        picker.run_worker(forget_session(picker, desk, session, row.name), description="forget")


def keep_fresh(picker: "Picker") -> None:
    row = picker.board.row if picker.board.is_shown else picker.board.row_of(picker.held_session)
    if row is None or row.role_session is None:
        _say_no(picker, row)
    elif not row.profiles:
        hint = f"{key_of(picker.app, WRITE)} writes one of this session."
        picker.say("warning", "It is a profile that is kept fresh.", hint)
    else:
        desk = picker.board.desk
        switching = switch_keep_fresh(picker, desk, row.profiles, on=not row.kept)
        picker.run_worker(switching, description="keep fresh")


def start_for_session(picker: "Picker", task: RoleTask) -> None:
    """Start a task for the session under the board's cursor."""
    row = picker.board.row
    session = row.role_session if row else None
    if session is None:
        _say_no(picker, row)
    else:
        _start(picker, task, session)


def use(picker: "Picker") -> None:
    """Enter on the board: in the shell that started the picker, if one did."""
    row = picker.board.row
    over = row is not None and row.role_session and not row.seconds(picker.board.desk.clock())
    if picker.captured:
        start_for_session(picker, assume)
    elif over:
        start_for_session(picker, renew_role)
    elif row is not None and row.role_session:
        copy, write = key_of(picker.app, COPY), key_of(picker.app, WRITE)
        hint = f"{copy} copies the export lines, {write} writes a profile."
        picker.say("warning", "This picker was not started to change its shell.", hint)
    else:
        _say_no(picker, row)


def _start(picker: "Picker", task: RoleTask, session: RoleSession) -> None:
    try:
        plan = plan_again(picker.board.desk, session)
    except RolecallError as refused:
        picker.say("error", refused.message, refused.hint)
    else:
        picker.work.start(OneRole(picker, picker.board.desk, plan, task))


def _say_no(picker: "Picker", row: SessionRow | None) -> None:
    """Why nothing of the kind can be done with this row."""
    if row is None:
        picker.say("warning", "No session is under the cursor.")
    elif not row.is_ours:
        picker.say("warning", f"{row.handed} holds it: here it can only be looked at.")
    elif isinstance(row.session, SamlSession):
        hint = f"{key_of(picker.app, FORGET)} forgets it: the next role asks for a new one."
        picker.say("warning", "A login is handed to nobody: roles are taken with it.", hint)
    else:
        hint = f"{key_of(picker.app, FORGET)} forgets it: the next role asks for a code."
        picker.say("warning", "An MFA session is handed to nobody: roles are taken with it.", hint)


ACTIONS = {"switch": switch, "renew": renew, "forget": forget, "keep-fresh": keep_fresh}
