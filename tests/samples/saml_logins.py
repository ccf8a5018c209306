"""Assertions with unmistakable secrets, to keep and to find again."""

from datetime import timedelta

from rolecall.core.login import BaseIdentity, Login
from rolecall.core.secret import Secret
from tests.canaries.record import registered
from tests.samples.mfa_sessions import NOW

IDP_URL = "https://idp.example.com/saml"
ASSERTION = registered("NotARealKeyAssertion0A+/" * 2000 + "Cg==")


def saml_login(lasts: timedelta = timedelta(minutes=5), idp: str = "corp") -> Login:
    base = BaseIdentity(f"saml:{idp}", IDP_URL)
    return Login("saml", base, idp, "alice", NOW, NOW + lasts, secret=Secret(ASSERTION))
