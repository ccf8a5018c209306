"""Every failure a user can meet, each with one line and a hint.

    RolecallError              1
    ├── UsageError             2   a word on the command line is wrong
    │   └── UnknownAccount     2   ... the one for ACCOUNT: nothing is called that
    ├── ConfigError            2   a file or a variable of the user's is wrong
    ├── Refused                1   AWS, an IdP, or Rolecall itself, says no
    │   ├── MfaRefused         1   ... to this MFA code: another may do
    │   ├── MfaCodeUsed        1   ... before asking: a code works once
    │   ├── RootUser           1   ... to the keys of an account's root user, whatever is asked
    │   └── LoginRefused       1   the IdP says no to this user and password: others may do
    ├── Unreachable            1   nobody answered, or not in AWS's words
    │   └── NotProcessed       1   ... and AWS never looked at what was asked
    ├── InputNeeded            3   a question, and nobody to ask
    ├── CannotRun        126/127   the program that the role was for
    └── Cancelled            130   the user left

The number is the exit status of the command line. Messages never carry a secret: they are keyed
by AWS's error codes and never made of another library's exception text, which may hold one.
"""

from collections.abc import Iterable


class RolecallError(Exception):
    """An expected failure: one line that says what happened, and a hint that says what to do."""

    exit_status = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(RolecallError):
    """Wrong usage: an unknown option, account or role name that cannot exist."""

    exit_status = 2


class UnknownAccount(UsageError):
    """Neither an alias nor an account id nor a role profile is written like this."""


class ConfigError(RolecallError):
    """A file or variable of the user's cannot be used as it stands; the line is named.

    `about` are the aliases, account ids and profiles (`idp:NAME` for an identity provider) that
    alone it touches; empty for a whole file, or where nobody can tell.
    """

    exit_status = 2

    def __init__(self, message: str, hint: str = "", about: Iterable[str] = ()) -> None:
        super().__init__(message, hint)
        self.about = frozenset(about)


class Refused(RolecallError):
    """AWS or an IdP said no; `code` is that of AWS's answer, empty where there is none.

    `request_id` is what AWS calls the request by, empty where it did not say.
    """

    def __init__(self, message: str, hint: str = "", code: str = "", request_id: str = "") -> None:
        super().__init__(message, hint)
        self.code = code
        self.request_id = request_id


class RootUser(Refused):
    """The keys are the account's root user's, who can take no role."""


class MfaRefused(Refused):
    """AWS did not take this MFA code; asking for the next one makes sense."""


class MfaCodeUsed(Refused):
    """This code was sent before; `seconds_left` until the device shows a code not sent yet."""

    def __init__(self, message: str, hint: str, seconds_left: int) -> None:
        super().__init__(message, hint)
        self.seconds_left = seconds_left


class LoginRefused(Refused):
    """The IdP did not take this user name and password; asking for them again makes sense."""


class Unreachable(RolecallError):
    """No answer, or one that did not come from AWS."""


class NotProcessed(Unreachable):
    """AWS never looked at the request: an MFA code in it is as good as before."""


class InputNeeded(RolecallError):
    """A question has to be asked, and there is no terminal or `--no-input` forbids it."""

    exit_status = 3


class CannotRun(RolecallError):
    """A program that is not there (status 127), or cannot be run (126), as shells have it."""

    def __init__(self, message: str, hint: str, status: int) -> None:
        super().__init__(message, hint)
        self.exit_status = status


class Cancelled(RolecallError):
    """The user left without a result."""

    exit_status = 130

    def __init__(self, message: str = "Cancelled.") -> None:
        super().__init__(message)
