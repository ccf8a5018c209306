"""The store of one run, in which a login serves every role even where nothing can be written."""

from datetime import datetime

from rolecall.core.model import MfaSession, SamlSession
from rolecall.sessions.store import MFA_RESERVE, SAML_RESERVE, BaseIdentity, SessionStore


class LoginMemory(SessionStore):
    """The store in a folder; the logins kept by this run are remembered as well.

    A code is spent and a password typed: where the cache cannot be written, the next role of the
    same run still needs neither again.
    """

    def __init__(self, folder: str) -> None:
        super().__init__(folder)
        self._mfa: dict[BaseIdentity, MfaSession] = {}
        self._saml: dict[BaseIdentity, SamlSession] = {}

    def mfa_session(self, base: BaseIdentity, now: datetime) -> MfaSession | None:
        session = self._mfa.get(base)
        if session and session.credentials.expiration - now >= MFA_RESERVE:
            return session
        return super().mfa_session(base, now)

    def keep_mfa(self, base: BaseIdentity, session: MfaSession) -> None:
        self._mfa[base] = session
        super().keep_mfa(base, session)

    def forget_mfa(self, base: BaseIdentity) -> bool:
        self._mfa.pop(base, None)
        return super().forget_mfa(base)

    def saml_session(self, base: BaseIdentity, now: datetime) -> SamlSession | None:
        session = self._saml.get(base)
        if session and session.expiration - now >= SAML_RESERVE:
            return session
        return super().saml_session(base, now)

    def keep_saml(self, base: BaseIdentity, session: SamlSession) -> None:
        self._saml[base] = session
        super().keep_saml(base, session)

    def forget_saml(self, base: BaseIdentity) -> bool:
        self._saml.pop(base, None)
        return super().forget_saml(base)
