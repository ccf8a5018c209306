"""Vector operations on one byte per row of the search: flags, or points.

Each operation treats the bytes of all rows as one large integer, so that thousands of rows cost as
much as one in a loop.
"""

from collections.abc import Iterable, Sequence
from itertools import chain, compress

MOST = 255
FOUND = bytes([0] + [MOST] * MOST)  # translates to a mask: all bits set where a byte is not 0
MISSING = bytes([MOST] + [0] * MOST)


def is_empty(row_points: bytes) -> bool:
    """Whether all bytes are 0."""
    return row_points.count(0) == len(row_points)


def either(parts: Sequence[bytes]) -> bytes:
    """Returns the bitwise or of the parts, which have the same length."""
    if len(parts) == 1:
        return parts[0]
    bits = 0
    for part in parts:
        bits |= int.from_bytes(part, "little")
    return bits.to_bytes(len(parts[0]), "little")


def both(row_points: bytes, mask: bytes) -> bytes:
    """Returns the bytes where the mask is 255, and 0 where it is 0."""
    bits = int.from_bytes(row_points, "little") & int.from_bytes(mask, "little")
    return bits.to_bytes(len(row_points), "little")


def added(parts: Sequence[bytes], most: int) -> bytes:
    """Returns the sum of the parts, 0 where any of them is 0. `most`: the maximum of a part.

    Only as many parts as fit a byte, the first ones, are added.
    """
    if len(parts) == 1:
        return parts[0]
    total = sum(int.from_bytes(part, "little") for part in parts[: MOST // most])
    for part in parts:
        total &= int.from_bytes(part.translate(FOUND), "little")
    return total.to_bytes(len(parts[0]), "little")


def best_first(row_points: bytes, preferred: Iterable[int] = ()) -> list[int]:
    """Returns the rows with points, most points first; among equals the preferred rows first."""
    ranks: list[list[int]] = [[] for _ in range(MOST + 1)]
    rest = bytearray(row_points)
    for row in preferred:
        if rest[row]:
            ranks[rest[row]].append(row)
            rest[row] = 0
    append = [rank.append for rank in ranks]
    for row, points in compress(enumerate(rest), rest):
        append[points](row)
    return list(chain.from_iterable(reversed(ranks)))


def best(row_points: bytes, most: int, preferred: Iterable[int] = ()) -> int:
    """Returns the first row of `best_first`, -1 where there is none. `most`: maximum of a row."""
    for points in range(min(most, MOST), 0, -1):
        if points in row_points:
            return next(
                (row for row in preferred if row_points[row] == points), row_points.index(points)
            )
    return -1
