"""What AWS Sign-In gives, and to whom."""

from typing import NamedTuple

from rolecall.core.model import Credentials
from rolecall.core.secret import Secret

# The clients of `aws login`: with the browser on this machine, and on another one.
HERE, ELSEWHERE = (f"arn:aws:signin:::devtools/{kind}-device" for kind in ("same", "cross"))


class NewKeys(NamedTuple):
    """What AWS Sign-In gives; an answer to a refresh may have no ID token."""

    keys: Credentials
    refresh_token: Secret
    id_token: Secret
