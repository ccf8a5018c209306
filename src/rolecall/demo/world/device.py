"""The demo's MFA device, as the dialog that asks for a code can read it."""

import json
from collections.abc import Mapping

from rolecall.demo.world.totp import code_at

# A file of mode 0600: JSON, device serial to base32 seed, and the logins of login.py beside them.
VARIABLE = "ROLECALL_DEMO"


def current_code(env: Mapping[str, str], serial: str, now: float) -> str | None:
    """The code a demo device shows at `now` (epoch seconds); None outside the demo world."""
    path = env.get(VARIABLE)
    if not path:
        return None
    try:
        with open(path, encoding="utf-8") as file:
            seed = json.load(file)[serial]
        return code_at(seed, now)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
