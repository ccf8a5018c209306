"""Draws text from files or AWS in a fixed number of cells, with matched letters highlighted."""

from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from rich.segment import Segment

from rolecall.core.safe_text import safe_text, shown_spans
from rolecall.ui.widgets.styles import StyleOf

Spans = Iterable[tuple[int, int]]


def marked_text(
    text: str, spans: Spans, width: int, style: StyleOf, plain: Sequence[str]
) -> list[Segment]:
    """Returns a text in exactly `width` cells, `spans` highlighted; cut in the middle if too long.

    `spans` are positions in `text`; `plain` are the component classes of unmatched letters.
    """
    shown = safe_text(text)
    matched = [False] * len(shown)
    for start, end in shown_spans(text, spans):
        for position in range(start, min(end, len(shown))):
            matched[position] = True
    if cell_len(shown) > width:
        head, tail = middle_cut(len(shown), width)
        while head + tail and cell_len(shown[:head] + shown[len(shown) - tail :]) > width - 1:
            head, tail = (head - 1, tail) if head > tail else (head, tail - 1)
        cut = len(shown) - tail
        shown = shown[:head] + "…"[:width] + shown[cut:]
        matched = [*matched[:head], *([False] if width else []), *matched[cut:]]
    base, match = style(*plain), style(*plain, "list--match")
    segments: list[Segment] = []
    start = 0
    for position in range(1, len(shown) + 1):
        if position == len(shown) or matched[position] != matched[start]:
            segments.append(Segment(shown[start:position], match if matched[start] else base))
            start = position
    if padding := width - cell_len(shown):
        segments.append(Segment(" " * padding, base))
    return segments


def middle_cut(length: int, width: int) -> tuple[int, int]:
    """Returns how many characters of a too long name stay before and after its `…`."""
    room = max(0, width - 1)
    tail = room // 2
    return room - tail, tail
