"""What the keys do over the sessions: the words of the key line, and why one does nothing."""

from typing import Any

from textual.app import App

from rolecall.ui.commands import BARE, FORGET
from rolecall.ui.keymap import key_of
from rolecall.ui.sessions.session_rows import SessionRow
from rolecall.ui.tab import NothingToUse


def over_sessions(*, ours: bool, narrow: bool) -> dict[str, str]:
    """Returns the words beside the tab's buttons, which name the keys for a session of `ours`."""
    words = {"assume": "", "switch": "targets", "leave": "back"}
    if narrow:
        words |= {**BARE, "palette": ""}
    if narrow and ours:
        words |= {"renew": "renew", "forget": "forget"}
    return words


def why_not(row: SessionRow | None, app: App[Any]) -> NothingToUse:
    """Returns why no role can be handed over or renewed with this row."""
    if row is None:
        return NothingToUse("No session is under the cursor.")
    if row.kind is None:
        return NothingToUse(f"{row.handed} holds it: here it can only be looked at.")
    return NothingToUse(
        f"{row.kind.subject} is handed to nobody: roles are taken with it.",
        f"{key_of(app, FORGET)} forgets it: the next role asks for {row.kind.anew}.",
    )
