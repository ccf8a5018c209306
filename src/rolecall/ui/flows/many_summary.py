"""The messages about a round of many roles, once it has ended."""

from collections.abc import Sequence

from rolecall.core.safe_text import safe_text
from rolecall.signin.many.many_profiles import Written
from rolecall.signin.many.role_progress import Progress, Status
from rolecall.ui.messages import StatusMessage

_LONGEST_LINE = 1000  # characters


def summary_message(outcomes: Sequence[Progress], copy_key: str) -> StatusMessage:
    """Says how many are held, and which key copies what failed; the reason if none worked."""
    held, refused = _count(outcomes, Status.HELD), _count(outcomes, Status.REFUSED)
    if not refused:
        notes = [note for one in outcomes if one.signed_in for note in one.signed_in.notes]
        text = "The role is held." if held == 1 else f"All {held} roles are held."
        kind = "warning" if notes else "success"
        return StatusMessage(kind, text, notes[0] if notes else "")
    if not held:
        error = next(one.error for one in outcomes if one.error is not None)
        return StatusMessage.of(error)
    return StatusMessage(
        "warning",
        f"{held} of {len(outcomes)} roles are held.",
        f"{copy_key} copies what failed.",
    )


def stopped_message(outcomes: Sequence[Progress]) -> StatusMessage:
    """Says what a round that was stopped leaves."""
    held = _count(outcomes, Status.HELD)
    if not held:
        return StatusMessage("warning", "Stopped. No role was taken.")
    hint = "What worked is kept. No profile was written."
    return StatusMessage("warning", f"Stopped: {held} of {len(outcomes)} roles are held.", hint)


def written_message(written: Written, outcomes: Sequence[Progress]) -> StatusMessage:
    """Says how many profiles are written, and why the others are not."""
    count, refused = len(written.profiles), _count(outcomes, Status.REFUSED)
    text = "1 profile is written." if count == 1 else f"{count} profiles are written."
    hints = [f"{one.name}: {one.error.message}" for one in written.left_out]
    if refused:
        verb = "was" if refused == 1 else "were"
        hints.append(f"{refused} of {len(outcomes)} roles {verb} refused.")
    hints += written.notes
    return StatusMessage("warning" if hints else "success", text, " ".join(hints))


def failures_text(outcomes: Sequence[Progress]) -> str:
    """Returns a line for each role that was refused, for the clipboard."""
    lines = []
    for one in outcomes:
        if one.error is not None:
            target = one.plan.target
            who = f"{target.alias} {target.role} {target.account_id}"
            why = f"{one.error.message} {one.error.hint}".strip()
            lines.append(safe_text(f"{who}: {why}", _LONGEST_LINE))
    return "\n".join(lines) + "\n"


def _count(outcomes: Sequence[Progress], status: Status) -> int:
    return sum(one.status is status for one in outcomes)
