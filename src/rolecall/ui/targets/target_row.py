"""Draws one line of the target list: columns, styles and matched letters."""

from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip

from rolecall.core.countdown import LOOKS, Phase, clock_text, phase, time_bar
from rolecall.core.model import Target
from rolecall.core.safe_text import safe_text
from rolecall.ui.state.busy import RowWords
from rolecall.ui.state.held import TimeLeft
from rolecall.ui.state.marks import MARKED
from rolecall.ui.targets.target_columns import Columns
from rolecall.ui.widgets.marked_text import Spans, marked_text
from rolecall.ui.widgets.styles import StyleOf

if TYPE_CHECKING:
    from rolecall.core.search.why_matched import Highlights

_REFUSED = "×"


class TargetRow(NamedTuple):
    """What the row of a target shows."""

    target: Target
    marks: "Highlights | None"  # None: without a query
    held: TimeLeft | None = None
    busy: RowWords = RowWords()  # "asking AWS …" while work is under way
    cursor: bool = False
    sign: str = ""  # "■" marked or "★" pinned
    qualifier: str = ""  # which way it is, where several lead to the role or account

    def spans(self, column: str) -> Spans:
        """Returns the spans of a column that the query matches."""
        spans: Spans = getattr(self.marks, column) if self.marks else ()
        return spans


class Note(NamedTuple):
    """A text that has no column, and the spans of its matched letters."""

    text: str
    spans: Spans


def target_strip(row: TargetRow, columns: Columns, width: int, style: StyleOf) -> Strip:
    """Returns a target's row of exactly `width` cells."""
    target, cursor = row.target, row.cursor
    tint = ["list--protected"] if target.protected else ["list--cursor"]
    tint = tint if cursor else []
    plain = [*tint, "list--muted"] if target.why_not else tint
    muted = [*tint, "list--muted"]
    edge = "list--edge-protected" if target.protected else "list--edge"
    segments = [Segment("▐", style(edge)) if cursor else Segment(" ", style())]
    segments += _gutter(row.sign, columns, style, tint)
    segments += _account(row, columns, style, plain, tint)
    segments.append(Segment(" " * columns.gap, style(*tint)))
    time, role = _time(row, columns, style, tint), columns.role
    if not columns.account_id and not any(part.text.strip() for part in time):
        # In a narrow window a long name takes the room of the time that is not there.
        role, time = role + sum(part.cell_length for part in time), []
    segments += marked_text(target.role_name, row.spans("role"), role, style, plain)
    if columns.account_id:
        segments.append(Segment("  ", style(*tint)))
        digits = tint if cursor else muted
        segments += marked_text(target.account_id, row.spans("account_id"), 12, style, digits)
    segments += time
    return Strip(segments).adjust_cell_length(width, style(*tint))


def _gutter(sign: str, columns: Columns, style: StyleOf, tint: list[str]) -> list[Segment]:
    """Returns the cells between the cursor's edge and the name."""
    names = [*tint, "list--mark"] if sign == MARKED else tint
    return [Segment(sign or " ", style(*names)), Segment(" " * (columns.gutter - 2), style(*tint))]


def _account(
    row: TargetRow, columns: Columns, style: StyleOf, plain: list[str], tint: list[str]
) -> list[Segment]:
    target, width = row.target, columns.account
    used = cell_len(safe_text(target.alias))
    room = width - used - 2 if columns.with_word else 0
    if target.protected:
        word = sign_words(target.scope.mark, room)
        inks = ("list--bold",) if row.cursor else ("list--muted",)
        return [
            *marked_text(target.alias, row.spans("account"), width - len(word) - 1, style, plain),
            Segment(word, style(*tint, *(inks if word.strip() else ()))),
            Segment("◆", style(*tint, "list--sign-ending")),
        ]
    if (note := _note(row)) and _is_beside_name(row, columns):
        room = cell_len(safe_text(note.text))
        return [
            *marked_text(target.alias, row.spans("account"), width - room, style, plain),
            *marked_text(note.text, note.spans, room, style, [*tint, "list--muted"]),
        ]
    if (mark := target.scope.mark) and len(mark) <= room:
        return [
            *marked_text(target.alias, row.spans("account"), width - len(mark), style, plain),
            Segment(mark, style(*tint, "list--muted")),
        ]
    return marked_text(target.alias, row.spans("account"), width, style, plain)


def sign_words(mark: str, room: int) -> str:
    """Returns the words before the sign of a protected account, in `room` cells at most.

    `mark`: what its session is limited to. The sign itself says `protected`, so that goes first.
    """
    words = (f"{mark} protected ", f"{mark} ") if mark else ("protected ",)
    return next((word for word in words if len(word) <= room), " ")


def _note(row: TargetRow) -> Note | None:
    """Returns what matched outside of the columns, or which of several ways this one is."""
    if row.marks is not None and row.marks.other is not None:
        return Note(*row.marks.other)
    return Note(row.qualifier, ()) if row.qualifier else None


def _is_beside_name(row: TargetRow, columns: Columns) -> bool:
    """Whether the note stands beside the account's name; else it takes the place of the time."""
    note = _note(row)
    if note is None or row.target.protected or not columns.with_word:
        return False
    used = cell_len(safe_text(row.target.alias)) + cell_len(safe_text(note.text))
    return used + 3 <= columns.account


def _time(row: TargetRow, columns: Columns, style: StyleOf, tint: list[str]) -> list[Segment]:
    bar_gap = Segment("  " if columns.account_id else " ", style(*tint))
    room = columns.bar + columns.time + 2
    if row.busy.text:
        text = f"{row.busy.text} {_REFUSED}" if row.busy.is_refused else row.busy.text
        if len(text) > room:
            return [bar_gap, Segment("…".rjust(room), style(*tint, "list--muted"))]
        if row.busy.is_refused:
            return [
                bar_gap,
                Segment(f"{row.busy.text} ".rjust(room - 1), style(*tint, "list--bold")),
                Segment(_REFUSED, style(*tint, "list--sign-ending")),
            ]
        return [bar_gap, Segment(text.rjust(room), style(*tint, "list--muted"))]
    if row.held is None or row.held.seconds <= 0:
        note = _note(row) if columns.with_word and not _is_beside_name(row, columns) else None
        width = cell_len(safe_text(note.text)) if note is not None else 0
        if note is None or width > room:
            return [bar_gap, Segment(" " * room, style(*tint))]
        return [
            bar_gap,
            Segment(" " * (room - width), style(*tint)),
            *marked_text(note.text, note.spans, width, style, [*tint, "list--muted"]),
        ]
    now = phase(row.held.seconds)
    segments = [bar_gap]
    number_text = clock_text(row.held.seconds)
    if columns.bar:
        segments += bar_segments(row.held, now, columns.bar, style, tint)
    number = {
        Phase.SOON: "list--bold",
        Phase.ENDING: "list--number-ending",
    }.get(now, "list--plain")
    segments += [
        Segment(number_text.rjust(columns.time), style(*tint, number)),
        Segment(" ", style(*tint)),
        Segment(LOOKS[now].sign, style(*tint, f"list--sign-{now.value}")),
    ]
    return segments


def bar_segments(
    held: TimeLeft, now: Phase, width: int, style: StyleOf, tint: list[str]
) -> list[Segment]:
    """Returns the time left as a bar of `width` cells."""
    bar = time_bar(held.seconds, held.whole, width)
    full = style(*tint, f"list--bar-{now.value}")
    return [
        Segment(bar.left + bar.half, full),
        Segment(bar.used, style(*tint, "list--track")),
    ]


def typed_strip(
    role: str,
    target: Target,
    columns: Columns,
    width: int,
    cursor: bool,
    style: StyleOf,
    sign: str = "",
) -> Strip:
    """Returns the row `assume ROLE in ACCOUNT`, for a role not seen yet, in `width` cells."""
    tint = ["list--protected" if target.protected else "list--cursor"] if cursor else []
    edge = "list--edge-protected" if target.protected else "list--edge"
    muted, bold = style(*tint, "list--muted"), style(*tint, "list--bold")
    segments = [
        Segment("▐", style(edge)) if cursor else Segment(" ", style()),
        *_gutter(sign, columns, style, tint),
        Segment("assume ", muted),
        Segment(safe_text(role), bold),
        Segment(" in ", muted),
        Segment(safe_text(target.alias), style(*tint)),
    ]
    if columns.with_word:
        segments.append(Segment("   new role", muted))
    if target.protected:
        segments.append(Segment(" ◆", style(*tint, "list--sign-ending")))
    return Strip(segments).adjust_cell_length(width, style(*tint))


def heading_strip(words: str, columns: Columns, width: int, style: StyleOf) -> Strip:
    """Returns the muted heading of a group, aligned with the account names, in `width` cells."""
    return Strip(
        [Segment(" " * columns.gutter, style()), Segment(words, style("list--muted"))]
    ).adjust_cell_length(width, style())
