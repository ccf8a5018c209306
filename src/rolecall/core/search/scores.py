"""One byte for each row of the search: what was found in it, and how much that counts.

All rows at once, by integers as wide as the table: thousands of rows cost what one costs in a loop.
"""

from collections.abc import Iterable, Sequence
from itertools import chain, compress

MOST = 255
FOUND = bytes([0] + [MOST] * MOST)  # translates to a mask: all bits where there is anything
MISSING = bytes([MOST] + [0] * MOST)


def is_empty(tally: bytes) -> bool:
    return tally.count(0) == len(tally)


def either(parts: Sequence[bytes]) -> bytes:
    """All bits of the parts, which are equally long."""
    if len(parts) == 1:
        return parts[0]
    bits = 0
    for part in parts:
        bits |= int.from_bytes(part, "little")
    return bits.to_bytes(len(parts[0]), "little")


def both(tally: bytes, mask: bytes) -> bytes:
    """The tally where the mask has all bits, 0 where it has none."""
    bits = int.from_bytes(tally, "little") & int.from_bytes(mask, "little")
    return bits.to_bytes(len(tally), "little")


def added(parts: Sequence[bytes], most: int) -> bytes:
    """The sums, 0 where any part has 0. `most`: what one part has at most.

    Where more parts are given than fit a byte, the first are summed.
    """
    if len(parts) == 1:
        return parts[0]
    total = sum(int.from_bytes(part, "little") for part in parts[: MOST // most])
    for part in parts:
        total &= int.from_bytes(part.translate(FOUND), "little")
    return total.to_bytes(len(parts[0]), "little")


def best_first(tally: bytes, favoured: Iterable[int] = ()) -> list[int]:
    """The rows that have anything, those with the most first, then the favoured as they come."""
    ranks: list[list[int]] = [[] for _ in range(MOST + 1)]
    rest = bytearray(tally)
    for row in favoured:
        if rest[row]:
            ranks[rest[row]].append(row)
            rest[row] = 0
    append = [rank.append for rank in ranks]
    for row, points in compress(enumerate(rest), rest):
        append[points](row)
    return list(chain.from_iterable(reversed(ranks)))


def best(tally: bytes, most: int, favoured: Iterable[int] = ()) -> int:
    """The first of `best_first`; -1 where no row has anything. `most`: what a row has at most."""
    for points in range(min(most, MOST), 0, -1):
        if points in tally:
            return next((row for row in favoured if tally[row] == points), tally.index(points))
    return -1
