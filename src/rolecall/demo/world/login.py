"""The user name and password of the demo's IdP, for the prompts that show them."""

import json
from collections.abc import Mapping

from rolecall.demo.world.device import VARIABLE

LOGINS = "#logins"  # cannot be the serial number of an MFA device: those hold no #


def demo_login(env: Mapping[str, str], idp_name: str) -> tuple[str, str] | None:
    """User name and password for the IdP of this name; None outside the demo world."""
    path = env.get(VARIABLE)
    if not path:
        return None
    try:
        with open(path, encoding="utf-8") as file:
            user, password = json.load(file)[LOGINS][idp_name]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if isinstance(user, str) and isinstance(password, str):
        return user, password
    return None
