"""Orders what the quick filter found: the merit of each target, then what the user prefers."""

from collections.abc import Mapping, Sequence
from heapq import nsmallest

from rolecall.core.model import Target
from rolecall.core.search import scores
from rolecall.core.search.layout import Layout
from rolecall.core.search.quality import (
    MOST_HIDDEN,
    account_merit,
    folded,
    hidden_merit,
    role_merit,
    split_merit,
)

LOOKED_AT = 400  # rows of the quick filter's best that are weighed: a thousand took a frame's time


class Ranking:
    """Ranks the rows of one index.

    `preferred`: the rank of a row among equals, for pinned and used ones; all others are in the
    given order.
    """

    def __init__(
        self, targets: Sequence[Target], preferred: Mapping[int, int], layout: Layout
    ) -> None:
        self._targets = targets
        self._preferred = preferred
        self._layout = layout

    def best(self, tokens: Sequence[str], points: bytes, looked_at: int) -> int | None:
        """Returns the best of the rows with points; None where there is none."""
        found: list[int] = []
        for rows in scores.best_classes(points):
            room = looked_at - len(found)
            found += self._nearest(rows, room) if len(rows) > room else rows
            if len(found) >= looked_at:
                break
        return next(iter(self._weighed(tokens, found)), None)

    def ranked(self, tokens: Sequence[str], points: bytes) -> list[int]:
        """Returns the rows with points, the best first; LOOKED_AT of them are weighed."""
        classes = scores.classes(points)
        best: list[int] = []
        for place, rows in enumerate(classes):
            room = LOOKED_AT - len(best)
            if room <= 0:
                break
            if len(rows) > room:
                near = self._nearest(rows, room)
                chosen = set(near)
                best += near
                classes[place] = [row for row in rows if row not in chosen]
                break
            best += rows
            classes[place] = []
        weighed = self._weighed(tokens, best)
        rest = [row for rows in classes for row in rows]
        return weighed + rest if rest else weighed

    def _nearest(self, rows: Sequence[int], room: int) -> list[int]:
        """Returns the rows of one class that leave least over, pinned and used ones first."""
        mine = [row for row in rows if row in self._preferred]
        mine += nsmallest(room, rows, key=self._layout.lengths.__getitem__)
        return list(dict.fromkeys(mine))[:room]

    def _weighed(self, tokens: Sequence[str], rows: Sequence[int]) -> list[int]:
        if not tokens:
            return sorted(rows, key=lambda row: (self._preferred.get(row, len(rows)), row))
        targets, preferred, unused = self._targets, self._preferred, len(self._preferred)
        accounts: dict[object, tuple[list[int], int]] = {}
        roles: dict[str, list[int]] = {}
        facts: dict[object, list[int]] = {}
        keys: list[tuple[int, int, int, int]] = []
        for row in rows:
            target = targets[row]
            key: object = target.account_id, target.aliases
            if (account := accounts.get(key)) is None:
                merits = [account_merit(token, target) for token in tokens]
                account = accounts[key] = merits, _left_over(target.alias, tokens)
            if (role := roles.get(target.role)) is None:
                role = roles[target.role] = [role_merit(token, target.role) for token in tokens]
            best = list(map(max, account[0], role))
            if min(best) < MOST_HIDDEN:  # else the other fields can add nothing
                key = target.tags, target.note, target.region, target.sources
                if (hidden := facts.get(key)) is None:
                    hidden = facts[key] = [hidden_merit(token, target) for token in tokens]
                best = list(map(max, best, hidden))
            if not all(best):
                best = [
                    merit or split_merit(token, target)
                    for merit, token in zip(best, tokens, strict=True)
                ]

            keys.append((-sum(best), preferred.get(row, unused), account[1], row))
        keys.sort()
        return [row for *_, row in keys]


def _left_over(name: str, tokens: Sequence[str]) -> int:
    """Returns how many letters of the name no token covers, at the least."""
    text = folded(name).text
    left = len(text)
    for token in tokens:
        if token in text:
            left -= len(token)
    return left
