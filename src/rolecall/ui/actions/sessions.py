"""Actions on sessions: those of their tab, and that of the target under the cursor."""

from functools import partial

from rolecall.core.login import Login
from rolecall.sessions.other_session import OtherSession
from rolecall.signin.renewal import plan_again
from rolecall.ui.actions.start_flow import say_nothing_here, start, start_here
from rolecall.ui.commands import ASSUME, COPY, SWITCH, WRITE
from rolecall.ui.flows.browser.new_session import NewSession
from rolecall.ui.flows.forget import forget as forget_session
from rolecall.ui.flows.keep_fresh import switch_keep_fresh
from rolecall.ui.flows.one_role import assume
from rolecall.ui.flows.one_role import renew as renew_role
from rolecall.ui.keymap import key_of
from rolecall.ui.page.picker import Picker
from rolecall.ui.sessions.session_keys import why_not
from rolecall.ui.sessions.session_rows import SessionRow


def switch(picker: Picker) -> None:
    picker.show_tab(picker.targets if picker.on_sessions else picker.sessions)


def renew(picker: Picker) -> None:
    row = picker.sessions.row if picker.on_sessions else None
    if row is not None and isinstance(row.session, Login) and row.starts_anew:
        # Its row is gone while nobody is signed in.
        go_back = partial(picker.sessions.go_to, row.key)
        picker.work.start(NewSession(picker, picker.desk, row.session, go_back))
        return
    session = picker.targets.held_session
    if picker.on_sessions or picker.tab.here is None:
        start_here(picker, renew_role)
    elif session is None:
        hint = f"{key_of(picker.app, ASSUME)} assumes the role."
        picker.say("warning", "No session yet to renew.", hint)
    else:
        start(picker, renew_role, partial(plan_again, picker.desk, session))


def forget(picker: Picker) -> None:
    row = picker.sessions.row
    if not picker.on_sessions:
        board = key_of(picker.app, SWITCH)
        picker.say("warning", f"Forget works on the session board ({board}).")
    elif row is None:
        say_nothing_here(picker)
    elif isinstance(row.session, OtherSession):
        _say_why_not(picker, row)
    else:
        work = forget_session(picker, picker.desk, row.session, row.name, row.profiles)
        picker.run_worker(work, description="forget")


def keep_fresh(picker: Picker) -> None:
    sessions = picker.sessions
    row = sessions.row if picker.on_sessions else sessions.row_of(picker.targets.held_session)
    write = key_of(picker.app, WRITE)
    if picker.tab.here is None:
        say_nothing_here(picker)
    elif row is None:
        hint = f"{key_of(picker.app, ASSUME)} assumes the role, {write} writes its profile."
        picker.say("warning", "No session yet to auto-renew.", hint)
    elif row.role_session is None:
        _say_why_not(picker, row)
    elif not row.profiles:
        hint = f"{write} writes one for this session."
        picker.say("warning", "Auto-renew needs a profile.", hint)
    else:
        switching = switch_keep_fresh(picker, picker.desk, row.profiles, on=not row.kept)
        picker.run_worker(switching, description="auto-renew")


def use(picker: Picker) -> None:
    """Handles Enter on the sessions tab: when captured, hands the session to the shell."""
    row = picker.sessions.row
    expired = row is not None and row.role_session and not row.seconds(picker.desk.clock())
    if picker.captured:
        start_here(picker, assume)
    elif expired:
        start_here(picker, renew_role)
    elif row is not None and row.role_session:
        copy, write = key_of(picker.app, COPY), key_of(picker.app, WRITE)
        hint = f"{copy} copies export lines, {write} writes a profile."
        picker.say("warning", "This picker can't change its shell.", hint)
    elif row is None:
        say_nothing_here(picker)
    else:
        _say_why_not(picker, row)


def _say_why_not(picker: Picker, row: SessionRow) -> None:
    picker.say("warning", *why_not(row, picker.app).parts)


ACTIONS = {"switch": switch, "renew": renew, "forget": forget, "keep-fresh": keep_fresh}
