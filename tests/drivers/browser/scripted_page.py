"""A page of a sign-in with a browser that does what a test says; Textual and HTTP have no part."""

import threading

from rolecall.core.errors import RolecallError

HERE = (
    "https://oidc.eu-central-1.amazonaws.com/authorize?response_type=code&client_id="
    "vZ0ypHk1Lq3sT7uWbX2nMWV1LWNlbnRyYWwtMQ&redirect_uri=http%3A%2F%2F127.0.0.1%3A42107%2F"
    "oauth%2Fcallback&state=0b6c7b0e-6f2c-4a0e-9f1b-6d1a3f2c9e55&code_challenge_method=S256&"
    "scopes=sso%3Aaccount%3Aaccess&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
)
CODE = "ABCD-EFGH"
DEVICE = f"https://device.sso.eu-central-1.amazonaws.com/?user_code={CODE}"
START = f"https://d-1234567890.awsapps.com/start/#/device?user_code={CODE}"
LASTS = 600  # seconds


class ScriptedPage:
    """A BrowserPage. `approve` and `deny` say what becomes of it; `taken` is what was pasted."""

    def __init__(
        self,
        *,
        by_device: bool,
        expires: float,
        address: str = "",
        user_code: str | None = None,
        takes_text: bool = False,
    ) -> None:
        self.address = address or (DEVICE if by_device else HERE)
        self.user_code = (CODE if by_device else "") if user_code is None else user_code
        self.by_device = by_device
        self.takes_text = takes_text
        self.expires = expires
        self.taken: list[str] = []
        self.closed = threading.Event()
        self._settled = threading.Event()
        self._refusal: RolecallError | None = None

    def approve(self) -> None:
        """Somebody has signed in."""
        self._settled.set()

    def deny(self, refusal: RolecallError) -> None:
        """Somebody has denied it, or it has expired."""
        self._refusal = refusal
        self._settled.set()

    def take(self, text: str) -> None:
        self.taken.append(text)
        self.approve()

    def wait(self, seconds: float) -> bool:
        settled = self._settled.wait(seconds)
        if self._refusal is not None:
            raise self._refusal
        return settled

    def close(self) -> None:
        self.closed.set()
