"""The expected failures: each has a one-line message and a hint.

    RolecallError              1
    ├── UsageError             2   an argument is wrong
    │   └── UnknownAccount     2   ... ACCOUNT: nothing has that name
    ├── ConfigError            2   a file or an environment variable of the user's is wrong
    ├── Refused                1   AWS, an IdP or Rolecall itself refused
    │   ├── MfaRefused         1   ... this MFA code: the next one may be accepted
    │   ├── RoleDenied         1   ... the role, without a reason
    │   ├── TooLong            1   ... a session of that duration: the role allows less
    │   ├── MfaCodeUsed        1   ... before the request was sent: a code works once
    │   ├── NoMfaDevice        1   ... since the user has no device that could show a code
    │   ├── RootUser           1   ... the root user's keys, which cannot assume roles
    │   └── LoginRefused       1   ... at the IdP: another user name or password may be accepted
    ├── Unreachable            1   no response, or one that did not come from AWS
    │   └── NotProcessed       1   ... and AWS did not process the request
    │       └── Throttled      1   ... since there were too many of them: try again later
    ├── InputNeeded            3   a prompt is needed, and cannot be shown
    ├── CannotRun        126/127   the program to run as the role is missing or not executable
    └── Cancelled            130   the user cancelled

The number is the exit status of the command line. Messages never carry a secret: they are chosen
by AWS's error codes, never built from another library's exception text, which may hold one.
"""

from collections.abc import Iterable
from typing import Self


class RolecallError(Exception):
    """An expected failure. `message` is one line that says what happened, `advice` what to do."""

    exit_status = 1
    request_id = ""  # of AWS's response, if it had one

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.advice = hint

    @property
    def hint(self) -> str:
        """The advice as it is shown: with the request id, by which CloudTrail knows the request."""
        if not self.request_id:
            return self.advice
        # A command at the end is copied from the terminal: no full stop after it.
        between = " " if self.advice.endswith((".", "?")) else " · "
        return f"{self.advice}{between}Request id: {self.request_id}".lstrip(" ·")


class UsageError(RolecallError):
    """An argument is wrong: an unknown option, or an account or role name that cannot exist."""

    exit_status = 2


class UnknownAccount(UsageError):
    """ACCOUNT is neither an alias, an account id nor a role profile."""


class ConfigError(RolecallError):
    """A file or an environment variable of the user's cannot be used; the message names the line.

    `about`: the only aliases, account ids and profiles (`idp:NAME` for an identity provider) that
    are affected; empty where a whole file is, or where that is not known.
    """

    exit_status = 2

    def __init__(self, message: str, hint: str = "", about: Iterable[str] = ()) -> None:
        super().__init__(message, hint)
        self.about = frozenset(about)


class Refused(RolecallError):
    """AWS, an IdP or Rolecall itself refused.

    `code` and `request_id` are those of AWS's error response; empty where there is none.
    """

    def __init__(self, message: str, hint: str = "", code: str = "", request_id: str = "") -> None:
        super().__init__(message, hint)
        self.code = code
        self.request_id = request_id

    def reworded(self, message: str = "", advice: str = "") -> Self:
        """Returns the same refusal in other words; an empty text stays as it is."""
        return type(self)(
            message or self.message, advice or self.advice, self.code, self.request_id
        )

    def with_cause(self, cause: str, *, likely: bool = False) -> Self:
        """Returns the same refusal with a cause that only the sign-in knows of.

        A likely one is told first, any other last.
        """
        told = (cause, self.advice) if likely else (self.advice, cause)
        return self.reworded(advice=" ".join(filter(None, told)))


class RootUser(Refused):
    """The keys belong to the account's root user, who cannot assume roles."""


class MfaRefused(Refused):
    """AWS did not accept this MFA code; it is worth asking for the next one."""


class RoleDenied(Refused):
    """AWS denied the role, and does not say why. `caller` is the ARN that AWS saw.

    `role_arn`: in a chain, that of the role on the way that was denied.
    """

    caller = role_arn = ""
    likely = besides = ""  # causes that the sign-in knows of

    def reworded(self, message: str = "", advice: str = "") -> Self:
        again = super().reworded(message, advice)
        again.caller, again.role_arn = self.caller, self.role_arn
        again.likely, again.besides = self.likely, self.besides
        return again

    def with_cause(self, cause: str, *, likely: bool = False) -> Self:
        again = super().with_cause(cause, likely=likely)
        if likely:
            again.likely = f"{cause} {self.likely}".strip()
        else:
            again.besides = f"{self.besides} {cause}".strip()
        return again

    def explained(self, cause: str) -> Self:
        """Returns the denial with a cause in the place of AWS's silence, among the others."""
        told = (self.likely, cause, self.besides)
        return self.reworded(advice=" ".join(filter(None, told)))


class TooLong(Refused):
    """The role allows no session of the duration that was asked for (MaxSessionDuration)."""


class MfaCodeUsed(Refused):
    """This MFA code was sent before; the device shows another one in `seconds_left` seconds."""

    def __init__(self, message: str, hint: str, seconds_left: int) -> None:
        super().__init__(message, hint)
        self.seconds_left = seconds_left


class NoMfaDevice(Refused):
    """The user has no MFA device, so that nobody can be asked for a code."""


class LoginRefused(Refused):
    """The IdP did not accept this user name and password; it is worth asking for them again."""


class Unreachable(RolecallError):
    """There was no response, or it did not come from AWS."""


class NotProcessed(Unreachable):
    """AWS did not process the request: an MFA code in it can still be used."""


class Throttled(NotProcessed):
    """AWS refused a request for the number of them."""


class InputNeeded(RolecallError):
    """A prompt is needed, and there is no terminal or `--no-input` forbids it."""

    exit_status = 3


class CannotRun(RolecallError):
    """A program is missing (exit status 127) or cannot be executed (126), as in shells."""

    def __init__(self, message: str, hint: str, status: int) -> None:
        super().__init__(message, hint)
        self.exit_status = status


class Cancelled(RolecallError):
    """The user cancelled; there is no result."""

    exit_status = 130

    def __init__(self, message: str = "Cancelled.") -> None:
        super().__init__(message)
