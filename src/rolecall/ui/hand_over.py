"""Handing a held session over from the picker: to the clipboard, to a named profile."""

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from textual.app import App

from rolecall.core.errors import RolecallError
from rolecall.core.model import RoleSession, profile_name
from rolecall.core.paths import shown
from rolecall.core.secret import Secret
from rolecall.handover.clipboard import CopyResult, copy
from rolecall.handover.credentials_file import plan_profile, write_profiles
from rolecall.handover.dialects import detect_dialect
from rolecall.handover.exports import export_lines
from rolecall.sessions.handed import CLIPBOARD, note_handed
from rolecall.signin.desk import Desk
from rolecall.signin.plan import Plan
from rolecall.ui.dialogs.write_profile import WriteProfileDialog
from rolecall.ui.threads import in_thread

Saying = tuple[str, str, str]  # kind, text, hint: what the message line says


async def copy_session(desk: Desk, session: RoleSession) -> Saying:
    """Put the export lines on the clipboard. Raises Refused when nothing takes them."""
    env = desk.env
    dialect = detect_dialect(None, env, None)
    lines = Secret(export_lines(session, dialect))

    def copy_and_note() -> CopyResult:
        result = copy(lines, env, to_terminal)
        with suppress(RolecallError):  # copied it is, noted or not
            note_handed(desk.paths, session, CLIPBOARD, desk.clock())
        return result

    result = await in_thread(copy_and_note, "clipboard")
    return "success" if result.sure else "warning", result.message, f"They are for {dialect}."


async def ask_profile(app: App[Any], desk: Desk, plan: Plan, session: RoleSession) -> str | None:
    """Ask for a profile's name, showing what will change; None when the dialog was left."""
    taken = desk.taken_names(plan)
    path = desk.paths.aws_credentials
    target = plan.target
    until = session.credentials.expiration.astimezone().strftime("%H:%M:%S")
    return await app.push_screen_wait(
        WriteProfileDialog(
            f"{target.alias} · {target.role_name}, until {until}",
            profile_name(target.alias, target.role),
            lambda name: plan_profile(path, name, session, taken),
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
    path = desk.paths.aws_credentials
    notes = await in_thread(
        lambda: write_profiles(path, {name: session}, taken, on_wait), "write profile"
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
