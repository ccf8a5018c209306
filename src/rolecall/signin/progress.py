"""The steps of a sign-in, as `Prompter.progress` receives them, and their words on the screen."""

from enum import Enum


class Step(Enum):
    """One step of a sign-in. The value is its text; `{}` is replaced by the step's detail."""

    ASKING = "asking AWS"
    ASKING_WHO = "asking AWS who you are"
    ASKING_DEVICES = "asking AWS for your MFA devices"
    ASKING_ROLE = "asking AWS for {}"  # a role
    ASKING_LATER = "the IdP's clock is ahead: asking AWS again in {} s"
    GATHERING = "gathering SAML credentials"
    AUTHENTICATING = "signing in at the identity provider"
    KEEPING_LOGIN = "saving the login"
    KEEPING_SESSION = "saving the session"
    WAITING_FOR_PROCESS = "waiting for another process to sign in"
    WAITING_FOR_CODE = "waiting for your code"
    WAITING_FOR_PROGRAM = "waiting for the code of the [mfa] process: touch your key, or unlock it"
    WAITING_FOR_TURN = "waiting for {} s: this code's turn has not come"
    WAITING_FOR_NEXT = "waiting for {} s: the program's code was used, and a new one comes then"
    WAITING_FOR_LOGIN = "waiting for your login"
    WAITING_FOR_BROWSER = "waiting for your browser"
    WAITING_FOR_NAME = "waiting for its name"  # of a protected account

    def words(self, detail: str = "") -> str:
        """What the card and the progress line show, without the ellipsis."""
        return self.value.format(detail)

    @property
    def is_waiting(self) -> bool:
        """Whether a person or another process is waited for, and not AWS."""
        return self in _WAITING

    @property
    def is_keeping(self) -> bool:
        """Whether the answer is stored: the question before it has been answered well."""
        return self in (Step.KEEPING_LOGIN, Step.KEEPING_SESSION)

    @property
    def row_words(self) -> str:
        """The step as short as a row of a list needs it."""
        return "waiting …" if self.is_waiting else "asking AWS …"


_WAITING = {
    Step.WAITING_FOR_PROCESS,
    Step.WAITING_FOR_CODE,
    Step.WAITING_FOR_PROGRAM,
    Step.WAITING_FOR_TURN,
    Step.WAITING_FOR_NEXT,
    Step.WAITING_FOR_LOGIN,
    Step.WAITING_FOR_BROWSER,
    Step.WAITING_FOR_NAME,
}
