"""The searchable texts of all targets: each distinct text once, with the rows that have it."""

from array import array
from collections.abc import Callable, Generator, Iterable, Sequence
from operator import itemgetter
from typing import NamedTuple, TypeVar

from rolecall.core.model import Target
from rolecall.core.search.fold import fold
from rolecall.core.search.query import ALIAS, ROLE, searchable_texts

SLICE = 1000  # targets per step, which takes about 3 ms
_PAGE = 256  # values of a byte

_account = itemgetter(Target._fields.index("account_id"), Target._fields.index("aliases"))
_role = itemgetter(Target._fields.index("role"))
_facts = itemgetter(*map(Target._fields.index, ("tags", "note", "region", "sources")))


# Maps one byte per text to one byte per row, for the rows that have the texts.
Spread = Callable[[bytes], bytes]
Value = TypeVar("Value")


class Layout(NamedTuple):
    """The texts, and the functions that map flags of texts to flags of rows.

    A run is a group of neighbouring rows of one account. `aliases` and `ids` have one text per run,
    `id_lines` is all ids, each between line ends, `first` is the first row of each run, then the
    number of rows. `roles` and `paths` have one text per distinct role, `tags` and `others` one per
    distinct combination of tags, note, region and sources (the facts). `lengths` has the letters of
    each row's shown name, 255 at most.
    """

    aliases: list[str]
    ids: list[str]
    id_lines: str
    first: Sequence[int]
    of_runs: Spread
    roles: list[str]
    paths: list[str]
    of_roles: Spread
    tags: list[str]
    others: list[str]
    of_facts: Spread
    lengths: bytes

    @property
    def rows(self) -> int:
        """The number of rows, which are the targets."""
        return self.first[-1]


def build_in_steps(targets: Sequence[Target]) -> Generator[None, None, Layout]:
    """Builds the layout; yields after each SLICE of targets, so that the event loop can run."""
    aliases: list[str] = []
    ids: list[str] = []
    first = array("I")
    pages: list[bytearray] = []
    roles: _Distinct[str] = _Distinct()
    facts: _Distinct[tuple[tuple[str, ...], str, str, tuple[str, ...]]] = _Distinct()
    role_names: list[str] = []
    paths: list[str] = []
    tags: list[str] = []
    others: list[str] = []
    lengths = bytearray()
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
                if len(ids) % _PAGE == 1:
                    pages.append(bytearray())
            pages[-1].append((len(ids) - 1) % _PAGE)
        shown = (names[0] if names else account_id for account_id, names in map(_account, part))
        lengths += bytes([min(len(name), 255) for name in shown])
        aliases += searchable_texts(ALIAS, names)
        new_roles, new_facts = roles.add(map(_role, part)), facts.add(map(_facts, part))
        role_names += searchable_texts(ROLE, [(role.rpartition("/")[2],) for role in new_roles])
        paths += [_folded([role] if "/" in role else []) for role in new_roles]
        tags += [_folded(tagged) for tagged, _, _, _ in new_facts]
        others += [_folded([note, region, *sources]) for _, note, region, sources in new_facts]
        yield
    first.append(len(targets))
    return Layout(
        aliases,
        ids,
        "\n".join(["", *ids, ""]),
        first,
        _Runs([] if len(ids) == len(targets) else [bytes(page) for page in pages]),
        role_names,
        paths,
        roles.spread(),
        tags,
        others,
        facts.spread(),
        bytes(lengths),
    )


class _Runs:
    """Maps flags of runs to rows: for every 256 runs, one bytes.translate.

    Each page holds, for its rows, the number of their run modulo 256.
    """

    def __init__(self, pages: Sequence[bytes]) -> None:
        self._pages = pages

    def __call__(self, found: bytes, /) -> bytes:
        if not self._pages:
            return found  # every row is a run of its own
        tables = (found[at : at + _PAGE] for at in range(0, len(found), _PAGE))
        return b"".join(
            [
                page.translate(table.ljust(_PAGE, b"\0"))
                for page, table in zip(self._pages, tables, strict=True)
            ]
        )


class _Distinct(dict[Value, int]):
    """The distinct values of a column, each with its number, and the number of each row's value."""

    def __init__(self) -> None:
        self._places = array("I")
        self._new: list[Value] = []

    def add(self, values: Iterable[Value]) -> list[Value]:
        """Adds the values of further rows; returns those not seen before."""
        self._new = []
        self._places.extend([self[value] for value in values])
        return self._new

    def __missing__(self, value: Value) -> int:
        self._new.append(value)
        place = self[value] = len(self)
        return place

    def spread(self) -> Spread:
        """Returns the function that maps flags of the values to rows."""
        if len(self) > _PAGE:
            pick: Callable[[bytes], tuple[int, ...]] = itemgetter(*self._places)
            return lambda found: bytes(pick(found))
        page = bytes(list(self._places))
        return lambda found: page.translate(found.ljust(_PAGE, b"\0"))


def _folded(texts: Sequence[str]) -> str:
    return "\n".join([fold(text).text for text in texts if text])
