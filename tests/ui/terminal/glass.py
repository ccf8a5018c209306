"""A terminal's screen as far as Textual uses it: moves, styles and text."""

import re
from typing import NamedTuple

from rich.cells import cell_len

_TOKEN = re.compile(
    r"\x1b\[([?<>=]?[\d;]*)[ -/]*([@-~])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[PX^_].*?\x1b\\"
    r"|\x1b[@-_]|(\n)|([^\x00-\x1f\x7f]+)|[\x00-\x1f\x7f]",
    re.DOTALL,
)
_SEEN_ON_BLANKS = {"4", "7", "9"}
_PLAIN = frozenset[str]()


class Look(NamedTuple):
    """How a cell looks."""

    text: str
    attributes: frozenset[str] = _PLAIN
    foreground: str = ""
    background: str = ""


class Glass:
    """Interprets what is written, as a terminal does."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], Look] = {}
        self._pen = Look("")
        self._x = self._y = 0
        self._rest = ""  # an unfinished sequence

    def write(self, text: str) -> None:
        text, self._rest = self._rest + text, ""
        end = 0
        for token in _TOKEN.finditer(text):
            if token.start() > end or token[0] == "\x1b":
                break
            end = token.end()
            parameters, final, line_feed, letters = token.groups()
            if letters:
                self._put(letters)
            elif line_feed:
                self._y, self._x = self._y + 1, 0
            elif final and parameters[:1] not in ("?", "<", ">", "="):
                self._control(parameters, final)
        self._rest = text[end:]

    @property
    def seen(self) -> dict[tuple[int, int], Look]:
        """What a person sees: no color of a letter on a blank, unless that is reversed."""
        return {place: _seen(look) for place, look in self._cells.items()}

    @property
    def text(self) -> str:
        """The screen, line by line."""
        lines: dict[int, str] = {}
        for (y, x), look in sorted(self._cells.items()):
            line = lines.get(y, "")
            lines[y] = line + " " * (x - cell_len(line)) + look.text
        return "\n".join(lines[y].rstrip() for y in sorted(lines))

    def _control(self, parameters: str, final: str) -> None:
        numbers = [int(number or 1) for number in parameters.split(";")]
        if final == "m":
            self._style(parameters.split(";") if parameters else ["0"])
        elif final == "G":
            self._x = numbers[0] - 1
        elif final == "H":
            self._y, self._x = (*(number - 1 for number in numbers), 0)[:2]
        elif final == "J":
            self._cells.clear()

    def _put(self, letters: str) -> None:
        cells = self._cells
        if letters.isascii():
            for letter in letters:
                cells[self._y, self._x] = self._pen._replace(text=letter)
                self._x += 1
            return
        cluster = ""
        # Terminals that know clusters, as Textual counts them.
        for letter in (*letters, ""):
            if letter and cluster and cell_len(cluster + letter) == cell_len(cluster):
                cluster += letter
                continue
            for x in range(self._x, self._x + cell_len(cluster)):
                cells.pop((self._y, x), None)
            if cluster:
                cells[self._y, self._x] = self._pen._replace(text=cluster)
            self._x += cell_len(cluster)
            cluster = letter

    def _style(self, codes: list[str]) -> None:
        attributes, foreground, background = self._pen[1:]
        rest = iter(codes)
        for code in rest:
            if code == "0":
                attributes, foreground, background = _PLAIN, "", ""
            elif code in ("38", "48"):
                kind = next(rest)
                color = ";".join([kind, *(next(rest) for _ in range(3 if kind == "2" else 1))])
                if code == "38":
                    foreground = color
                else:
                    background = color
            elif code == "39" or 30 <= int(code) <= 37 or 90 <= int(code) <= 97:
                foreground = code.replace("39", "")
            elif code == "49" or 40 <= int(code) <= 47 or 100 <= int(code) <= 107:
                background = code.replace("49", "")
            else:
                attributes |= {code}
        self._pen = Look("", attributes, foreground, background)


def _seen(look: Look) -> Look:
    if look.text == " " and not look.attributes & _SEEN_ON_BLANKS:
        return Look(" ", _PLAIN, "", look.background)
    return look
