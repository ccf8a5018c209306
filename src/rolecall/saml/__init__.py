"""SAML: logs in at an identity provider, and reads and checks the assertion it returns."""
