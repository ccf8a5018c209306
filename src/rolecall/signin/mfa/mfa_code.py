"""MFA codes before they are sent: normalised, and never sent twice.

A device shows a code for 30 s (RFC 6238), and AWS takes each code once. A code that was sent is
remembered, hashed, for every process of the user, until no device can show it any more.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from rolecall.core.errors import Cancelled, MfaCodeUsed, MfaRefused, RolecallError
from rolecall.core.files.own_files import own_lock, read_own, write_own
from rolecall.core.process.sha256 import sha256_hex

STEP = 30  # seconds a code is shown
DIGITS = 6
_PATIENCE = 10.0  # seconds to wait for another process's lock
_NO_PART = ("Pd", "Cf")  # Unicode: dashes, and signs without a shape


def tidy_code(text: str) -> str:
    """Six digits out of what was typed or pasted (`123 456`, full-width digits, a newline).

    Dashes and invisible signs, such as the direction marks of a chat, are left out.

    Raises MfaRefused for anything else; AWS is not asked.
    """
    import unicodedata  # deferred: without a code it is a library to load for nothing

    typed = "".join(unicodedata.normalize("NFKC", text).split())
    plain = "".join(c for c in typed if unicodedata.category(c) not in _NO_PART)
    if len(plain) != DIGITS or not (plain.isascii() and plain.isdigit()):
        raise MfaRefused(f"An MFA code has {DIGITS} digits.", "Type it again.")
    return plain


def seconds_to_next(now: float) -> int:
    """Whole seconds until the devices show another code; `now` in epoch seconds."""
    return STEP - int(now) % STEP


class UsedCodes:
    """The codes sent lately, in one small file shared by all processes.

    Where it cannot be written codes are sent all the same: AWS, too, takes each one once.
    """

    def __init__(self, path: str, clock: Callable[[], float]) -> None:
        self._path = path
        self._clock = clock
        self._patience = _PATIENCE

    def spend(self, serial: str, code: str) -> None:
        """Note that a code is about to be sent. Raises MfaCodeUsed if it was sent before.

        Cancelled where somebody stopped waiting for another process's lock: nothing is sent then.
        """
        try:
            self._spend(serial, code, self._clock())
        except (MfaCodeUsed, Cancelled):
            raise
        except RolecallError:
            pass

    def spend_again(self, serial: str, code: str) -> None:
        """Note that a code AWS refused is about to be sent once more. Raises as `spend` does."""
        self.spend(serial, f"{code} again")

    def note_taken(self, serial: str) -> None:
        """Note that AWS took a code of this device in the present step."""
        with suppress(RolecallError):
            self._spend(serial, self._step(), self._clock())

    def is_early(self, serial: str) -> bool:
        """Whether a code that AWS refused now may have been the next: this step's was taken."""
        return _mark(serial, self._step()) in self._read()

    def note_begun(self, serial: str, code: str) -> None:
        """Note that AWS took a code that was spent: a session began with it."""
        with suppress(RolecallError, MfaCodeUsed):
            self._spend(serial, _begun(code), self._clock())

    def has_begun(self, serial: str, code: str) -> bool:
        """Whether AWS accepted this code, for as long as a device may show it."""
        return self._read().get(_mark(serial, _begun(code)), 0.0) > self._clock()

    def give_back(self, serial: str, code: str) -> None:
        """Forget a code that AWS never looked at."""
        with suppress(RolecallError), self._lock():
            spent = self._read()
            if spent.pop(_mark(serial, code), None) is not None:
                write_own(self._path, json.dumps(spent).encode())

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """Hold the file's lock. What has been waited for in vain is not waited for again."""
        is_held = False
        try:
            with own_lock(self._path, self._patience):
                is_held, self._patience = True, _PATIENCE
                yield
        except RolecallError as error:
            if not is_held and not isinstance(error, Cancelled):
                self._patience = 0.0
            raise

    def _step(self) -> str:
        return f"step {int(self._clock()) // STEP}"

    def _spend(self, serial: str, code: str, now: float) -> None:
        with self._lock():
            spent = {k: t for k, t in self._read().items() if t > now}
            mark = _mark(serial, code)
            if mark in spent:
                raise _used(now, spent[mark])
            # AWS also takes the code before and after the one shown, so the last moment at which
            # a code can be sent again lies a step after the one it is shown in.
            spent[mark] = now - now % STEP + 2 * STEP
            write_own(self._path, json.dumps(spent).encode())

    def _read(self) -> dict[str, float]:
        try:
            spent = json.loads(read_own(self._path) or b"{}")
            return {str(k): float(v) for k, v in spent.items()}
        except (RolecallError, ValueError, TypeError, AttributeError, OverflowError):
            return {}
        except RecursionError:  # brackets by the thousand, whoever put them there
            return {}


def _begun(code: str) -> str:
    return f"{code} taken"


def _mark(serial: str, code: str) -> str:
    return sha256_hex(f"{serial} {code}".encode())


def _used(now: float, until: float) -> MfaCodeUsed:
    left = seconds_to_next(now) if now < until - STEP else 0
    then = f"The next code comes in {left} s." if left else "Your device shows a new one by now."
    return MfaCodeUsed(
        "That code was already used, and AWS accepts each one only once.", then, left
    )
