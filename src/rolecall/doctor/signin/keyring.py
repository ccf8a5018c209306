"""The system keyring, where it may hold the password of a SAML login."""

from rolecall.core.keyring.keyring_item import is_installed
from rolecall.doctor.finding import Area, Finding, ok, warning
from rolecall.doctor.setup import Setup
from rolecall.saml.keyring.keyring_password import keyring_state

_AREA = Area.KEYRING
_PATIENCE = 2.0  # seconds


def keyring_findings(setup: Setup) -> list[Finding]:
    """Returns whether the keyring is open, after _PATIENCE seconds at most."""
    if not setup.has_saml:
        return [ok(_AREA, "Not needed: no account signs in through a SAML provider")]
    if not is_installed():
        return [ok(_AREA, 'Not installed: SAML passwords are asked for (extra "keyring")')]
    is_open, fault = keyring_state(setup.env, _PATIENCE)
    if is_open:
        return [ok(_AREA, "The system keyring is open")]
    if not fault:
        return [ok(_AREA, "There is none here: SAML passwords are asked for")]
    return [
        warning(
            _AREA,
            f"{fault}. SAML passwords are asked for instead.",
            "Unlock the desktop's keyring, or go on without it.",
        )
    ]
