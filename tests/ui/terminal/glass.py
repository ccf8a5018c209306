"""A terminal's screen as far as frames use it: moves, styles and text."""

import re
from typing import NamedTuple

from rich.cells import cell_len, get_character_cell_size

_TOKEN = re.compile(r"\x1b\[([\d;]*)([A-Za-z])|(.)", re.DOTALL)
_SEEN_ON_BLANKS = {"4", "7", "9"}


class Look(NamedTuple):
    """How a cell looks."""

    text: str
    attributes: frozenset[str]
    foreground: str
    background: str


class Glass:
    """Interprets what is written, as a terminal does."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], Look] = {}
        self._pen = Look("", frozenset(), "", "")
        self._x = self._y = 0
        self._last: tuple[int, int] | None = None  # written since the last move

    def write(self, text: str) -> None:
        for parameters, final, character in _TOKEN.findall(text):
            if character:
                self._put(character)
                continue
            if final != "m":
                self._last = None
            if final == "m":
                self._style(parameters.split(";") if parameters else ["0"])
            elif final == "G":
                self._x = int(parameters) - 1
            elif final == "H":
                row, column = parameters.split(";")
                self._y, self._x = int(row) - 1, int(column) - 1
            else:
                raise AssertionError(f"not understood: {parameters}{final}")

    @property
    def seen(self) -> dict[tuple[int, int], Look]:
        """What a person sees: no color of a letter on a blank, unless that is reversed."""
        return {place: _seen(look) for place, look in self._cells.items()}

    def _put(self, character: str) -> None:
        width = get_character_cell_size(character)
        last = self._cells[self._last] if self._last else None
        joined = last.text + character if last else ""
        # Terminals that know clusters, as Textual counts them.
        if last and self._last and cell_len(joined) < cell_len(last.text) + max(1, width):
            self._cells[self._last] = last._replace(text=joined)
            self._x = self._last[1] + cell_len(joined)
            return
        for x in range(self._x, self._x + width):
            self._cells.pop((self._y, x), None)
        self._last = self._y, self._x
        self._cells[self._last] = self._pen._replace(text=character)
        self._x += width

    def _style(self, codes: list[str]) -> None:
        rest = iter(codes)
        for code in rest:
            if code == "0":
                self._pen = Look("", frozenset(), "", "")
            elif code in ("38", "48"):
                kind = next(rest)
                color = ";".join([kind, *(next(rest) for _ in range(3 if kind == "2" else 1))])
                if code == "38":
                    self._pen = self._pen._replace(foreground=color)
                else:
                    self._pen = self._pen._replace(background=color)
            elif code == "39" or 30 <= int(code) <= 37:
                self._pen = self._pen._replace(foreground=code.replace("39", ""))
            elif code == "49" or 40 <= int(code) <= 47:
                self._pen = self._pen._replace(background=code.replace("49", ""))
            else:
                self._pen = self._pen._replace(attributes=self._pen.attributes | {code})


def _seen(look: Look) -> Look:
    if look.text == " " and not look.attributes & _SEEN_ON_BLANKS:
        return Look(" ", frozenset(), "", look.background)
    return look
