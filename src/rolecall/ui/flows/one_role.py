"""Handing a held session over from the picker: to the clipboard, a named profile, the console."""

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from textual.app import App

from rolecall.core.errors import Refused, RolecallError
from rolecall.core.model import RoleSession, profile_name
from rolecall.core.paths import shown
from rolecall.core.secret import Secret
from rolecall.core.state.state import load_state
from rolecall.handover.clipboard.clearing import clear_after
from rolecall.handover.clipboard.copy import CopyResult, copy
from rolecall.handover.console.browser import open_in_browser
from rolecall.handover.profile.free_names import free_name, requests_by_profile
from rolecall.handover.profile.named_profiles import plan_named, write_named
from rolecall.handover.shell.dialects import detect_dialect
from rolecall.handover.shell.export_command import export_command
from rolecall.handover.shell.exports import export_lines
from rolecall.sessions.handed import CLIPBOARD, CONSOLE, note_handed
from rolecall.signin.console import browser_of, console_url
from rolecall.signin.desk import Desk
from rolecall.signin.plan import Plan
from rolecall.signin.target_words import target_words
from rolecall.ui.dialogs.write_profile import WriteProfileDialog
from rolecall.ui.flows.dialog_prompter import Signing
from rolecall.ui.threads import in_thread

Saying = tuple[str, str, str]  # kind, text, hint: what the message line says


async def copy_session(desk: Desk, session: RoleSession, twin: str) -> Saying:
    """Put the export lines on the clipboard. Raises Refused when nothing takes them.

    `twin`: the key that copies the command instead.
    """
    env = desk.env
    dialect = detect_dialect(None, env, None)
    lines = Secret(export_lines(session, dialect, env))

    def copy_and_note() -> CopyResult:
        seconds = clear_after(load_state(desk.paths.state_file).settings)
        result = copy(lines, env, to_terminal, clear_after=seconds)
        with suppress(RolecallError):  # copied it is, noted or not
            note_handed(desk.paths, session, CLIPBOARD, desk.clock())
        return result

    result = await in_thread(copy_and_note, "clipboard")
    hint = f"They are for {dialect}. {twin} copies a command without a secret."
    return "success" if result.verified else "warning", result.message, hint


async def copy_command(desk: Desk, plan: Plan) -> Saying:
    """Put the command that makes a shell this role on the clipboard; AWS is not asked."""
    target = plan.target
    if target.why_not:
        raise Refused("It cannot be assumed yet, so no command makes you it.", target.why_not)
    dialect = detect_dialect(None, desk.env, None)
    command = Secret(export_command(target_words(desk, plan), dialect))
    result = await in_thread(lambda: copy(command, desk.env, to_terminal), "clipboard")
    kind = "success" if result.verified else "warning"
    return kind, result.message, f"A command for {dialect}, without any secret in it."


async def fetch_console_url(desk: Desk, session: RoleSession, signing: Signing) -> Secret:
    """The address that signs in to the console; asks AWS, until `signing` is stopped.

    Raises RolecallError.
    """
    return await signing.run(lambda: console_url(desk, session, signing))


async def open_console(desk: Desk, plan: Plan, session: RoleSession, url: Secret) -> Saying:
    """Open the address in the account's browser. Raises ConfigError or Refused."""

    def open_and_note() -> None:
        open_in_browser(url, browser_of(desk, plan.target), desk.env)
        with suppress(RolecallError):  # it is open, noted or not
            note_handed(desk.paths, session, CONSOLE, desk.clock())

    await in_thread(open_and_note, "browser")
    name = f"{plan.target.alias} · {plan.target.role_name}"
    return "success", f"Given to the browser: the console as {name}.", ""


async def ask_profile(app: App[Any], desk: Desk, plan: Plan, session: RoleSession) -> str | None:
    """Ask for a profile's name, showing what will change; None when the dialog was left."""
    taken = desk.taken_names(plan)
    target = plan.target
    usual = profile_name(target.alias, target.role, target.account_id)
    until = session.credentials.expiration.astimezone().strftime("%H:%M:%S")
    return await app.push_screen_wait(
        WriteProfileDialog(
            f"{target.alias} · {target.role_name}, until {until}",
            free_name(usual, plan.request, requests_by_profile(desk.paths)),
            lambda name: plan_named(
                desk.paths,
                name,
                session,
                taken,
                region_named=plan.region_named,
                region_of_shell=plan.region_of_shell,
            ),
            lambda path: shown(path, desk.env),
            protected=target.protected,
        )
    )


async def write_profile(
    desk: Desk,
    plan: Plan,
    name: str,
    session: RoleSession,
    on_wait: Callable[[str], None],
) -> Saying:
    """Write a session to a named profile; `on_wait` is told, in a thread, when it must wait."""
    taken = desk.taken_names(plan)
    named = (name,) if plan.region_named else ()
    of_shell = (name,) if plan.region_of_shell else ()
    notes = await in_thread(
        # The dialog has said whose session it replaces, if it does.
        lambda: write_named(
            desk.paths,
            {name: session},
            taken,
            on_wait,
            regions_named=named,
            regions_of_shell=of_shell,
            replace=True,
        ),
        "write profile",
    )
    return (
        "warning" if notes else "success",
        f"Profile {name} is written.",
        " ".join(notes) or f"aws --profile {name} sts get-caller-identity",
    )


def to_terminal(sequence: str) -> None:
    """Write an escape sequence straight to the terminal Textual draws on."""
    if sys.__stderr__ is not None:
        os.write(sys.__stderr__.fileno(), sequence.encode())
