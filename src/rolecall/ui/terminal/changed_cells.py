"""Writes only those cells of a frame that differ from what the terminal shows already.

Textual writes whole widgets, and the whole screen where a dialog opens or a layout changes: some
ten kilobytes for a few digits that count down, which is felt over ssh.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import repeat

from rich.cells import cell_len, get_character_cell_size
from rich.color import ColorSystem
from rich.console import Console
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.strip import Strip

from rolecall.ui.terminal.pen import blank_codes, change

# A character with the codes of its style; the right half of a wide one is empty.
Cell = tuple[str, str]
_UNKNOWN: Cell = ("", "?")
_NEAR = 5  # unchanged cells between changed ones that are written again: a move takes as many bytes


class ShownCells:
    """What the terminal shows, as far as it is known."""

    def __init__(self) -> None:
        self._lines: list[list[Cell]] = []
        self._strips: list[dict[int, Strip]] = []  # those last written, by where they begin

    def forget(self) -> None:
        """Has the next frames write all of their cells: the terminal may show anything."""
        self._lines, self._strips = [], []

    def changes(self, update: CompositorUpdate) -> CompositorUpdate:
        """Returns an update that writes what differs; of kinds not known, the update itself."""
        if isinstance(update, LayoutUpdate):
            return _Changes(self, _parts_of_layout(update))
        if isinstance(update, ChopsUpdate):
            return _Changes(self, _parts_of_chops(update))
        self.forget()
        return update

    def write(self, parts: Iterable[tuple[int, int, Strip]], console: Console) -> str:
        """Returns what makes the terminal show these strips, each at a line and a column."""
        output = _Output()
        for y, x, strip in parts:
            while len(self._lines) <= y:
                self._lines.append([])
                self._strips.append({})
            strips = self._strips[y]
            if strips.get(x) is strip:
                continue
            cells = _cells(strip, console)
            end = x + len(cells)
            line = self._lines[y]
            if len(line) < end:
                line += repeat(_UNKNOWN, end - len(line))
            # None of these is on the terminal as a whole any more.
            for start in [
                at for at, old in strips.items() if at < end and at + old.cell_length > x
            ]:
                del strips[start]
            strips[x] = strip
            shown, line[x:end] = line[x:end], cells
            if shown != cells:
                for start, stop in _changed(shown, cells):
                    output.write(y, x + start, cells[start:stop])
        return output.text


class _Changes(CompositorUpdate):
    """The update in place of one of Textual's."""

    def __init__(self, shown: ShownCells, parts: Iterable[tuple[int, int, Strip]]) -> None:
        self._shown = shown
        self._parts = parts

    def render_segments(self, console: Console) -> str:
        return self._shown.write(self._parts, console)


class _Output:
    """The sequences of one frame, which keeps where the cursor is and what it writes with."""

    def __init__(self) -> None:
        self._written: list[str] = []
        self._codes = ""
        self._row = -1

    @property
    def text(self) -> str:
        return "".join((*self._written, change(self._codes, "")))

    def write(self, y: int, x: int, cells: Sequence[Cell]) -> None:
        written, pen = self._written, self._codes
        # By column and not by distance: the terminal may think another way about some width.
        written.append(f"\x1b[{x + 1}G" if y == self._row else f"\x1b[{y + 1};{x + 1}H")
        for character, codes in cells:
            if codes != pen and not (character == " " and blank_codes(pen) == codes):
                written.append(change(pen, codes))
                pen = codes
            written.append(character)
        self._codes, self._row = pen, y


def _parts_of_layout(update: LayoutUpdate) -> Iterator[tuple[int, int, Strip]]:
    for y, strips in enumerate(update.strips, update.region.y):
        x = update.region.x
        for strip in strips:
            yield y, x, strip
            x += strip.cell_length


def _parts_of_chops(update: ChopsUpdate) -> Iterator[tuple[int, int, Strip]]:
    for y, left, right in update.spans:
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if strip is not None and x < right and end > left:
                yield y, x, strip


def _cells(strip: Strip, console: Console) -> list[Cell]:
    system = console._color_system or ColorSystem.TRUECOLOR
    cells: list[Cell] = []
    for text, style, control in strip:
        if control:
            continue
        codes = _codes(style, system)
        blank = blank_codes(codes)
        if blank != codes and " " in text:
            for word in _words(text):
                cells += _text_cells(word, blank if word[0] == " " else codes)
        else:
            cells += _text_cells(text, codes)
    return cells


@lru_cache(4096)
def _words(text: str) -> tuple[str, ...]:
    """Splits a text into runs of blanks and of other characters."""
    words: list[str] = []
    for character in text:
        if words and (character == " ") == (words[-1][0] == " "):
            words[-1] += character
        else:
            words.append(character)
    return tuple(words)


def _text_cells(text: str, codes: str) -> Iterable[Cell]:
    if text.isascii() or _is_narrow(text):
        return zip(text, repeat(codes))
    return [(text, codes), *[("", codes)] * (cell_len(text) - 1)]


@lru_cache(4096)
def _is_narrow(text: str) -> bool:
    return all(get_character_cell_size(character) == 1 for character in text)


def _changed(shown: Sequence[Cell], cells: Sequence[Cell]) -> list[tuple[int, int]]:
    """Returns where runs of cells that differ start and end.

    All of them where some character is not as wide as one cell: a terminal may disagree about its
    width, and all after it would be written to other places than before.
    """
    if not (_are_narrow(shown) and _are_narrow(cells)):
        return [(0, len(cells))]
    runs: list[tuple[int, int]] = []
    start = end = -1
    for place, (old, new) in enumerate(zip(shown, cells, strict=True)):
        if old == new:
            continue
        if start >= 0 and place - end <= _NEAR and _is_plain(cells[end - 1 : place + 1]):
            end = place + 1
            continue
        if start >= 0:
            runs.append((start, end))
        start, end = place, place + 1
    return [*runs, (start, end)]


def _are_narrow(cells: Sequence[Cell]) -> bool:
    """Whether each is one character; an unknown one is not."""
    return {*map(len, [text for text, _ in cells])} == {1}


def _is_plain(cells: Sequence[Cell]) -> bool:
    """Whether all of them have the same style."""
    return len({codes for _, codes in cells}) == 1


@lru_cache(4096)
def _codes(style: Style | None, system: ColorSystem) -> str:
    """Returns the SGR parameters of a style; links are not drawn."""
    drawn = style.render("x", color_system=system) if style else "x"
    return drawn[2 : drawn.index("m")] if drawn.startswith("\x1b[") else ""
