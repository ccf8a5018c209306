"""A preview of what writing a profile changes, with secrets masked."""

from collections.abc import Mapping
from typing import NamedTuple

from rolecall.handover.profile.profile_request import REQUEST

MASK = "········"
_MASKED = frozenset({"aws_secret_access_key", "aws_session_token", "aws_security_token"})


class KeyChange(NamedTuple):
    """One key of the section. `sign`: `~` changed, `+` added, `-` removed, empty for unchanged."""

    sign: str
    key: str
    now: str
    after: str  # empty if unchanged


class ProfileChange(NamedTuple):
    """The change that writing a named profile makes to one of the shared files."""

    name: str  # of the section
    path: str  # the real file, with symbolic links resolved
    line: int  # 1-based: where the section is or will be
    is_new: bool  # the section does not exist yet
    key_changes: tuple[KeyChange, ...]
    lines_changed: int
    lines_kept: int
    notes: tuple[str, ...]  # warnings to show before it is written
    removed: bool = False  # the whole section is removed

    @property
    def summary(self) -> str:
        """A sentence: how many lines of the file change, and how many stay."""
        changed, kept = self.lines_changed, self.lines_kept
        if self.is_new:
            start = f"A new section of {len(self.key_changes)} keys"
            if not kept:
                return f"{start}, the first lines of the file."
            stay = "line there stays" if kept == 1 else "lines there stay"
            return f"{start}; the {kept} {stay}, byte for byte."
        if not changed:
            return "Nothing changes: the section holds all of this already."
        change = "line of the section changes" if changed == 1 else "lines of the section change"
        stay = "line stays" if kept == 1 else f"{kept} stay"
        if self.removed:
            return f"The section goes; the other {stay}, byte for byte."
        return f"{changed} {change}; the other {stay}, byte for byte."


def key_changes(now: Mapping[str, str], wanted: Mapping[str, str | None]) -> tuple[KeyChange, ...]:
    """Compare the keys of a section with the wanted ones, where None removes a key."""
    return tuple(
        _key_change(key, now.get(key), after)
        for key, after in wanted.items()
        if key in now or after is not None
    )


def _key_change(key: str, now: str | None, after: str | None) -> KeyChange:
    if now is None:
        return KeyChange("+", key, "", _shown(key, after or ""))
    if after is None:
        why = ", it is stale" if key == "aws_security_token" else ""
        return KeyChange("-", key, _shown(key, now), f"goes{why}")
    if now == after:
        return KeyChange("", key, _shown(key, now), "")
    new = " new" if key in _MASKED else ""
    return KeyChange("~", key, _shown(key, now), _shown(key, after) + new)


def _shown(key: str, value: str) -> str:
    if key in _MASKED:
        return MASK
    if key == REQUEST:
        return f"{value[:12]}…" if value else ""  # the part that identifies the target
    if key != "aws_access_key_id":
        return value
    return f"{value[:4]}····{value[-4:]}" if len(value) >= 16 else MASK
