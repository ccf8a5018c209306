"""The name that somebody meant, among those that exist: for "Did you mean …?"

A typo is one letter missing, added or wrong, or two neighbors swapped (the optimal string alignment
distance). Case does not count.
"""

from collections.abc import Iterable

_SHORTEST = 4  # letters of a word in which one typo is sure to be one
_LONGEST = 64  # letters; longer words are no typos of anything
_SURE = 1  # typos in a word that may also be right
_MOST = 3  # typos in any word


def nearest(word: str, names: Iterable[str]) -> str:
    """Returns the name most like a word that is wrong for sure; empty if none is like it.

    One typo in every three letters is allowed for, three in all, and a beginning stands for the
    whole name.
    """
    folded = word.casefold()
    most = min(max(1, len(folded) // 3), _MOST)
    found = _best(folded, names, most)
    if found or len(folded) < 3:
        return found
    begun = (name for name in names if name.casefold().startswith(folded))
    return min(begun, key=len, default="")


def one_typo(word: str, names: Iterable[str]) -> str:
    """Returns the name that a word misses by a single typo; empty if there is none.

    For words that may be right as they are: short ones are, and so is a name with another number.
    """
    folded = word.casefold()
    if len(folded) < _SHORTEST:
        return ""
    digits = _digits(folded)
    return _best(folded, (name for name in names if _digits(name) == digits), _SURE)


def did_you_mean(word: str, names: Iterable[str], otherwise: str = "") -> str:
    """Returns the hint that names the nearest, or `otherwise`."""
    found = nearest(word, names)
    return f'Did you mean "{found}"?' if found else otherwise


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def _best(folded: str, names: Iterable[str], most: int) -> str:
    """Returns the first of the names with the fewest typos, at most `most`."""
    best = ""
    if len(folded) > _LONGEST:
        return best
    letters = set(folded)
    for name in names:
        other = name.casefold()
        # A typo changes the length by one and the set of letters by two at most.
        if abs(len(other) - len(folded)) > most or len(letters.symmetric_difference(other)) > (
            2 * most
        ):
            continue
        typos = _typos(folded, other, most)
        if typos <= most:
            best, most = name, typos - 1
        if most < 0:
            break
    return best


def _typos(one: str, other: str, most: int) -> int:
    """Returns the optimal string alignment distance of two words, or some number above `most`."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        above, row = row, [at]
        for place, wanted in enumerate(other, 1):
            cost = min(above[place] + 1, row[-1] + 1, above[place - 1] + (letter != wanted))
            if before and place > 1 and letter == other[place - 2] and wanted == one[at - 2]:
                cost = min(cost, before[place - 2] + 1)
            row.append(cost)
        before = above
        if min(row) > most and min(above) > most:
            break
    return row[-1]
