"""The scope of a role session: what narrows or labels it beside the role.

It is part of the role request, so that a session taken with one scope never stands in for another.
"""

import json
from typing import Any, NamedTuple

Pairs = tuple[tuple[str, str], ...]


class Scope(NamedTuple):
    """What STS AssumeRole is sent beside role, name and external id; empty for a plain session.

    Made by whoever reads it with sorted tags and a compact policy, since the digest of a request
    covers it letter by letter.
    """

    policy: str = ""  # the inline session policy, as compact JSON
    read_only: bool = False  # the partition's ReadOnlyAccess, as a managed session policy
    session_tags: Pairs = ()  # sorted by key
    transitive: tuple[str, ...] = ()  # the keys of tags that roles assumed next inherit; sorted
    source_identity: str = ""

    def __bool__(self) -> bool:
        """Whether there is any."""
        return any(self)

    @property
    def mark(self) -> str:
        """What it limits the role to, in one word for a row or a prompt; empty for no limit."""
        if self.read_only:
            return "read-only"
        return "limited" if self.policy else ""

    @property
    def words(self) -> str:
        """It in a few words: what it is limited to first; empty for none."""
        tags = ", ".join(f"{key}={value}" for key, value in self.session_tags)
        parts = (
            "read-only" if self.read_only else "",
            "session policy" if self.policy else "",
            f"tags {tags}" if tags else "",
            f"source identity {self.source_identity}" if self.source_identity else "",
        )
        return ", ".join(part for part in parts if part)

    @property
    def filled(self) -> dict[str, object]:
        """Its fields that are not empty, as JSON holds them."""
        return {
            name: _as_lists(value) if isinstance(value, tuple) else value
            for name, value in self._asdict().items()
            if value
        }

    @property
    def record(self) -> dict[str, object]:
        """All of it, for JSON that a script reads."""
        return {
            "read_only": self.read_only,
            "policy": json.loads(self.policy) if self.policy else None,
            "session_tags": dict(self.session_tags),
            "transitive_tags": list(self.transitive),
            "source_identity": self.source_identity or None,
        }


NO_SCOPE = Scope()


def scope_from(filled: object) -> Scope:
    """Returns the scope that `filled` was made of.

    Raises ValueError, TypeError or KeyError for anything else: a field that is unknown is of a
    later version, and leaving it out would make another scope of it.
    """
    if not isinstance(filled, dict):
        raise TypeError("scope")
    fields: dict[str, Any] = {str(name): _as_tuples(value) for name, value in filled.items()}
    scope = Scope(**fields)
    if not scope or scope.filled != filled or not _is_sound(scope):
        raise ValueError("scope")
    return scope


def _is_sound(scope: Scope) -> bool:
    """Whether every field has its type, and the tags their order."""
    pairs, keys = scope.session_tags, scope.transitive
    texts = [scope.policy, scope.source_identity, *keys]
    if not isinstance(pairs, tuple) or not all(isinstance(p, tuple) and len(p) == 2 for p in pairs):
        return False
    texts += [text for pair in pairs for text in pair]
    if not all(isinstance(text, str) for text in texts) or not isinstance(keys, tuple):
        return False
    for text in texts:
        text.encode()  # half a character, as JSON can spell it, can be sent nowhere
    tagged = [key for key, _ in pairs]
    return (
        scope.read_only in (True, False)
        and isinstance(scope.read_only, bool)
        and tagged == sorted(set(tagged))
        and list(keys) == sorted(set(keys) & set(tagged))
    )


def _as_lists(value: tuple[object, ...]) -> list[object]:
    return [_as_lists(one) if isinstance(one, tuple) else one for one in value]


def _as_tuples(value: object) -> object:
    return tuple(_as_tuples(one) for one in value) if isinstance(value, list) else value
