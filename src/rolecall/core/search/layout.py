"""The targets' texts laid out for search: each once, and which rows have it."""

from array import array
from collections.abc import Callable, Generator, Iterable, Sequence
from operator import itemgetter
from typing import NamedTuple, TypeVar

from rolecall.core.model import Target
from rolecall.core.search.fold import fold
from rolecall.core.search.query import ALIAS, ROLE, searchable_texts

SLICE = 1000  # targets laid out at a time: some 3 ms
_PAGE = 256  # what one byte can name

_account = itemgetter(Target._fields.index("account_id"), Target._fields.index("aliases"))
_role = itemgetter(Target._fields.index("role"))
_facts = itemgetter(*map(Target._fields.index, ("tags", "note", "region", "sources")))


# Brings what was found in texts to the rows that have them, one byte each.
Spread = Callable[[bytes], bytes]
Kind = TypeVar("Kind")


class Layout(NamedTuple):
    """Texts, and how what is found in them comes to the rows.

    `aliases` and `ids`: of each run, which is neighbouring rows of one account. `id_lines`: the
    ids once more, each between line ends. `first`: the first row of each run, and the number of
    rows. `roles` and `paths`: of each role. `tags` and `others`: of each set of such facts.
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

    @property
    def rows(self) -> int:
        return self.first[-1]


def build_in_steps(targets: Sequence[Target]) -> Generator[None, None, Layout]:
    """Lay the targets out, a slice between two yields, so that others have their turn."""
    aliases: list[str] = []
    ids: list[str] = []
    first = array("I")
    pages: list[bytearray] = []
    roles: _Kinds[str] = _Kinds()
    facts: _Kinds[tuple[tuple[str, ...], str, str, tuple[str, ...]]] = _Kinds()
    role_names: list[str] = []
    paths: list[str] = []
    tags: list[str] = []
    others: list[str] = []
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
    )


class _Runs:
    """Runs lie in the order of the rows: a page of 256 at a time, looked up as bytes are."""

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


class _Kinds(dict[Kind, int]):
    """What any row may have: each kind once, with its place, and the place of each row's."""

    def __init__(self) -> None:
        self._places = array("I")
        self._new: list[Kind] = []

    def add(self, kinds: Iterable[Kind]) -> list[Kind]:
        """Add rows; returns the kinds that are new."""
        self._new = []
        self._places.extend([self[kind] for kind in kinds])
        return self._new

    def __missing__(self, kind: Kind) -> int:
        self._new.append(kind)
        place = self[kind] = len(self)
        return place

    def spread(self) -> Spread:
        if len(self) > _PAGE:
            pick: Callable[[bytes], tuple[int, ...]] = itemgetter(*self._places)
            return lambda found: bytes(pick(found))
        page = bytes(list(self._places))
        return lambda found: page.translate(found.ljust(_PAGE, b"\0"))


def _folded(texts: Sequence[str]) -> str:
    return "\n".join([fold(text).text for text in texts if text])
