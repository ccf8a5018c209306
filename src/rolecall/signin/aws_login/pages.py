"""The pages of AWS Sign-In: in the browser of this machine, and in one elsewhere."""

import base64
import time
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from rolecall.aws.login.dpop import new_key
from rolecall.aws.login.new_keys import ELSEWHERE, HERE, NewKeys
from rolecall.core.errors import Refused
from rolecall.core.secret import Secret
from rolecall.signin.browser.loopback import Loopback
from rolecall.signin.browser.pkce import code_of, new_proof_key

if TYPE_CHECKING:
    from rolecall.aws.login.tokens import SignInService

_LASTS = 600.0  # seconds until its code has expired
_LONGEST = 4_096  # characters that are pasted
PASTED_WRONG = "PastedWrong"  # the code of the refusal of what was pasted


class SignInPage:
    """A BrowserPage of AWS Sign-In; `given` and `key` are there once somebody has signed in."""

    user_code = ""
    takes_text = by_device = False
    client_id, redirect = "", ""
    given: NewKeys | None = None

    def __init__(self, service: "SignInService", clock: Callable[[], datetime]) -> None:
        self._service = service
        self._clock = clock
        self._proof = new_proof_key()
        self.key = new_key()
        self.expires = clock().timestamp() + _LASTS

    @property
    def address(self) -> str:
        asked = {
            "response_type": "code",
            "client_id": self.client_id,
            "state": self._proof.state,
            "code_challenge_method": "SHA-256",
            "scope": "openid",
            "redirect_uri": self.redirect,
            "code_challenge": self._proof.challenge,
        }
        return f"{self._service.endpoint()}/v1/authorize?{urlencode(asked)}"

    def take(self, text: str) -> None:
        pass

    def close(self) -> None:
        pass

    def _check_time(self) -> None:
        if self._clock().timestamp() >= self.expires:
            raise Refused(
                "Nobody has signed in within 10 minutes: the page has expired.",
                "Try again for a new one.",
            )

    def _exchange(self, code: Secret) -> bool:
        self.given = self._service.by_code(
            self.client_id, code, self._proof.verifier, self.redirect, self.key, self._clock
        )
        return True


class PageHere(SignInPage):
    """The browser comes back to a listener on 127.0.0.1, which is open before it is."""

    client_id = HERE

    def __init__(self, service: "SignInService", clock: Callable[[], datetime]) -> None:
        super().__init__(service, clock)
        self._listener = Loopback()
        self.redirect = self._listener.address

    def wait(self, seconds: float) -> bool:
        answer = self._listener.wait(seconds)
        if answer is not None:
            return self._exchange(code_of(answer, self._proof))
        self._check_time()
        return False

    def close(self) -> None:
        self._listener.close()


class PageElsewhere(SignInPage):
    """The page ends with a text, base64 of state and code, which the user pastes here."""

    client_id = ELSEWHERE
    by_device = takes_text = True

    def __init__(self, service: "SignInService", clock: Callable[[], datetime]) -> None:
        super().__init__(service, clock)
        self.redirect = f"{service.endpoint()}/v1/sessions/confirmation"
        self._pasted = ""

    def take(self, text: str) -> None:
        self._pasted = text.strip()

    def wait(self, seconds: float) -> bool:
        if self._pasted:
            pasted, self._pasted = self._pasted, ""
            return self._exchange(code_of(_answer_in(pasted), self._proof))
        self._check_time()
        time.sleep(seconds)
        return False


def _answer_in(pasted: str) -> dict[str, str]:
    try:
        text = base64.b64decode(pasted[:_LONGEST] + "=" * (-len(pasted) % 4), validate=True)
        found = dict(parse_qsl(text.decode("ascii")))
    except ValueError:  # of base64, and of characters
        found = {}
    if not found:
        raise Refused(
            "That is not the text that the page shows.",
            "Copy all of it, from the first to the last character.",
            PASTED_WRONG,
        )
    return found
