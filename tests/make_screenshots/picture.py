"""Renders a terminal screen as SVG, cell by cell.

Block characters are drawn as rectangles: as glyphs, fonts leave hairlines between half blocks.
"""

from html import escape

from rich.ansi import AnsiDecoder
from rich.cells import cell_len
from rich.color_triplet import ColorTriplet
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich.terminal_theme import TerminalTheme

CELL_WIDTH, CELL_HEIGHT, FONT_SIZE = 10.0, 22.0, 16.0

# Block characters as rectangles, in fractions of a cell: x, y, width, height.
_BLOCKS: dict[str, list[tuple[float, float, float, float]]] = {
    "█": [(0, 0, 1, 1)], "▐": [(0.5, 0, 0.5, 1)], "▌": [(0, 0, 0.5, 1)],
    "▀": [(0, 0, 1, 0.5)], "▄": [(0, 0.5, 1, 0.5)],
    "▗": [(0.5, 0.5, 0.5, 0.5)], "▖": [(0, 0.5, 0.5, 0.5)],
    "▝": [(0.5, 0, 0.5, 0.5)], "▘": [(0, 0, 0.5, 0.5)],
    "▟": [(0.5, 0, 0.5, 1), (0, 0.5, 0.5, 0.5)], "▙": [(0, 0, 0.5, 1), (0.5, 0.5, 0.5, 0.5)],
    "▜": [(0, 0, 1, 0.5), (0.5, 0.5, 0.5, 0.5)], "▛": [(0, 0, 1, 0.5), (0, 0.5, 0.5, 0.5)],
    "▁": [(0, 0.875, 1, 0.125)], "▔": [(0, 0, 1, 0.125)], "▎": [(0, 0, 0.25, 1)],
    "▊": [(0, 0, 0.75, 1)], "▕": [(0.875, 0, 0.125, 1)], "▏": [(0, 0, 0.125, 1)],
}  # fmt: skip
# Box-drawing lines from the middle of a cell: up, right, down, left; 1 light, 2 heavy.
_LINES = {
    "─": "0101", "━": "0202", "╾": "0102", "╼": "0201", "│": "1010", "┃": "2020",
    "╭": "0110", "╮": "0011", "╯": "1001", "╰": "1100", "┌": "0110", "┐": "0011", "└": "1100",
    "┘": "1001", "├": "1110", "┤": "1011", "┬": "0111", "┴": "1101", "╴": "0001", "╵": "1000",
    "╶": "0100", "╷": "0010", "┏": "0220", "┓": "0022", "┛": "2002", "┗": "2200", "┣": "2220",
    "┫": "2022", "┳": "0222", "┻": "2202", "╸": "0002", "╹": "2000", "╺": "0200", "╻": "0020",
    "╋": "2222",
}  # fmt: skip
_ANSI = [
    (12, 12, 12), (205, 49, 49), (13, 188, 121), (229, 229, 16), (36, 114, 200), (188, 63, 188),
    (17, 168, 205), (204, 204, 204),
]  # fmt: skip


FONT = "'JetBrains Mono','DejaVu Sans Mono',Menlo,Consolas,monospace"


def svg(screen: str, size: tuple[int, int], ground: tuple[int, int, int] = (12, 12, 12)) -> str:
    """Render a screen that was captured with its escape sequences."""
    rows = drawn_rows(screen, size, ground)
    lines = (
        f'<g transform="translate(0 {place * CELL_HEIGHT:g})">{row}</g>'
        for place, row in enumerate(rows)
        if row
    )
    return framed("".join(lines), size, ground)


def framed(inside: str, size: tuple[int, int], ground: tuple[int, int, int]) -> str:
    """A complete picture of `size` cells around the rendered content."""
    width, height = size[0] * CELL_WIDTH, size[1] * CELL_HEIGHT
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}" height="{height:g}" font-size="{FONT_SIZE:g}" '
        f'font-family="{FONT}" xml:space="preserve">'
        f'<rect width="100%" height="100%" fill="{_hex(ColorTriplet(*ground))}"/>'
        f"{inside}</svg>\n"
    )


def drawn_rows(screen: str, size: tuple[int, int], ground: tuple[int, int, int]) -> list[str]:
    """Each row of a screen rendered as if it were the first; empty if it is blank."""
    columns, rows = size
    theme = TerminalTheme(ground, (204, 204, 204), _ANSI, _ANSI)
    console = Console(width=columns, color_system="truecolor", force_terminal=True)
    drawn = [""] * rows
    for row, line in enumerate(list(AnsiDecoder().decode(screen))[:rows]):
        rects: list[str] = []
        texts: list[str] = []
        column = 0
        for segment in line.render(console):
            if not segment.control and segment.text != "\n":
                column += _draw(segment, column, 0, theme, rects, texts)
        if rects:
            drawn[row] = f'<g shape-rendering="crispEdges">{"".join(rects)}</g>'
        drawn[row] += "".join(texts)
    return drawn


def _draw(
    segment: Segment,
    column: int,
    row: int,
    theme: TerminalTheme,
    rects: list[str],
    texts: list[str],
) -> int:
    style = segment.style or Style()
    ink = style.color.get_truecolor(theme) if style.color else theme.foreground_color
    ground = style.bgcolor.get_truecolor(theme, foreground=False) if style.bgcolor else None
    if style.reverse:
        ink, ground = ground or theme.background_color, ink
    width = cell_len(segment.text)
    if ground is not None and ground != theme.background_color:
        rects.append(_rect(column, row, 0, 0, width, 1, ground))
    run = ""
    at = column
    for place, char in enumerate(segment.text):
        parts = _BLOCKS.get(char) or _arms(_LINES.get(char, ""))
        rects += [_rect(column + place, row, *part, ink) for part in parts]
        if parts or char == " ":
            _text(run, at, row, ink, style, texts)
            run, at = "", column + place + 1
        else:
            run += char
    _text(run, at, row, ink, style, texts)
    return width


def _arms(weights: str) -> list[tuple[float, float, float, float]]:
    arms: list[tuple[float, float, float, float]] = []
    for side, weight in enumerate(weights):
        thick = int(weight) * 1.5
        if thick:
            half_x, half_y = thick / CELL_WIDTH / 2, thick / CELL_HEIGHT / 2
            arms.append(
                (
                    (0.5 - half_x, 0.0, 2 * half_x, 0.5 + half_y),
                    (0.5 - half_x, 0.5 - half_y, 0.5 + half_x, 2 * half_y),
                    (0.5 - half_x, 0.5 - half_y, 2 * half_x, 0.5 + half_y),
                    (0.0, 0.5 - half_y, 0.5 + half_x, 2 * half_y),
                )[side]
            )
    return arms


def _text(
    run: str, column: int, row: int, ink: ColorTriplet, style: Style, texts: list[str]
) -> None:
    if not run:
        return
    marks = ' font-weight="bold"' if style.bold else ""
    marks += ' opacity="0.6"' if style.dim else ""
    marks += ' text-decoration="underline"' if style.underline else ""
    texts.append(
        f'<text x="{column * CELL_WIDTH:g}" y="{row * CELL_HEIGHT + 16:g}" fill="{_hex(ink)}"'
        f' textLength="{cell_len(run) * CELL_WIDTH:g}"{marks}>{escape(run)}</text>'
    )


def _rect(
    column: float, row: float, x: float, y: float, width: float, height: float, ink: ColorTriplet
) -> str:
    return (
        f'<rect x="{(column + x) * CELL_WIDTH:g}" y="{(row + y) * CELL_HEIGHT:g}" '
        f'width="{width * CELL_WIDTH:g}" height="{height * CELL_HEIGHT:g}" fill="{_hex(ink)}"/>'
    )


def _hex(colour: ColorTriplet) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
