"""A virtual MFA device: the codes of RFC 6238 (SHA-1, six digits, 30 s), each good once."""

import base64
import hmac
import secrets
import struct

STEP = 30  # seconds that a code is shown


def new_seed() -> str:
    """A seed as AWS hands it to a new virtual device: 64 characters of base32."""
    return base64.b32encode(secrets.token_bytes(40)).decode()


def code_at(seed: str, moment: float) -> str:
    """The code a device with this base32 seed shows at `moment` (epoch seconds)."""
    return _code_of(seed, int(moment // STEP))


def _code_of(seed: str, window: int) -> str:
    digest = hmac.digest(base64.b32decode(seed), struct.pack(">Q", window), "sha1")
    number = struct.unpack_from(">I", digest, digest[-1] & 0x0F)[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


class TotpDevice:
    """One device of a user, and which of its windows AWS has already taken a code of."""

    def __init__(self, serial: str, seed: str = "") -> None:
        self.serial = serial
        self.seed = seed or new_seed()
        self._used: set[int] = set()

    def code(self, now: float, windows: int = 0) -> str:
        """The code on the display at `now`, or that many windows later (or, below 0, earlier)."""
        return code_at(self.seed, now + windows * STEP)

    def accepts(self, code: str, now: float) -> bool:
        """Whether AWS takes the code, which is thereby used.

        AWS allows for a device that is one window late or early, and takes each code once.
        """
        current = int(now // STEP)
        for window in (current, current - 1, current + 1):
            right = hmac.compare_digest(_code_of(self.seed, window).encode(), code.encode())
            if right and window not in self._used:
                self._used = {window, *(used for used in self._used if used >= current - 1)}
                return True
        return False
