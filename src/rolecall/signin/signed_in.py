"""What a sign-in ends with."""

from typing import NamedTuple

from rolecall.core.model import MfaSession, RoleSession


class SignedIn(NamedTuple):
    """A role session, and how it came."""

    session: RoleSession
    mfa_session: MfaSession | None = None  # None: the base profile's own credentials were used
    notes: tuple[str, ...] = ()  # what the user should know, such as a shortened duration
    new: bool = True  # False: it was held before
    asked_code: bool = False
    role_arns: tuple[str, ...] = ()  # what the assertion lists, where it came by one
    provider_arn: str = ""  # the SAML provider's, likewise
