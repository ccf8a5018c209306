"""The password of an IdP's user in the system keyring (the extra `keyring`)."""

from rolecall.core.secret import Secret


def keyring_password(idp: str, user_name: str) -> tuple[Secret | None, str]:
    """The password, and what the user should know of it; None and nothing where none is kept."""
    return None, ""
