"""The questions of a sign-in, and the Prompter protocol that answers them."""

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from rolecall.core.errors import InputNeeded, Refused
from rolecall.core.model import Target
from rolecall.core.secret import Secret
from rolecall.signin.browser.pages import BrowserQuestion, SignedInBy
from rolecall.signin.progress import Step


class MfaDevice(NamedTuple):
    """One MFA device of the base user. `serial` is an ARN, but for hardware tokens."""

    serial: str

    @property
    def name(self) -> str:
        return self.serial.rpartition("/")[2]

    @property
    def kind(self) -> str:
        if ":u2f/" in self.serial:
            return "FIDO"
        return "virtual" if ":mfa/" in self.serial else "hardware"

    @property
    def why_not(self) -> str:
        """Why STS cannot use this device; empty where it can. STS takes codes alone."""
        return "gives no code for API calls" if self.kind == "FIDO" else ""


def device_called(name: str, devices: Sequence[MfaDevice]) -> MfaDevice | None:
    """The device of this name or serial number."""
    return next((device for device in devices if name in (device.serial, device.name)), None)


class AskedElsewhere(NamedTuple):
    """Another process is asking what this one would ask. `is_over`: whether it no longer is."""

    needed: str  # what is asked for: `the MFA code`
    process: int  # its id; 0 for unknown
    terminal: str  # where it asks: `pts/3`; empty for unknown
    is_over: Callable[[], bool]

    @property
    def line(self) -> str:
        where = f" on {self.terminal}" if self.terminal else ""
        process = f" (process {self.process})" if self.process else ""
        return f"Rolecall{where}{process} is already asking for {self.needed}."


def never() -> bool:
    """A question that nobody else can answer."""
    return False


class MfaQuestion(NamedTuple):
    """Asks for a code. `refusal` is what became of the last one; None when asked first.

    `is_answered`: whether another process has begun a session meanwhile, so that none is needed.
    """

    target: Target
    user_name: str
    devices: tuple[MfaDevice, ...]  # one or more, usable and unusable
    preset: MfaDevice  # a usable one: the device named or used last, or the first
    used_last: str = ""  # the serial of the device whose code AWS took last
    refusal: Refused | None = None
    is_chosen: bool = False  # the files name the device: nobody has to be asked which
    serves: str = ""  # for how long, where the code serves this role alone: `for 12 h`
    is_answered: Callable[[], bool] = never


class MfaAnswer(NamedTuple):
    device: MfaDevice
    code: str  # as typed; sign-in normalises it


class SamlQuestion(NamedTuple):
    """Asks for the login at an IdP. `refusal` is what became of the last one; None for the first.

    `stored` says that the one refused was not typed, but read from a file or the keyring.
    `is_answered`: as in MfaQuestion.
    """

    target: Target
    provider: str
    origin: str  # where the password goes: scheme, host and port
    user_name: str = ""  # the one used last
    warning: str = ""  # the password travels in clear
    refusal: Refused | None = None
    stored: bool = False
    is_answered: Callable[[], bool] = never


class SamlLogin(NamedTuple):
    user_name: str
    password: Secret
    remember: bool = True  # the user name, for the next time


class TicketQuestion(NamedTuple):
    """Asks for the ticket in a session's name; `offered` is that of the last time."""

    target: Target
    offered: str = ""


class Prompter(Protocol):
    """Answers questions. Raises Cancelled when the user leaves, InputNeeded if nobody can answer.

    One that is answered elsewhere meanwhile may end its question with AnsweredElsewhere.
    A prompter that can be cancelled while AWS is called also has `check_cancelled`:
    see CallObserver in aws/call/bounded_call.py.
    """

    def mfa_code(self, question: MfaQuestion) -> MfaAnswer:
        """Returns a code and its device. After a refusal it is called again, with the refusal."""

    def saml_login(self, question: SamlQuestion) -> SamlLogin:
        """Returns the login at an IdP. After a refusal it is called again, with the refusal."""

    def browser_login(self, question: BrowserQuestion) -> SignedInBy:
        """Has somebody sign in with a browser, by the pages of `question.begin`."""

    def ticket(self, question: TicketQuestion) -> str:
        """Returns a ticket that a session's name can hold."""

    def wait_for_other(self, asked: AskedElsewhere) -> bool:
        """Shows who asks, and waits until that is over; False where the question is wanted here.

        Returns False at once where nobody can be asked: the question then says so.
        """

    def notice(self, line: str) -> None:
        """Shows what the user should know before a secret is sent."""

    def region(self, offered: str) -> str:
        """Returns a region when none is known; empty for none."""

    def progress(self, step: Step, detail: str = "") -> None:
        """Called before each step. May raise Cancelled: nothing more is asked."""


class FirstAskingPrompter:
    """Forwards every question, and records in `asked` that there was one about a login."""

    def __init__(self, prompter: Prompter, check_cancelled: Callable[[], None]) -> None:
        self._prompter = prompter
        self._check = check_cancelled
        self.asked = False

    def mfa_code(self, question: MfaQuestion) -> MfaAnswer:
        self.asked = True
        return self._prompter.mfa_code(question)

    def saml_login(self, question: SamlQuestion) -> SamlLogin:
        self.asked = True
        return self._prompter.saml_login(question)

    def browser_login(self, question: BrowserQuestion) -> SignedInBy:
        self.asked = True
        return self._prompter.browser_login(question)

    def ticket(self, question: TicketQuestion) -> str:
        return self._prompter.ticket(question)

    def wait_for_other(self, asked: AskedElsewhere) -> bool:
        return self._prompter.wait_for_other(asked)

    def notice(self, line: str) -> None:
        self._prompter.notice(line)

    def region(self, offered: str) -> str:
        return self._prompter.region(offered)

    def progress(self, step: Step, detail: str = "") -> None:
        self._check()
        self._prompter.progress(step, detail)

    def check_cancelled(self) -> None:
        self._check()


class WouldAsk(InputNeeded):
    """The login is over: only a question would lead on."""

    def __init__(self) -> None:
        super().__init__(
            "The login has expired, and a new one needs your input.", "Renew the session by hand."
        )


class SilentPrompter:
    """Raises WouldAsk instead of asking, and before a stored login is sent."""

    def __init__(
        self,
        on_notice: Callable[[str], None] = lambda line: None,
        check_cancelled: Callable[[], None] = lambda: None,
    ) -> None:
        self._on_notice = on_notice
        self._check = check_cancelled

    def mfa_code(self, question: MfaQuestion) -> MfaAnswer:
        raise WouldAsk

    def saml_login(self, question: SamlQuestion) -> SamlLogin:
        raise WouldAsk

    def browser_login(self, question: BrowserQuestion) -> SignedInBy:
        raise WouldAsk

    def ticket(self, question: TicketQuestion) -> str:
        raise WouldAsk

    def wait_for_other(self, asked: AskedElsewhere) -> bool:
        raise WouldAsk

    def notice(self, line: str) -> None:
        self._on_notice(line)

    def region(self, offered: str) -> str:
        return ""

    def progress(self, step: Step, detail: str = "") -> None:
        if step in (Step.GATHERING, Step.AUTHENTICATING):
            raise WouldAsk
        self._check()

    def check_cancelled(self) -> None:
        self._check()
