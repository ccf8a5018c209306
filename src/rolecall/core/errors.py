"""The expected failures: each has a one-line message and a hint.

    RolecallError              1
    ├── UsageError             2   an argument is wrong
    │   └── UnknownAccount     2   ... ACCOUNT: nothing has that name
    ├── ConfigError            2   a file or an environment variable of the user's is wrong
    ├── Refused                1   AWS, an IdP or Rolecall itself refused
    │   ├── MfaRefused         1   ... this MFA code: the next one may be accepted
    │   ├── MfaCodeUsed        1   ... before the request was sent: a code works once
    │   ├── NoMfaDevice        1   ... since the user has no device that could show a code
    │   ├── RootUser           1   ... the root user's keys, which cannot assume roles
    │   └── LoginRefused       1   ... at the IdP: another user name or password may be accepted
    ├── Unreachable            1   no response, or one that did not come from AWS
    │   └── NotProcessed       1   ... and AWS did not process the request
    ├── InputNeeded            3   a prompt is needed, and cannot be shown
    ├── CannotRun        126/127   the program to run as the role is missing or not executable
    └── Cancelled            130   the user cancelled

The number is the exit status of the command line. Messages never carry a secret: they are chosen
by AWS's error codes, never built from another library's exception text, which may hold one.
"""

from collections.abc import Iterable


class RolecallError(Exception):
    """An expected failure. `message` is one line that says what happened, `hint` what to do."""

    exit_status = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


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


class RootUser(Refused):
    """The keys belong to the account's root user, who cannot assume roles."""


class MfaRefused(Refused):
    """AWS did not accept this MFA code; it is worth asking for the next one."""


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
