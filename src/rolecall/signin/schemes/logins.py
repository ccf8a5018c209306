"""Where SAML logins are found, and who is told of them."""

from collections.abc import Callable, Mapping
from typing import NamedTuple


class Logins(NamedTuple):
    """The stored logins. The file holds one, for the IdP `file_idp` and no other.

    `on_login` is called with each login before the assertion is used: the IdP, the user (empty: not
    to be remembered), the ARNs of the roles that it lists. It may raise RolecallError.
    """

    env: Mapping[str, str]
    file: str
    file_name: str  # as shown
    file_idp: str
    on_login: Callable[[str, str, tuple[str, ...]], None]
