"""The system keyring, where it may hold the password of a SAML login, or the key of sessions."""

from rolecall.core.keyring.keyring_item import is_installed
from rolecall.core.paths import KEYRING
from rolecall.doctor.finding import Area, Finding, failing, ok, warning
from rolecall.doctor.setup import Setup
from rolecall.saml.keyring.keyring_password import keyring_state
from rolecall.sessions.places.sealing import is_available

_AREA = Area.KEYRING
_PATIENCE = 2.0  # seconds
_FOR_ONE_RUN = "Sessions are kept for one run alone"
_INSTALL = 'Try: pip install "rolecall[keyring]"'
_ELSEWHERE = "Unlock it, or choose another place: [store] where in config.toml."


def keyring_findings(setup: Setup) -> list[Finding]:
    """Returns whether the keyring is open, after _PATIENCE seconds at most."""
    is_sealing = setup.settings.store == KEYRING
    if not (setup.has_saml or is_sealing):
        return [ok(_AREA, "Not needed: no account signs in through a SAML provider")]
    if is_sealing and not (is_installed() and is_available()):
        return [failing(_AREA, f"Not installed. {_FOR_ONE_RUN}.", _INSTALL)]
    if not is_installed():
        return [ok(_AREA, 'Not installed: SAML passwords are asked for (extra "keyring")')]
    is_open, fault = keyring_state(setup.env, _PATIENCE)
    if is_open:
        return [ok(_AREA, "The system keyring is open")]
    if is_sealing:
        why = fault or "There is no system keyring here"
        return [failing(_AREA, f"{why}. {_FOR_ONE_RUN}.", _ELSEWHERE)]
    if not fault:
        return [ok(_AREA, "There is none here: SAML passwords are asked for")]
    return [
        warning(
            _AREA,
            f"{fault}. SAML passwords are asked for instead.",
            "Unlock the desktop's keyring, or go on without it.",
        )
    ]
