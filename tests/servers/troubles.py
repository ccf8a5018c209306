"""What can go wrong with a response, whichever service it is of.

    for name, fault in TROUBLES.items():
        aws.faults.add("GetRoleCredentials", fault)

Each ends a call for good. They are made of the faults of `rolecall.demo.faults`; what takes time
takes it by `SHORT`, the limits to set for it.
"""

from functools import partial

from rolecall.aws.call.limits import LIMITS
from rolecall.demo.faults import (
    Fault,
    Proceed,
    Refuse,
    drip,
    giant,
    hostile,
    refuse,
    reset,
    throttle,
    truncated,
    unavailable,
    wrong_body,
)
from rolecall.demo.protocol.http_messages import HttpResponse
from rolecall.demo.protocol.refusals import AwsError

CANARY = "CanaryInAnAnswer0000CanaryInAnAnswer0000"
SHORT = LIMITS._replace(total=3.0)  # seconds
_SLOW = 0.2  # seconds between two bytes: no response of AWS's has as few as fit into SHORT
_JSON = "application/json"
# The fields of which AWS's answers are made, in each spelling.
_KEYS = (b"AccessKeyId", b"accessKeyId")
_SECRETS = (b"SecretAccessKey", b"secretAccessKey", b"accessToken", b"refreshToken")
_ENDS = (b"Expiration", b"expiration", b"expiresIn")


def _each(values: bytes, names: tuple[bytes, ...]) -> Fault:
    """A hostile text in whichever of these fields the response has."""

    def fault(proceed: Proceed, refuse_with: Refuse) -> HttpResponse:
        for name in names:
            proceed = partial(hostile(values, name), proceed, refuse_with)
        return proceed()

    return fault


# Of any service, the identity provider's included.
TROUBLES: dict[str, Fault] = {
    "500": unavailable(500),
    "503": unavailable(503),
    "reset": reset(),
    "no body": truncated(0),
    "cut after a byte": truncated(1),
    "cut in the middle": truncated(120),
    "drip": drip(_SLOW),
    "garbage": wrong_body(b"\xff\xfe\x00" + CANARY.encode()),
    "portal": wrong_body(f"<html><body>Welcome to FreeWifi {CANARY}</body></html>".encode()),
    "wrong JSON": wrong_body(f'{{"canary": "{CANARY}"}}'.encode(), content_type=_JSON),
    "a JSON list": wrong_body(f'["{CANARY}"]'.encode(), content_type=_JSON),
    "null": wrong_body(b"null", content_type=_JSON),
    "deep JSON": wrong_body(b"[" * 100_000, content_type=_JSON),
    "wrong XML": wrong_body(f"<a>{CANARY}</a>".encode(), content_type="text/xml"),
    "giant": giant(8 << 20),
}
# Of AWS's services alone.
AWS_TROUBLES: dict[str, Fault] = {
    "throttle": throttle(),
    "denied": refuse(AwsError("AccessDenied", f"No. {CANARY}\n\x1b]52;c;{CANARY}\x07", 403)),
}
# Of those that give keys, or a token.
KEY_TROUBLES: dict[str, Fault] = {
    "hostile key": _each(b"$(touch x)", _KEYS),
    "hostile secret": _each(f"{CANARY}\\n[evil]".encode(), _SECRETS),
    "hostile end": _each(f"tomorrow {CANARY}".encode(), _ENDS),
}
