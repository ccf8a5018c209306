"""Changes of a file, as a crash, a bad disk, another program or an attacker makes them."""

import json
import random
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

ODD = (
    b"", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\n\n", b"[", b"]", b"{", b"}", b'"', b"\\",
    b"=", b"null", b"true", b"-1", b"1e999", b"NaN", b"9" * 400, b"[" * 3000, b'{"a":' * 3000,
    b"\xed\xa0\x80", "\u202e\u2028".encode(), b"\x1b[2J", b"[default]\n", b"[profile x]\n", b"''''",
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1e308, 2**70, "", "x", "\x1b[31m", "\ud800", [], {}, [[]], {"": {}},
    ["a", None, 3], {"version": "1"}, "9999-12-31T23:59:59Z", "0000-00-00T00:00:00Z", [{}] * 3,
)  # fmt: skip
Change = Callable[[bytes], bytes]


def of_bytes(chance: random.Random, data: bytes) -> bytes:
    """Cuts, flips, doubles or replaces a part of the data."""
    where = chance.randrange(len(data) + 1)
    until = min(len(data), where + chance.choice((0, 1, 1, 3, 30)))
    kind = chance.randrange(5)
    if kind == 0:
        return data[:where]
    if kind == 1:
        return data[:where] + chance.choice(ODD) + data[until:]
    if kind == 2:
        return data[:until] + data[where:]
    if kind == 3 and data:
        at = min(where, len(data) - 1)
        return data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]
    return data[:where] + chance.randbytes(chance.randrange(8)) + data[until:]


def of_json(chance: random.Random, data: bytes) -> bytes:
    """Replaces, removes or renames one value of a JSON document, at any depth."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return of_bytes(chance, data)
    places = list(_places(document))
    if not places:
        return json.dumps(chance.choice(VALUES)).encode()
    holder, key = chance.choice(places)
    kind = chance.randrange(4)
    if kind == 0:
        del holder[key]
    elif kind == 1 and isinstance(holder, dict):
        holder[f"{key}\n"] = holder.pop(key)
    else:
        holder[key] = chance.choice(VALUES)
    return json.dumps(document).encode()


def _places(document: Any) -> list[tuple[Any, Any]]:
    items = (
        list(document.items()) if isinstance(document, dict)
        else list(enumerate(document)) if isinstance(document, list)
        else []
    )  # fmt: skip
    found = [(document, key) for key, _ in items]
    for _, value in items:
        found += _places(value)
    return found


def mutated(chance: random.Random, data: bytes) -> bytes:
    """One to four changes."""
    for _ in range(chance.choice((1, 1, 2, 4))):
        data = chance.choice((of_bytes, of_json))(chance, data)
    return data


def changes() -> st.SearchStrategy[random.Random]:
    """Sources of chance that hypothesis replays."""
    return st.randoms(use_true_random=False)
