"""What the keys do over the sessions: the words of the key line, and why one does nothing."""

from typing import Any

from textual.app import App

from rolecall.ui.commands import BARE, FORGET, RENEW
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


def why_not(row: SessionRow, app: App[Any]) -> NothingToUse:
    """Returns why no role can be handed over or renewed with this row."""
    if row.kind is None:
        return NothingToUse(f"This session belongs to {row.handed}.", "Rolecall only shows it.")
    if row.starts_anew:
        return NothingToUse(
            f"{row.kind.subject} only gives roles; it can't be used itself.",
            f"{key_of(app, RENEW)} starts a new one, {key_of(app, FORGET)} forgets it.",
        )
    return NothingToUse(
        f"{row.kind.subject} only assumes roles; it can't be used itself.",
        f"{key_of(app, FORGET)} forgets it; the next role asks for {row.kind.anew}.",
    )
