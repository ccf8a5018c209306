"""Turns a sequence of terminal screens into one animated SVG without scripts.

A row shared by several screens is drawn once, and only rows that change are animated.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate, groupby
from typing import NamedTuple

from tests.make_screenshots.picture import CELL_HEIGHT, drawn_rows, framed


class Frame(NamedTuple):
    """A screen with its escape sequences, and the seconds for which it is shown."""

    screen: str
    seconds: float


class _Span(NamedTuple):
    """The range of frames, end exclusive, in which a row is the same."""

    start: int
    end: int


def moving_svg(
    frames: Sequence[Frame], size: tuple[int, int], ground: tuple[int, int, int], still: int
) -> str:
    """The frames in an endless loop; `still` is the one for readers who prefer no motion."""
    drawn = [drawn_rows(frame.screen, size, ground) for frame in frames]
    ends = list(accumulate(frame.seconds for frame in frames))
    names: dict[str, str] = {}
    spans: dict[_Span, str] = {}
    uses: list[str] = []
    for row in range(size[1]):
        for span, drawing in _spans([each[row] for each in drawn]):
            if not drawing:
                continue
            name = names.setdefault(drawing, f"r{len(names)}")
            shown = ""
            if span != (0, len(frames)):
                shown = f' class="{spans.setdefault(span, f"s{len(spans)}")}"'
            uses.append(f'<use href="#{name}" y="{row * CELL_HEIGHT:g}"{shown}/>')
    rows = "".join(f'<g id="{name}">{drawing}</g>' for drawing, name in names.items())
    return framed(
        f"<style>{_style(spans, ends, still)}</style><defs>{rows}</defs>{''.join(uses)}",
        size,
        ground,
    )


def _spans(rows: Sequence[str]) -> Iterator[tuple[_Span, str]]:
    start = 0
    for drawing, run in groupby(rows):
        end = start + len(list(run))
        yield _Span(start, end), drawing
        start = end


def _style(spans: dict[_Span, str], ends: Sequence[float], still: int) -> str:
    """The CSS that shows each span in its time, without fading."""
    whole = ends[-1]
    css = [f"use[class]{{visibility:hidden;animation:{whole:g}s step-end infinite}}"]
    for span, name in spans.items():
        start = 100 * ends[span.start - 1] / whole if span.start else 0.0
        end = 100 * ends[span.end - 1] / whole
        steps = [(0.0, "hidden")] if span.start else []
        steps += [(start, "visible"), (end, "hidden")]
        told = "".join(f"{at:.3f}%{{visibility:{seen}}}" for at, seen in steps if at < 100)
        css.append(f".{name}{{animation-name:{name}!important}}@keyframes {name}{{{told}}}")
    stays = ",".join(f".{name}" for span, name in spans.items() if span.start <= still < span.end)
    css.append(
        "@media (prefers-reduced-motion:reduce){use[class]{animation:none!important}"
        f"{stays}{{visibility:visible!important}}}}"
    )
    return "".join(css)
