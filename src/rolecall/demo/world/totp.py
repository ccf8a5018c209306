"""A virtual MFA device: TOTP codes by RFC 6238 (SHA-1, six digits, 30 s), each accepted once."""

import base64
import hmac
import struct

from rolecall.demo.world import keys

STEP = 30  # seconds that a code is shown


def code_at(seed: str, moment: float) -> str:
    """The code that a device with this base32 seed shows at `moment` (epoch seconds)."""
    return _code_of(seed, int(moment // STEP))


def _code_of(seed: str, window: int) -> str:
    digest = hmac.digest(base64.b32decode(seed), struct.pack(">Q", window), "sha1")
    number = struct.unpack_from(">I", digest, digest[-1] & 0x0F)[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


class TotpDevice:
    """A user's MFA device, with the time windows whose code AWS has already accepted."""

    def __init__(self, serial: str, seed: str = "") -> None:
        self.serial = serial
        self.seed = seed or keys.totp_seed()
        self._used: set[int] = set()

    def code(self, now: float, windows: int = 0) -> str:
        """The code at `now` (epoch seconds), or `windows` later; negative: earlier."""
        return code_at(self.seed, now + windows * STEP)

    def accepts(self, code: str, now: float) -> bool:
        """Check a code, and mark it as used if it is right.

        AWS tolerates a device clock that is one window late or early, and accepts a code once.
        """
        current = int(now // STEP)
        for window in (current, current - 1, current + 1):
            right = hmac.compare_digest(_code_of(self.seed, window).encode(), code.encode())
            if right and window not in self._used:
                self._used = {window, *(used for used in self._used if used >= current - 1)}
                return True
        return False
