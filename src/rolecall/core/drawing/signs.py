"""Whether a terminal shows more than ASCII."""

import re
from collections.abc import Mapping

_UTF8 = re.compile("utf-?8", re.IGNORECASE)
_MEANS_C = ("C", "POSIX")


def has_signs(env: Mapping[str, str]) -> bool:
    """Returns whether the locale is a UTF-8 one; a locale without a charset counts as one.

    LC_ALL wins over LC_CTYPE, and that over LANG (POSIX). Python itself sets LC_CTYPE to C.UTF-8
    where LANG is C (PEP 538), so C.UTF-8 there says nothing about the terminal.
    """
    name = env.get("LC_ALL") or env.get("LC_CTYPE") or env.get("LANG") or ""
    if name == "C.UTF-8" and not env.get("LC_ALL") and env.get("LANG") in _MEANS_C:
        return False
    _, dot, charset = name.partition(".")
    return name not in _MEANS_C and (not dot or bool(_UTF8.match(charset)))
