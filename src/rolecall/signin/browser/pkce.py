"""The secrets of one sign-in in a browser: its state, and its proof key (PKCE, RFC 7636)."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from typing import NamedTuple

from rolecall.core.errors import Refused
from rolecall.core.secret import Secret


class ProofKey(NamedTuple):
    """`state` comes back with the code; the verifier is sent with it, the challenge before."""

    state: str
    verifier: Secret

    @property
    def challenge(self) -> str:
        """The verifier's SHA-256, in base64url without padding."""
        digest = hashlib.sha256(self.verifier.reveal().encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def new_proof_key() -> ProofKey:
    return ProofKey(secrets.token_urlsafe(24), Secret(secrets.token_urlsafe(48)))


def code_of(answer: Mapping[str, str], key: ProofKey) -> Secret:
    """Returns the code that the page came back with. Raises Refused for none, and a strange one.

    `code` of the error is that of the page: `access_denied` where somebody has said no.
    """
    if not hmac.compare_digest(answer.get("state", "").encode(), key.state.encode()):
        raise Refused(
            "What came back is not the answer to this sign-in.",
            "Sign in again, on the page that opens then.",
            "state",
        )
    error = answer.get("error", "")
    if error == "access_denied":
        raise Refused("The sign-in was denied in the browser.", "Try again to allow it.", error)
    if error or not answer.get("code"):
        raise Refused("The sign-in in the browser failed.", "Try again.", error or "code")
    return Secret(answer["code"])
