"""Tasks that hand a role's session over: to the clipboard, the web console, a named profile."""

from contextlib import suppress
from functools import cache, partial

from rolecall.core.errors import Refused, RolecallError
from rolecall.core.model import RoleSession, profile_name
from rolecall.core.paths import shown
from rolecall.core.secret import Secret
from rolecall.core.state.state import load_state
from rolecall.handover.clipboard.clearing import clear_after
from rolecall.handover.clipboard.copy import CopyResult, copy
from rolecall.handover.console.browser import open_in_browser
from rolecall.handover.profile.free_names import free_name, requests_by_profile
from rolecall.handover.profile.named_profiles import plan_dynamic_named, plan_named, write_named
from rolecall.handover.profile.profile_change import ProfileChange
from rolecall.handover.shell.dialects import detect_dialect
from rolecall.handover.shell.export_command import export_command
from rolecall.handover.shell.exports import export_lines
from rolecall.sessions.handed import CLIPBOARD, CONSOLE, note_handed
from rolecall.signin.console import browser_of, console_url
from rolecall.signin.targets.target_words import target_words
from rolecall.ui.commands import COPY_COMMAND
from rolecall.ui.dialogs.write_profile import ProfileChoice, WriteProfileDialog
from rolecall.ui.flows.dynamic_profile import dynamic_profile, write_dynamic_profile
from rolecall.ui.flows.one_role import OneRole, session_words, until_words
from rolecall.ui.keymap import key_of
from rolecall.ui.messages import StatusMessage
from rolecall.ui.terminal.sequences import write_sequence
from rolecall.ui.threads import in_thread


async def copy_session(role: OneRole) -> None:
    """Puts the export lines on the clipboard. Raises Refused when nothing takes them."""
    desk, env = role.desk, role.desk.env
    session = (await role.sign_in()).session
    dialect = detect_dialect(None, env, None)
    lines = Secret(export_lines(session, dialect, env))

    def copy_and_note() -> CopyResult:
        seconds = clear_after(load_state(desk.paths.state_file).settings)
        result = copy(lines, env, write_sequence, clear_after=seconds)
        with suppress(RolecallError):  # it is copied, noted or not
            note_handed(desk.paths, session, CLIPBOARD, desk.clock())
        return result

    with role.uninterrupted():
        twin = key_of(role.host.app, COPY_COMMAND)
        result = await in_thread(copy_and_note, "clipboard")
        who = f"{session.account_name} · {session.role}"
        hint = f"{who}; {dialect} syntax. {twin} copies a command without secrets."
        role.host.say(*copied_message(result, hint))


async def copy_command(role: OneRole) -> None:
    """Puts the command that makes a shell the role on the clipboard; nothing is signed in.

    Raises Refused when nothing takes it, or when the role cannot be assumed.
    """
    desk, target = role.desk, role.plan.target
    if target.why_not:
        raise Refused("This role can't be assumed yet.", target.why_not)
    with role.uninterrupted():
        dialect = detect_dialect(None, desk.env, None)
        command = Secret(export_command(target_words(desk, role.plan), dialect))
        result = await in_thread(lambda: copy(command, desk.env, write_sequence), "clipboard")
        hint = f"It assumes {target.alias} · {target.role_name}; {dialect} syntax, no secrets."
        role.host.say(*copied_message(result, hint))


async def open_console(role: OneRole) -> None:
    """Signs in to the web console in the account's browser.

    Raises RolecallError; ConfigError or Refused where there is no such browser.
    """
    desk, target = role.desk, role.plan.target
    session = (await role.sign_in()).session
    role.host.show_busy(target)
    prompter = role.new_prompter()
    url = await prompter.run(lambda: console_url(desk, session, prompter))

    def open_and_note() -> None:
        open_in_browser(url, browser_of(desk, target), desk.env)
        with suppress(RolecallError):  # it is open, noted or not
            note_handed(desk.paths, session, CONSOLE, desk.clock())

    with role.uninterrupted():
        await in_thread(open_and_note, "browser")
        text = f"Opening the console in your browser: {session_words(session, desk)}."
        role.host.say("success", text)


async def write_profile(role: OneRole) -> None:
    """Asks for a profile's name, and writes the session to it."""
    choice = await _ask_profile(role, (await role.sign_in()).session)
    if choice is None:
        return
    if choice.dynamic:
        with role.uninterrupted():
            role.host.say(*await write_dynamic_profile(role, choice.name))
        return
    # The dialog may have been open for long: a session that is nearly over is renewed first.
    session = (await role.sign_in()).session
    with role.uninterrupted():
        role.host.say(*await _write_profile(role, choice.name, session))
    role.host.held.refresh_profiles()


def copied_message(result: CopyResult, hint: str) -> StatusMessage:
    """Returns what the clipboard answered: a warning where it may not have taken the text."""
    return StatusMessage("success" if result.verified else "warning", result.message, hint)


async def _ask_profile(role: OneRole, session: RoleSession) -> ProfileChoice | None:
    """Returns the choice of the dialog, which shows what will change; None when it was left."""
    desk, plan = role.desk, role.plan
    taken = desk.taken_names(plan)
    dynamic = cache(lambda: dynamic_profile(desk, plan))

    def look(choice: ProfileChoice) -> tuple[ProfileChange, ...]:
        if choice.dynamic:
            return plan_dynamic_named(desk.paths, choice.name, dynamic(), taken)
        return plan_named(
            desk.paths,
            choice.name,
            session,
            taken,
            region_named=plan.region_named,
            region_of_shell=plan.region_of_shell,
        )

    target = plan.target
    usual = profile_name(target.alias, target.role, target.account_id)
    until = session.credentials.expiration.astimezone().strftime("%H:%M:%S")
    dialog = WriteProfileDialog(
        f"{target.alias} · {target.role_name}, until {until}",
        free_name(usual, plan.request, requests_by_profile(desk.paths)),
        look,
        lambda path: shown(path, desk.env),
        account=target.account_id,
        protected=target.protected,
    )
    return await role.host.app.push_screen_wait(dialog)


async def _write_profile(role: OneRole, name: str, session: RoleSession) -> StatusMessage:
    desk, plan, host = role.desk, role.plan, role.host
    taken = desk.taken_names(plan)
    notes = await in_thread(
        lambda: write_named(
            desk.paths,
            {name: session},
            taken,
            partial(host.app.call_from_thread, host.say, "warning"),  # while the file is locked
            regions_named=(name,) if plan.region_named else (),
            regions_of_shell=(name,) if plan.region_of_shell else (),
            replace=True,  # the dialog has said whose session that is, if it holds one
        ),
        "write profile",
    )
    hint = " ".join(notes) or f"aws --profile {name} sts get-caller-identity"
    kind = "warning" if notes else "success"
    text = f"Wrote profile {name}, valid until {until_words(session, desk)}."
    return StatusMessage(kind, text, hint)
