"""Draws one line of the session board."""

from datetime import datetime
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip

from rolecall.core.countdown import LOOKS, Look, Phase, clock_text, time_bar
from rolecall.core.safe_text import safe_text, without_escapes
from rolecall.core.search.fold import fold
from rolecall.ui.sessions.session_columns import BoardColumns
from rolecall.ui.sessions.session_rows import Heading, SessionRow
from rolecall.ui.widgets.marked_text import marked_text
from rolecall.ui.widgets.styles import StyleOf

READ_ONLY = Look("◇", "read-only")
KEPT = "auto-renew"
_PROTECTED = "protected "


class Drawn(NamedTuple):
    """A row at a moment."""

    row: SessionRow
    now: datetime
    query: str = ""
    busy: str = ""  # "asking AWS …" while work is under way
    cursor: bool = False

    @property
    def phase(self) -> Phase:
        return self.row.phase(self.now)

    @property
    def is_muted(self) -> bool:
        return self.phase is Phase.EXPIRED or not self.row.is_ours


def look_of(row: SessionRow, now: datetime) -> Look:
    """Returns the sign and the word of a row's state."""
    phase = row.phase(now)
    if phase is Phase.EXPIRED:
        return LOOKS[phase]
    if not row.is_ours:
        return READ_ONLY
    if row.kept and phase is Phase.FRESH:
        return LOOKS[phase]._replace(word=KEPT)
    return LOOKS[phase]


def session_strip(drawn: Drawn, columns: BoardColumns, width: int, style: StyleOf) -> Strip:
    """Returns the row of a session, exactly `width` cells wide."""
    row, cursor = drawn.row, drawn.cursor
    tint = ["list--protected" if row.protected else "list--cursor"] if cursor else []
    edge = "list--edge-protected" if row.protected else "list--edge"
    plain = [*tint, "list--muted"] if drawn.is_muted else tint
    muted = tint if cursor and not drawn.is_muted else [*tint, "list--muted"]
    segments = [Segment("▐", style(edge)) if cursor else Segment(" ", style())]
    segments.append(Segment(" " * (columns.gutter - 1), style(*tint)))
    # Hours are wider than the time of a narrow line: the role gives way.
    wider = max(0, len(clock_text(row.seconds(drawn.now))) + 1 - columns.time)
    role_width, columns = max(0, columns.role - wider), columns._replace(time=columns.time + wider)
    if not row.account_id:  # a device may have a long name
        role_width += columns.id_gap + columns.account_id
    if not row.account_id and not row.role:  # the name of a login may be long as well
        width_of_both = columns.account + columns.gap + role_width
        segments += marked_text(
            row.name, _spans(row.name, drawn.query), width_of_both, style, plain
        )
    else:
        segments += _account(drawn, columns, style, plain, tint)
        segments.append(Segment(" " * columns.gap, style(*tint)))
        segments += marked_text(row.role, _spans(row.role, drawn.query), role_width, style, plain)
    if columns.account_id and row.account_id:
        segments.append(Segment(" " * columns.id_gap, style(*tint)))
        spans = _spans(row.account_id, drawn.query)
        segments += marked_text(row.account_id, spans, columns.account_id, style, muted)
    segments += _time(drawn, columns, style, tint)
    if columns.handed:
        spans = _spans(row.handed, drawn.query)
        segments += marked_text(row.handed, spans, columns.handed, style, muted)
    return Strip(segments).adjust_cell_length(width, style(*tint))


def heading_strip(heading: Heading, columns: BoardColumns, width: int, style: StyleOf) -> Strip:
    """Returns the line with the name of a group; the first one also names the columns."""
    muted = style("list--muted")
    words = " " * columns.gutter + heading.words
    if heading.first and columns.handed:
        start = width - columns.handed - columns.word - 2
        if cell_len(words) + 6 < start:
            words = words + "left".rjust(start - len(words))
            words += "   " + "state".ljust(columns.word - 1) + "handed to"
    return Strip([Segment(words, muted)]).adjust_cell_length(width, style())


def _account(
    drawn: Drawn, columns: BoardColumns, style: StyleOf, plain: list[str], tint: list[str]
) -> list[Segment]:
    row, width = drawn.row, columns.account
    spans = _spans(row.name, drawn.query)
    room = width - cell_len(safe_text(row.name)) - 2 if columns.handed else 0
    if not row.protected:
        mark = row.mark if len(row.mark) <= room else ""
        return [
            *marked_text(row.name, spans, width - len(mark), style, plain),
            *([Segment(mark, style(*tint, "list--muted"))] if mark else []),
        ]
    sign = Segment("◆", style(*tint, "list--sign-ending"))
    words = (f"{row.mark} {_PROTECTED}", f"{row.mark} ") if row.mark else (_PROTECTED,)
    word = next((word for word in words if len(word) <= room), " ")
    word_style = style(*tint, "list--bold" if drawn.cursor else "list--muted")
    return [
        *marked_text(row.name, spans, max(0, width - len(word) - 1), style, plain),
        Segment(word, word_style),
        sign,
    ]


def _time(drawn: Drawn, columns: BoardColumns, style: StyleOf, tint: list[str]) -> list[Segment]:
    row, phase = drawn.row, drawn.phase
    seconds = row.seconds(drawn.now)
    if drawn.busy:
        room = columns.bar_gap + columns.bar + columns.time + 2
        busy = drawn.busy if len(drawn.busy) < room else "…"
        segments = [Segment(busy.rjust(room), style(*tint, "list--muted"))]
        return [*segments, Segment(" " * columns.word, style(*tint))]
    number, sign = _inks(drawn, phase)
    segments = [Segment(" " * columns.bar_gap, style(*tint))]
    if columns.bar:
        bar = time_bar(seconds, row.whole, columns.bar)
        hue = "list--muted" if drawn.is_muted else f"list--bar-{phase.value}"
        segments.append(Segment(bar.left + bar.half, style(*tint, hue)))
        segments.append(Segment(bar.used, style(*tint, "list--track")))
    look = look_of(row, drawn.now)
    segments += [
        Segment(clock_text(seconds).rjust(columns.time) + " ", style(*tint, number)),
        Segment(look.sign, style(*tint, sign)),
    ]
    if columns.word:
        word = f" {look.word}".ljust(columns.word)
        segments.append(Segment(word, style(*tint, _word_ink(drawn, phase))))
    return segments


def _inks(drawn: Drawn, phase: Phase) -> tuple[str, str]:
    """Returns the styles of number and sign."""
    if drawn.is_muted:
        return "list--muted", "list--muted"
    numbers = {Phase.SOON: "list--bold", Phase.ENDING: "list--number-ending"}
    return numbers.get(phase, "list--plain"), f"list--sign-{phase.value}"


def _word_ink(drawn: Drawn, phase: Phase) -> str:
    if drawn.is_muted:
        return "list--muted"
    return "list--bold" if phase in (Phase.SOON, Phase.ENDING) else "list--plain"


def _spans(text: str, query: str) -> list[tuple[int, int]]:
    """Returns the spans of the query's words in the text."""
    if not query.strip():
        return []
    folded = fold(text)
    found = []
    for word in without_escapes(query).split():
        token = fold(word).text
        start = folded.text.find(token) if token else -1
        if start >= 0:
            found.append(folded.span(start, start + len(token)))
    return found
