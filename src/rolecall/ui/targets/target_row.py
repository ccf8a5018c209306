"""One line of the list drawn: columns, inks and matched letters."""

from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip

from rolecall.core.countdown import LOOKS, Phase, clock_text, phase, time_bar
from rolecall.core.model import Target
from rolecall.core.safe_text import safe_text
from rolecall.core.search.index import Highlights
from rolecall.ui.state.busy import RowWords
from rolecall.ui.state.held import TimeLeft
from rolecall.ui.state.marks import MARKED
from rolecall.ui.targets.target_columns import Columns
from rolecall.ui.widgets.marked_text import marked_text
from rolecall.ui.widgets.styles import Ink

_REFUSED = "×"


class TargetRow(NamedTuple):
    """All that one row of a target says."""

    target: Target
    marks: Highlights
    held: TimeLeft | None = None
    busy: RowWords = RowWords()  # "asking AWS …" while work is under way
    cursor: bool = False
    sign: str = ""  # "■" marked or "★" pinned
    profile: str = ""  # that tells it from other ways to the same role


def target_strip(row: TargetRow, columns: Columns, width: int, ink: Ink) -> Strip:
    """A target's row of exactly `width` cells."""
    target, cursor = row.target, row.cursor
    tint = ["list--protected"] if target.protected else ["list--cursor"]
    tint = tint if cursor else []
    plain = [*tint, "list--muted"] if target.why_not else tint
    muted = [*tint, "list--muted"]
    edge = "list--edge-protected" if target.protected else "list--edge"
    segments = [Segment("▐", ink(edge)) if cursor else Segment(" ", ink())]
    segments += _gutter(row.sign, columns, ink, tint)
    segments += _account(row, columns, ink, plain, tint)
    segments.append(Segment(" " * columns.gap, ink(*tint)))
    segments += marked_text(target.role_name, row.marks.role, columns.role, ink, plain)
    if columns.account_id:
        segments.append(Segment("  ", ink(*tint)))
        digits = tint if cursor else muted
        segments += marked_text(target.account_id, row.marks.account_id, 12, ink, digits)
    segments += _time(row, columns, ink, tint)
    return Strip(segments).adjust_cell_length(width, ink(*tint))


def _gutter(sign: str, columns: Columns, ink: Ink, tint: list[str]) -> list[Segment]:
    """What stands between the bar and the name."""
    style = ink(*tint, "list--mark") if sign == MARKED else ink(*tint)
    return [Segment(sign or " ", style), Segment(" " * (columns.gutter - 2), ink(*tint))]


def _account(
    row: TargetRow, columns: Columns, ink: Ink, plain: list[str], tint: list[str]
) -> list[Segment]:
    target, width = row.target, columns.account
    segments = marked_text(target.alias, row.marks.account, width, ink, plain)
    used = cell_len(safe_text(target.alias))
    note = row.marks.other
    if note is None and row.profile:
        note = (f"profile {row.profile}", ())
    if target.protected:
        sign_at, word = width - 1, "protected "
        if used + 1 + len(word) < width and columns.with_word:
            word_ink = ink(*tint, "list--bold") if row.cursor else ink(*tint, "list--muted")
            return [
                *marked_text(target.alias, row.marks.account, width - len(word) - 1, ink, plain),
                Segment(word, word_ink),
                Segment("◆", ink(*tint, "list--sign-ending")),
            ]
        return [
            *marked_text(target.alias, row.marks.account, sign_at - 1, ink, plain),
            Segment(" ", ink(*tint)),
            Segment("◆", ink(*tint, "list--sign-ending")),
        ]
    room = cell_len(safe_text(note[0])) if note is not None else 0
    if note is not None and columns.with_word and used + 3 + room <= width:
        return [
            *marked_text(target.alias, row.marks.account, width - room, ink, plain),
            *marked_text(note[0], note[1], room, ink, [*tint, "list--muted"]),
        ]
    return segments


def _time(row: TargetRow, columns: Columns, ink: Ink, tint: list[str]) -> list[Segment]:
    bar_gap = Segment("  " if columns.account_id else " ", ink(*tint))
    room = columns.bar + columns.time + 2
    if row.busy.text:
        text = f"{row.busy.text} {_REFUSED}" if row.busy.is_refused else row.busy.text
        if len(text) > room:
            return [bar_gap, Segment("…".rjust(room), ink(*tint, "list--muted"))]
        if row.busy.is_refused:
            return [
                bar_gap,
                Segment(f"{row.busy.text} ".rjust(room - 1), ink(*tint, "list--bold")),
                Segment(_REFUSED, ink(*tint, "list--sign-ending")),
            ]
        return [bar_gap, Segment(text.rjust(room), ink(*tint, "list--muted"))]
    if row.held is None or row.held.seconds <= 0:
        return [bar_gap, Segment(" " * room, ink(*tint))]
    now = phase(row.held.seconds)
    segments = [bar_gap]
    number_text = clock_text(row.held.seconds)
    # From an hour on the number is wider than its column, and the bar gives way.
    time = max(columns.time, len(number_text) + 1) if columns.bar else columns.time
    if columns.bar:
        bar = columns.bar + columns.time - time
        segments += bar_segments(row.held, now, bar, ink, tint)
    number = {
        Phase.SOON: "list--bold",
        Phase.ENDING: "list--number-ending",
    }.get(now, "list--plain")
    segments += [
        Segment(number_text.rjust(time), ink(*tint, number)),
        Segment(" ", ink(*tint)),
        Segment(LOOKS[now].sign, ink(*tint, f"list--sign-{now.value}")),
    ]
    return segments


def bar_segments(
    held: TimeLeft, now: Phase, width: int, ink: Ink, tint: list[str]
) -> list[Segment]:
    """The time left as a bar of `width` cells."""
    bar = time_bar(held.seconds, held.whole, width)
    full = ink(*tint, f"list--bar-{now.value}")
    return [
        Segment(bar.left + bar.half, full),
        Segment(bar.used, ink(*tint, "list--track")),
    ]


def typed_strip(
    role: str,
    target: Target,
    columns: Columns,
    width: int,
    cursor: bool,
    ink: Ink,
    sign: str = "",
) -> Strip:
    """The row `assume ROLE in ACCOUNT`, for a role not seen yet."""
    tint = ["list--protected" if target.protected else "list--cursor"] if cursor else []
    edge = "list--edge-protected" if target.protected else "list--edge"
    muted, bold = ink(*tint, "list--muted"), ink(*tint, "list--bold")
    segments = [
        Segment("▐", ink(edge)) if cursor else Segment(" ", ink()),
        *_gutter(sign, columns, ink, tint),
        Segment("assume ", muted),
        Segment(safe_text(role), bold),
        Segment(" in ", muted),
        Segment(safe_text(target.alias), ink(*tint)),
    ]
    if columns.with_word:
        segments.append(Segment("   a role not seen yet", muted))
    if target.protected:
        segments.append(Segment(" ◆", ink(*tint, "list--sign-ending")))
    return Strip(segments).adjust_cell_length(width, ink(*tint))


def heading_strip(words: str, columns: Columns, width: int, ink: Ink) -> Strip:
    """The name of a group, in muted words, over the accounts it names."""
    return Strip(
        [Segment(" " * columns.gutter, ink()), Segment(words, ink("list--muted"))]
    ).adjust_cell_length(width, ink())
