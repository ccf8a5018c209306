"""A second copy of the guard: damage to state.toml must not silently unprotect an account.

The guard is the patterns of protected aliases, separated by blanks. state.toml contains it with a
digest, guard.json beside it contains both again. Which guard is in force:

    both agree, or the file has more       the file's guard
    the file lacks patterns of the copy    both together
    the file is damaged or missing         the copy's guard
    ... and so is the copy                 every account is protected

Patterns can be added to state.toml by hand; removing one is done in the picker.
"""

import json
import os

from rolecall.core.errors import RolecallError
from rolecall.core.files.own_files import ownership_fault, write_own
from rolecall.core.files.private_files import read_bytes
from rolecall.core.process.sha256 import sha256_hex

ALL = "*"  # the pattern that matches every account
DIGEST = "guard_digest"  # the key in state.toml
_LONGEST = 64 * 1024  # bytes
_SETTLE = "To settle what is protected: ctrl+p in the picker, then Protect."


# The guard in guard.json, None where it is missing or damaged; and whether the file exists. No
# class: creating one takes 0.1 ms, which delays every hand-over of a held session.
Copy = tuple[str | None, bool]


class Guard:
    """The guard in force. `fault`: why it is not the file's; `words`: the consequence."""

    __slots__ = ("fault", "hint", "text", "words")  # no NamedTuple, for the reason above

    def __init__(self, text: str, fault: str = "", words: str = "", hint: str = "") -> None:
        self.text = text
        self.fault = fault
        self.words = words
        self.hint = hint


def digest_of(guard: str) -> str:
    """Returns the digest that is stored with a guard."""
    return sha256_hex(f"guard {guard}".encode())


def read_copy(state_path: str) -> Copy:
    """Reads the copy beside a state file. Never raises."""
    path = _copy_path(state_path)
    try:
        if ownership_fault(path, follow=True) is not None:
            return None, True
        data = read_bytes(path, _LONGEST)
        if data is None:
            return None, False
        found = json.loads(data)
        guard = found["guard"]
        is_whole = isinstance(guard, str) and found["digest"] == digest_of(guard)
    except (RolecallError, ValueError, KeyError, TypeError, RecursionError) as error:
        return None, not isinstance(error.__cause__, NotADirectoryError)
    return guard if is_whole else None, True


def write_copy(state_path: str, guard: str) -> None:
    """Writes the copy beside a state file. Raises RolecallError where the system refuses."""
    data = json.dumps({"guard": guard, "digest": digest_of(guard)}).encode()
    write_own(_copy_path(state_path), data, follow=True)


def guard_from_file(guard: str, digest: object, copy: Copy) -> Guard:
    """Returns the guard in force where state.toml is intact and contains `guard`.

    `digest`: the one stored with it; None in a file written by hand or by an earlier version.
    """
    kept, is_there = copy
    if kept is not None:
        own = guard.split()
        lost = [pattern for pattern in kept.split() if pattern not in own]
        if not lost:
            return Guard(guard)
        fault = f"no longer protects {' '.join(lost)}, which nobody switched off"
        return Guard(" ".join((*own, *lost)), fault, "it stays protected", _SETTLE)
    is_proved = digest == digest_of(guard) if digest is not None else not is_there
    return Guard(guard) if is_proved else _all("is damaged")


def guard_without_file(copy: Copy, *, is_missing: bool) -> Guard:
    """Returns the guard in force where state.toml is missing, or its guard cannot be read."""
    kept, is_there = copy
    if is_missing and not (kept if kept is not None else is_there):
        return Guard("")  # there was never a guard, or it was empty
    fault = "is gone" if is_missing else "is damaged"
    if kept is None:
        return _all(fault)
    what = "every account" if kept == ALL else kept
    return Guard(kept, fault, f"{what} stays protected" if kept else "")


def is_weaker(guard: str, before: str | None) -> bool:
    """Whether a guard lacks a pattern of the previous one."""
    return bool(set((before or "").split()) - set(guard.split()))


def _all(fault: str) -> Guard:
    return Guard(ALL, fault, "every account is taken as protected", _SETTLE)


def _copy_path(state_path: str) -> str:
    return os.path.join(os.path.dirname(state_path), "guard.json")
