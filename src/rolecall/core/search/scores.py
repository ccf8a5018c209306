"""Vector operations on one byte per row of the search: flags, or points.

Each operation treats the bytes of all rows as one large integer, so that thousands of rows cost as
much as one in a loop.
"""

from collections.abc import Iterator, Sequence
from itertools import compress

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


def filled(row_points: bytes, others: bytes) -> bytes:
    """Returns the bytes, those of `others` where they are 0."""
    missing = row_points.translate(MISSING)
    return either((row_points, both(others, missing)))


def both(row_points: bytes, mask: bytes) -> bytes:
    """Returns the bytes where the mask is 255, and 0 where it is 0."""
    bits = int.from_bytes(row_points, "little") & int.from_bytes(mask, "little")
    return bits.to_bytes(len(row_points), "little")


def all_of(masks: Sequence[bytes]) -> bytes:
    """Returns the bitwise and of masks, which have the same length."""
    bits = int.from_bytes(masks[0], "little")
    for mask in masks[1:]:
        bits &= int.from_bytes(mask, "little")
    return bits.to_bytes(len(masks[0]), "little")


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


def classes(row_points: bytes) -> list[list[int]]:
    """Returns the rows with points, in a list for each number of points, most points first."""
    found: list[list[int]] = [[] for _ in range(MOST + 1)]
    append = [rows.append for rows in found]
    for row, points in compress(enumerate(row_points), row_points):
        append[points](row)
    return [rows for rows in reversed(found) if rows]


def best_classes(row_points: bytes) -> Iterator[list[int]]:
    """Yields the lists of `classes`, each when it is asked for: the first take a tenth of all."""
    rows = range(len(row_points))
    for points in sorted({*row_points} - {0}, reverse=True):
        only = bytes(points) + b"\1" + bytes(MOST - points)
        yield list(compress(rows, row_points.translate(only)))
