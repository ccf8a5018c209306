"""The schemes: ways to sign in. A new one is a module beside these and an entry in SCHEMES."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from rolecall.core.errors import UsageError
from rolecall.core.model import AWS_LOGIN, BASTION, IDENTITY_CENTER, SAML
from rolecall.core.safe_text import safe_text

if TYPE_CHECKING:
    from rolecall.core.login import LoginKind
    from rolecall.signin.schemes.scheme import Scheme


def _bastion() -> "Scheme":
    from rolecall.signin.schemes.bastion import Bastion  # deferred: only the scheme in use

    return Bastion()


def _saml() -> "Scheme":
    from rolecall.signin.schemes.saml import Saml  # deferred: only the scheme in use

    return Saml()


def _identity_center() -> "Scheme":
    # deferred: only the scheme in use
    from rolecall.signin.schemes.identity_center import IdentityCenterScheme

    return IdentityCenterScheme()


def _aws_login() -> "Scheme":
    from rolecall.signin.schemes.aws_login import AwsLoginScheme  # deferred: only the scheme in use

    return AwsLoginScheme()


SCHEMES: "dict[str, Callable[[], Scheme]]" = {
    BASTION: _bastion,
    SAML: _saml,
    IDENTITY_CENTER: _identity_center,
    AWS_LOGIN: _aws_login,
}


def scheme_named(name: str) -> "Scheme":
    """The scheme that `Target.scheme` and `RoleRequest.scheme` name. Raises UsageError for none."""
    if name not in SCHEMES:
        raise UsageError(f"Unknown scheme: {safe_text(name)}.", f"Use {' or '.join(SCHEMES)}.")
    return SCHEMES[name]()


def login_kinds() -> "dict[str, LoginKind]":
    """The kinds of logins by name, in the order in which they are listed."""
    kinds = [make().kind for make in SCHEMES.values()]
    return {kind.name: kind for kind in kinds}
