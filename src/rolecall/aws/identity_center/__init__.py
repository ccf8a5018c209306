"""The calls to IAM Identity Center: signing in (OIDC), and the access portal."""
