"""The search of the picker: words in any order, each found in some field of a target.

A word counts most where it starts a name, less at the start of a word in it, less inside it, less
in a field without a column (tag, note, region, source), least as letters in order with gaps that
stay within reach. Nothing here backtracks: the worst query costs what its length costs.
"""

from collections.abc import Mapping, Sequence
from itertools import compress

from rolecall.core.address import Address, parse_address
from rolecall.core.errors import UsageError
from rolecall.core.folding import fold
from rolecall.core.highlights import Highlights, highlights
from rolecall.core.matching import (
    END,
    WORD,
    is_account,
    is_role,
    may_scatter,
    parse_query,
    prepared,
    scattered,
    without_column,
)
from rolecall.core.model import Target, parse_role

__all__ = ["Highlights", "Index", "free_text_roles", "highlights"]

# Signs that no folded text holds: of the start of an alias, a role, an id.
_ALIAS, _ROLE, _ID = "\x01", "\x02", "\x03"
_MOST_ROLE_WORDS = 4  # of a query that are tried as a role


class Index:
    """The targets, prepared for search. `used`: ARN of a target to how much it is used.

    Positions are those of `targets`. Among equals the more used comes first, then the given order.
    """

    def __init__(self, targets: Sequence[Target], used: Mapping[str, float] = {}) -> None:
        self.targets = targets
        self._order = list(range(len(targets)))
        if used:
            weights = [used.get(target.arn, 0.0) for target in targets]
            self._order.sort(key=lambda position: -weights[position])
        self._starts: list[str] = []  # every word start of alias, role and id, to the field's end
        self._columns: list[str] = []  # alias, role and id, one a line
        self._marked: list[str] = []  # alias and role with their word starts marked
        self._others: list[str] = []  # the fields without a column, one a line
        self._accounts: list[str] = []  # alias, id and tags: what names an account
        self._last: tuple[list[str], list[int]] = ([], [])
        self._prepare()

    def _prepare(self) -> None:
        memory: dict[tuple[str, str], tuple[str, str, str]] = {}

        def field(sign: str, text: str) -> tuple[str, str, str]:
            known = memory.get((sign, text))
            if known is None:
                known = memory[sign, text] = prepared(sign, fold(text))
            return known

        shared: dict[str, str] = {}
        for position in self._order:
            target = self.targets[position]
            fields = [field(_ALIAS, alias) for alias in target.aliases]
            fields.append(field(_ROLE, target.role_name))
            self._starts.append("".join([part[0] for part in fields]) + _ID + target.account_id)
            self._columns.append("\n".join([part[1] for part in fields]) + "\n" + target.account_id)
            self._marked.append("\n".join([part[2] for part in fields]))
            others = "\n".join([field("", text)[1] for _, text in without_column(target)])
            self._others.append(shared.setdefault(others, others))
            names = [part[1] for part in fields[:-1]]
            names += [target.account_id, *[field("", tag)[1] for tag in target.tags]]
            account = "\n".join(names)
            self._accounts.append(shared.setdefault(account, account))

    def search(self, query: str) -> list[int]:
        """The positions of the targets that hold every word of the query, the best first."""
        tokens, addresses = parse_query(query)
        if not tokens and not addresses:
            return list(range(len(self.targets)))
        rows = self._at(addresses) if addresses else self._survivors(tokens)
        ranked, rows = self._ranked(tokens, rows)
        if not addresses:
            self._last = (tokens, rows)
        return [self._order[row] for row in ranked]

    def best_account(self, query: str) -> Target | None:
        """The best target whose account, not its role, has every word of the query."""
        tokens, addresses = parse_query(query)
        if not tokens and not addresses:
            return None
        rows = self._at(addresses)
        for token in tokens:
            rows = [row for row in rows if token in self._accounts[row]]
        ranked, _ = self._ranked(tokens, rows)
        return self.targets[self._order[ranked[0]]] if ranked else None

    def has(self, account_id: str, role: str) -> bool:
        """Whether this role of this account is a target, by name or with its path."""
        return any(
            account_id in text and is_role(self.targets[self._order[row]], role)
            for row, text in enumerate(self._columns)
        )

    def _ranked(self, tokens: list[str], rows: list[int]) -> tuple[list[int], list[int]]:
        """Those of the rows that hold every token, the best first and as they stood."""
        points = [0] * len(rows)
        for token in tokens:
            grades = self._grades(token, rows)
            points = [point + grade for point, grade in zip(points, grades, strict=True) if grade]
            rows = list(compress(rows, grades))
        best_first = sorted(range(len(rows)), key=points.__getitem__, reverse=True)
        return [rows[place] for place in best_first], rows

    def _survivors(self, tokens: list[str]) -> list[int]:
        """The rows that can match: those of the last query where this one only goes on from it."""
        last, rows = self._last
        if last and all(any(_narrows(old, new) for new in tokens) for old in last):
            return rows
        return list(range(len(self._order)))

    def _at(self, addresses: list[Address]) -> list[int]:
        rows = list(range(len(self._order)))
        for address in addresses:
            found = [
                row for row in rows if is_account(self.targets[self._order[row]], address.account)
            ]
            exact = [row for row in found if is_role(self.targets[self._order[row]], address.role)]
            rows = exact or found
        return rows

    def _grades(self, token: str, rows: list[int]) -> list[int]:
        """For each row what the token counts in it; 0: not found.

        One comprehension of substring tests, because this is where a search spends its time.
        """
        starts, columns, others = self._starts, self._columns, self._others
        alias, role, account_id = _ALIAS + token, _ROLE + token, _ID + token
        whole_alias, whole_role, word = alias + END, role + END, WORD + token
        grades = [
            (
                (9 if whole_alias in text else 7)
                if alias in (text := starts[row])
                else (8 if whole_role in text else 6)
                if role in text
                else 6
                if account_id in text
                else 4
                if word in text
                else 3
            )
            if token in columns[row]
            else 2
            if token in others[row]
            else 0
            for row in rows
        ]
        if may_scatter(token):
            found = scattered(token).search
            first = WORD + token[0]
            marked = self._marked
            for place, row in enumerate(rows):
                if not grades[place] and first in marked[row] and found(marked[row]):
                    grades[place] = 1
        return grades


def free_text_roles(index: Index, query: str) -> list[tuple[str, Target]]:
    """The lines "Assume ROLE in ACCOUNT": roles that are no target yet, at most three.

    ROLE is a word of the query, the last typed first; ACCOUNT is that of the target given, the
    best match of the other words. A pasted address names both.
    """
    words = query.split()
    lines: list[tuple[str, Target]] = []
    for place in reversed(range(max(0, len(words) - _MOST_ROLE_WORDS), len(words))):
        address = parse_address(words[place])
        others = [*words[:place], *words[place + 1 :]]
        role = _possible_role(address.role if address else words[place])
        target = index.best_account(" ".join(words if address else others)) if role else None
        if target and (role, target) not in lines and not index.has(target.account_id, role):
            lines.append((role, target))
    return lines[:3]


def _narrows(old: str, new: str) -> bool:
    """Whether whatever holds `new` holds `old` too."""
    return new.startswith(old) and (may_scatter(old) or not may_scatter(new))


def _possible_role(word: str) -> str:
    try:
        return parse_role(word)
    except UsageError:
        return ""
