"""The targets' texts laid out for search: each once, and which rows have it."""

from array import array
from collections.abc import Callable, Generator, Sequence
from operator import itemgetter
from typing import NamedTuple

from rolecall.core.folding import fold
from rolecall.core.matching import ALIAS, ROLE, laid_out
from rolecall.core.model import Target

SLICE = 1000  # targets laid out at a time: some 3 ms

_account = itemgetter(Target._fields.index("account_id"), Target._fields.index("aliases"))
_role = itemgetter(Target._fields.index("role"))
_facts = itemgetter(*map(Target._fields.index, ("tags", "note", "region", "sources")))


class Layout(NamedTuple):
    """`aliases` and `ids` by run: neighbouring rows of one account. `first`: the row it starts at.

    `roles` and `paths`, `tags` and `others` are found by row through `role_of` and `fact_of`.
    """

    aliases: list[str]
    ids: list[str]
    first: Sequence[int]
    run_of: Sequence[int] | None  # None: every row is a run of its own
    roles: list[str]
    paths: list[str]
    role_of: Sequence[int]
    tags: list[str]
    others: list[str]
    fact_of: Sequence[int]

    @property
    def rows(self) -> int:
        return self.first[-1]


def laying_out(targets: Sequence[Target]) -> Generator[None, None, Layout]:
    """Lay the targets out, a slice between two yields, so that others have their turn."""
    aliases: list[str] = []
    ids: list[str] = []
    first = array("I")
    runs = array("I")
    roles: dict[str, int] = {}
    facts: dict[tuple[tuple[str, ...], str, str, tuple[str, ...]], int] = {}
    role_of, fact_of = array("I"), array("I")
    last: object = None
    for start in range(0, len(targets), SLICE):
        part = targets[start : start + SLICE]
        names: list[tuple[str, ...]] = []
        for row, account in enumerate(map(_account, part), start):
            if account != last:
                last = account
                ids.append(account[0])
                names.append(account[1])
                first.append(row)
            runs.append(len(ids) - 1)
        aliases += laid_out(ALIAS, names)
        role_of.extend([roles.setdefault(role, len(roles)) for role in map(_role, part)])
        fact_of.extend([facts.setdefault(fact, len(facts)) for fact in map(_facts, part)])
        yield
    first.append(len(targets))
    yield
    return Layout(
        aliases,
        ids,
        first,
        None if len(ids) == len(targets) else runs,
        laid_out(ROLE, [(role.rpartition("/")[2],) for role in roles]),
        [_folded([role] if "/" in role else []) for role in roles],
        _narrow(role_of, len(roles)),
        [_folded(tags) for tags, _, _, _ in facts],
        [_folded([note, region, *sources]) for _, note, region, sources in facts],
        _narrow(fact_of, len(facts)),
    )


def spread(found: bytes, places: Sequence[int] | None) -> bytes:
    """What was found in texts, for each row by the place of its text."""
    if places is None:
        return found
    if isinstance(places, bytes):
        return places.translate(found.ljust(256, b"\0"))
    get: Callable[[int], int] = found.__getitem__
    return bytes(map(get, places))


def _folded(texts: Sequence[str]) -> str:
    return "\n".join([fold(text).text for text in texts if text])


def _narrow(places: Sequence[int], texts: int) -> Sequence[int]:
    return bytes(list(places)) if texts <= 256 else places
