"""An embedded AWS on loopback and a HOME directory that uses it, for a first look and for tests.

It needs the standard library alone, so `rolecall demo` works without extras, account or network.
The demo world is the organisation that this AWS holds: a bastion account with one user, the
accounts that trust it, and those reached through a SAML identity provider.
"""
