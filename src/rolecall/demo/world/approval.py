"""What the demo's Identity Center does by itself, for the prompts that show it."""

import json
from collections.abc import Mapping

from rolecall.demo.world.device import VARIABLE

APPROVALS = "#approvals"  # cannot be the serial number of an MFA device: those hold no #


def demo_approval(env: Mapping[str, str], provider: str) -> str | None:
    """What becomes of a device's code that nobody approves; None outside the demo world."""
    path = env.get(VARIABLE)
    if not path:
        return None
    try:
        with open(path, encoding="utf-8") as file:
            seconds = json.load(file)[APPROVALS][provider]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return f"approved in {seconds} s" if isinstance(seconds, int) else None
