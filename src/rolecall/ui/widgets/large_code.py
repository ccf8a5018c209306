"""A code of letters and digits in large figures, to be compared with the one on a page."""

from collections.abc import Iterator

# Five pixels wide and high, one row of them after another.
_FIGURES = {
    "A": ".###. #...# ##### #...# #...#",
    "B": "####. #...# ####. #...# ####.",
    "C": ".#### #.... #.... #.... .####",
    "D": "####. #...# #...# #...# ####.",
    "E": "##### #.... ####. #.... #####",
    "F": "##### #.... ####. #.... #....",
    "G": ".#### #.... #..## #...# .####",
    "H": "#...# #...# ##### #...# #...#",
    "I": "##### ..#.. ..#.. ..#.. #####",
    "J": "....# ....# ....# #...# .###.",
    "K": "#...# #..#. ###.. #..#. #...#",
    "L": "#.... #.... #.... #.... #####",
    "M": "#...# ##.## #.#.# #...# #...#",
    "N": "#...# ##..# #.#.# #..## #...#",
    "O": ".###. #...# #...# #...# .###.",
    "P": "####. #...# ####. #.... #....",
    "Q": ".###. #...# #.#.# #..#. .##.#",
    "R": "####. #...# ####. #..#. #...#",
    "S": ".#### #.... .###. ....# ####.",
    "T": "##### ..#.. ..#.. ..#.. ..#..",
    "U": "#...# #...# #...# #...# .###.",
    "V": "#...# #...# #...# .#.#. ..#..",
    "W": "#...# #...# #.#.# ##.## #...#",
    "X": "#...# .#.#. ..#.. .#.#. #...#",
    "Y": "#...# .#.#. ..#.. ..#.. ..#..",
    "Z": "##### ...#. ..#.. .#... #####",
    "0": ".###. #..## #.#.# ##..# .###.",
    "1": "..#.. .##.. ..#.. ..#.. .###.",
    "2": "####. ....# .###. #.... #####",
    "3": "####. ....# .###. ....# ####.",
    "4": "#..#. #..#. ##### ...#. ...#.",
    "5": "##### #.... ####. ....# ####.",
    "6": ".###. #.... ####. #...# .###.",
    "7": "##### ....# ...#. ..#.. ..#..",
    "8": ".###. #...# .###. #...# .###.",
    "9": ".###. #...# .#### ....# .###.",
    "-": "... ... ### ... ...",
    " ": "... ... ... ... ...",
}
HEIGHT = 3  # rows of a line of figures
_HALVES = {"..": " ", "#.": "▀", ".#": "▄", "##": "█"}


def large_code(code: str, width: int, height: int, *, ascii_only: bool = False) -> str:
    """Returns a code in figures of three rows: on one line, else broken after its dashes.

    Where they do not fit, or the terminal shows only ASCII, its characters stand spaced out.
    """
    code = code.upper()
    if not ascii_only and code and set(code) <= set(_FIGURES):
        for lines in ([code], list(_groups(code))):
            drawn = [_drawn(line) for line in lines]
            rows = len(lines) * (HEIGHT + 1) - 1
            if rows <= height and all(len(figures[0]) <= width for figures in drawn):
                return "\n\n".join("\n".join(figures) for figures in drawn)
    spaced = " ".join(code)
    return spaced if len(spaced) <= width else code


def _groups(code: str) -> Iterator[str]:
    *firsts, last = code.split("-")
    yield from (f"{first}-" for first in firsts)
    yield last


def _drawn(line: str) -> list[str]:
    bits = [
        " ".join(rows).replace(" ", ".")
        for rows in zip(*(_FIGURES[c].split() for c in line), strict=True)
    ]
    bits.append("." * len(bits[0]))
    pairs = zip(bits[::2], bits[1::2], strict=True)
    return ["".join(_HALVES[a + b] for a, b in zip(*pair, strict=True)) for pair in pairs]
