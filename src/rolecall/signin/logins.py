"""Where SAML logins are found, and who is told of them."""

from collections.abc import Callable, Mapping
from typing import NamedTuple


class Login(NamedTuple):
    """What is worth remembering of a login that an IdP took."""

    idp: str
    user_name: str  # empty: not to be remembered
    role_arns: tuple[str, ...]  # what the assertion lists


class Logins(NamedTuple):
    """The stored logins. The file holds one, for the IdP `file_idp` and no other.

    `on_login` is told of each login before the assertion is used. It may raise RolecallError.
    """

    env: Mapping[str, str]
    file: str
    file_name: str  # as shown
    file_idp: str
    on_login: Callable[[Login], None]
