"""The messages about a round of many roles, once it has ended."""

from collections.abc import Sequence

from rolecall.core.safe_text import safe_text
from rolecall.signin.many.many_profiles import Written
from rolecall.signin.many.role_progress import Progress, Status
from rolecall.ui.flows.many_view import refusal_word
from rolecall.ui.messages import StatusMessage

_LONGEST_LINE = 1000  # characters
_MOST_NAMES = 5  # of profiles


def summary_message(outcomes: Sequence[Progress], copy_key: str, write_key: str) -> StatusMessage:
    """Says how many are held, and which key writes or copies; the reason if none worked."""
    held, refused = _count(outcomes, Status.HELD), _count(outcomes, Status.REFUSED)
    if not refused:
        notes = [note for one in outcomes if one.signed_in for note in one.signed_in.notes]
        text = "Assumed the role." if held == 1 else f"Assumed all {held} roles."
        kind = "warning" if notes else "success"
        return StatusMessage(kind, text, notes[0] if notes else f"{write_key} writes profiles.")
    if not held:
        error = next(one.error for one in outcomes if one.error is not None)
        return StatusMessage.of(error)
    first = next(one for one in outcomes if one.error is not None)
    target = first.plan.target
    why = refusal_word(first.error) if first.error else ""
    more = f", and {refused - 1} more" if refused > 1 else ""
    return StatusMessage(
        "warning",
        f"Assumed {held} of {len(outcomes)} roles.",
        f"{target.alias} · {target.role_name}: {why}{more}. {copy_key} copies the reasons.",
    )


def stopped_message(outcomes: Sequence[Progress]) -> StatusMessage:
    """Says what a round that was stopped leaves."""
    held = _count(outcomes, Status.HELD)
    if not held:
        return StatusMessage("warning", "Stopped. No role was assumed.")
    hint = "Their sessions are kept. No profile was written."
    return StatusMessage("warning", f"Stopped. Assumed {held} of {len(outcomes)} roles.", hint)


def written_message(written: Written, outcomes: Sequence[Progress]) -> StatusMessage:
    """Names the profiles that are written, and says why the others are not."""
    count, refused = len(written.profiles), _count(outcomes, Status.REFUSED)
    text = "No profile was written."
    if count:
        many = "profile" if count == 1 else f"{count} profiles:"
        text = f"Wrote {many} {_named(list(written.profiles))}."
    hints = [f"{one.name}: {one.error.message}" for one in written.left_out]
    if refused:
        hints.append(f"{refused} of {len(outcomes)} roles failed.")
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


def _named(names: Sequence[str]) -> str:
    """Returns the names, of many only the first and how many others there are."""
    if len(names) <= _MOST_NAMES:
        return ", ".join(names)
    return f"{', '.join(names[: _MOST_NAMES - 1])} and {len(names) - _MOST_NAMES + 1} more"


def _count(outcomes: Sequence[Progress], status: Status) -> int:
    return sum(one.status is status for one in outcomes)
