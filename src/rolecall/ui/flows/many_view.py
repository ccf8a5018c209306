"""The view of many roles taken together: how far each is, and why some were refused."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from rolecall.core.errors import RolecallError, Unreachable
from rolecall.core.safe_text import safe_text
from rolecall.signin.many.role_progress import Progress, Status
from rolecall.signin.plan import Plan
from rolecall.signin.schemes import login_kinds, scheme_named
from rolecall.ui.state.busy import RowWords

ANSWERED = (Status.HELD, Status.REFUSED)
_SIGNS = {
    Status.WAITING: ("·", ""),
    Status.ASKING: ("·", ""),
    Status.HELD: ("●", "$text-success"),
    Status.REFUSED: ("×", "$text-error"),
    Status.STOPPED: ("–", ""),
}


class ManyLine(NamedTuple):
    """The line of one role: a sign and its colour variable, the role, and how far it is."""

    sign: str
    hue: str
    alias: str
    role: str  # empty where all have the same
    word: str
    refused: bool


class ManyView(NamedTuple):
    """A snapshot of a round; every text is safe to show."""

    title: str
    who: str
    answered: int
    total: int
    seconds: int  # since it began
    lines: tuple[ManyLine, ...]
    why: str  # of the first refusal, and what to do
    running: bool
    held: int
    refused: int
    written: bool  # profiles of what is held


def line_of(progress: Progress, with_role: bool, written: bool) -> ManyLine:
    """Returns the card's line for one role."""
    target = progress.plan.target
    role = safe_text(target.role_name) if with_role else ""
    word = progress.status.value
    if progress.error is not None:
        word = refusal_word(progress.error)
    elif progress.status is Status.HELD and written:
        word = "profile written"
    sign, hue = _SIGNS[progress.status]
    return ManyLine(
        sign, hue, safe_text(target.alias), role, word, progress.status is Status.REFUSED
    )


def row_words(progress: Progress, is_asking: bool) -> RowWords:
    """Returns what a role's row shows in the place of its time; empty once it is held.

    `is_asking`: the user is asked for a code or login, which the role in front waits for as well.
    """
    if progress.status is Status.REFUSED:
        unreachable = isinstance(progress.error, Unreachable)
        return RowWords("no answer" if unreachable else progress.status.value, is_refused=True)
    if progress.status in (Status.WAITING, Status.ASKING):
        return RowWords(f"{Status.WAITING.value if is_asking else progress.status.value} …")
    return RowWords()


def refusal_word(error: RolecallError) -> str:
    """Returns why a role was refused, in two words."""
    if isinstance(error, Unreachable):
        return "no answer"
    if getattr(error, "code", "").startswith("AccessDenied"):
        return "access denied"
    return "refused"


def title_of(plans: Sequence[Plan], asking: Sequence[str]) -> str:
    """Returns what is taken, and what is asked for it: `5 roles, one code`.

    `asking` names the scheme of each login that is missing.
    """
    roles = "1 role" if len(plans) == 1 else f"{len(plans)} roles"
    count = Counter(scheme_named(scheme).kind.question for scheme in asking)
    questions = dict.fromkeys(kind.question for kind in login_kinds().values())
    asked = [_asked(count[question], question) for question in questions if count[question]]
    spared = {scheme_named(plan.target.scheme).kind.question for plan in plans}
    none = spared.pop() if len(spared) == 1 else next(iter(questions))
    return f"{roles}, {' and '.join(asked) or f'no {none}'}"


def _asked(count: int, what: str) -> str:
    return f"one {what}" if count == 1 else f"{count} {what}s"
