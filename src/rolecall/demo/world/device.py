"""The current code of the demo's MFA device, for the prompts that show it."""

import json
from collections.abc import Mapping

from rolecall.demo.world.totp import code_at

# Names a file of mode 0600: JSON, device serial to base32 seed, and the logins of login.py.
VARIABLE = "ROLECALL_DEMO"


def current_code(env: Mapping[str, str], serial: str, now: float) -> str | None:
    """The code that a demo device shows at `now` (epoch seconds); None outside the demo world."""
    path = env.get(VARIABLE)
    if not path:
        return None
    try:
        with open(path, encoding="utf-8") as file:
            seed = json.load(file)[serial]
        return code_at(seed, now)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
