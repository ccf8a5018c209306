"""SAML: from a login at an identity provider to an assertion that AWS takes."""
