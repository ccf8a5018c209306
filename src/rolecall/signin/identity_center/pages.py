"""The two pages by which somebody signs in to an Identity Center.

A BrowserPage each: by PKCE with the browser of this machine, by a device code with any.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from rolecall.aws.refusals.identity_center_calls import (
    CODE_EXPIRED,
    PENDING,
    SESSION_OVER,
    SLOW_DOWN,
)
from rolecall.core.errors import Refused, Unreachable
from rolecall.core.identity_center import IdentityCenter
from rolecall.core.process.clock import ticks
from rolecall.sessions.aws_tools.sso_tokens import SsoToken
from rolecall.signin.browser.loopback import Loopback
from rolecall.signin.browser.pkce import code_of, new_proof_key

if TYPE_CHECKING:
    from rolecall.aws.identity_center.oidc import Issued, Oidc, Registration

LASTS = timedelta(minutes=10)  # AWS takes a code for as long
_SLOWER = 5  # seconds that AWS wants to be added: RFC 8628, section 3.5
_SHORTEST = 0.1  # seconds between two polls, whatever AWS allows
_UNREACHED = 3  # polls in a row without an answer; then the page is given up

Clock = Callable[[], datetime]


class CenterPage:
    """What both have in common. `token` is there once `wait` has returned True."""

    address = ""
    user_code = ""
    by_device = False
    takes_text = False

    def __init__(self, center: IdentityCenter, oidc: "Oidc", clock: Clock) -> None:
        self.token: SsoToken | None = None
        self._center = center
        self._oidc = oidc
        self._clock = clock
        self._registration = oidc.register(for_device=self.by_device)
        self._ends = clock() + LASTS

    @property
    def expires(self) -> float:
        return self._ends.timestamp()

    def take(self, text: str) -> None:
        """Nothing is pasted."""

    def close(self) -> None:
        """Nothing is open."""

    def _sign_in(self, issued: "Issued") -> bool:
        self.token = _token(self._center, self._registration, issued)
        return True

    def _check_time(self) -> None:
        if self._clock() >= self._ends:
            raise too_late(self._center)


class LocalPage(CenterPage):
    """A sign-in by PKCE: it comes back to 127.0.0.1, where somebody listens before it is shown."""

    def __init__(self, center: IdentityCenter, oidc: "Oidc", clock: Clock) -> None:
        super().__init__(center, oidc, clock)
        self._key = new_proof_key()
        self._loopback = Loopback()
        redirect, key = self._loopback.address, self._key
        self.address = oidc.address(self._registration, redirect, key.state, key.challenge)

    def wait(self, seconds: float) -> bool:
        answer = self._loopback.wait(seconds)
        if answer is None:
            self._check_time()
            return False
        code = code_of(answer, self._key)
        redirect = self._loopback.address
        try:
            issued = self._oidc.by_code(self._registration, code, self._key.verifier, redirect)
        except Refused as refused:
            if refused.code != SESSION_OVER:
                raise
            raise _not_taken(refused) from None
        return self._sign_in(issued)

    def close(self) -> None:
        self._loopback.close()


class DevicePage(CenterPage):
    """A sign-in by a device code, which is polled for. Somebody may have approved it already."""

    by_device = True

    def __init__(
        self,
        center: IdentityCenter,
        oidc: "Oidc",
        clock: Clock,
        *,
        ticks: Callable[[], float] = ticks,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        super().__init__(center, oidc, clock)
        self._ticks = ticks
        self._sleep = sleep
        self._unreached = 0
        self._device = oidc.start_device(self._registration)
        self._ends = clock() + timedelta(seconds=self._device.lasts)
        self._interval = float(self._device.interval)
        self._next = ticks()
        self.address, self.user_code = self._device.address, self._device.user_code
        self._poll()  # what AWS refuses at once is never shown

    def wait(self, seconds: float) -> bool:
        if self.token is not None:
            return True
        left = self._next - self._ticks()
        if left > seconds:
            self._sleep(seconds)
            return False
        self._sleep(max(_SHORTEST, left))
        return self._poll()

    def _poll(self) -> bool:
        try:
            issued = self._oidc.by_device(self._registration, self._device.code)
        except Refused as refused:
            self._unreached = 0
            if refused.code == SESSION_OVER:
                raise _not_taken(refused) from None
            if refused.code not in (PENDING, SLOW_DOWN):
                raise
            if refused.code == SLOW_DOWN:
                self._interval += _SLOWER
        except Unreachable:
            self._unreached += 1
            if self._unreached >= _UNREACHED:
                raise
        else:
            return self._sign_in(issued)
        self._check_time()
        self._next = self._ticks() + self._interval
        return False


def too_late(center: IdentityCenter) -> Refused:
    """Returns the error for a page that nobody has answered in time."""
    return Refused(
        f"Nobody approved the sign-in to {center.name} in time.",
        f"A code serves for 10 minutes. To get another: rolecall sso login {center.name}",
        CODE_EXPIRED,
    )


def _not_taken(refused: Refused) -> Refused:
    return Refused(
        "Identity Center no longer knows the code of this sign-in.",
        "Sign in again, on the page that opens then.",
        refused.code,
        refused.request_id,
    )


def _token(center: IdentityCenter, registration: "Registration", issued: "Issued") -> SsoToken:
    return SsoToken(
        center.start_url,
        center.region,
        issued.access_token,
        issued.expiration,
        registration.client_id,
        registration.client_secret,
        registration.expires,
        issued.refresh_token,
    )
