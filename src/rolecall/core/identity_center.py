"""An IAM Identity Center: where its sessions are signed in to, and where AWS's tools keep them."""

from typing import NamedTuple

SCOPE = "sso:account:access"  # without it there is no refresh token


class IdentityCenter(NamedTuple):
    """One Identity Center, by the name of its `[sso-session]` or of its table in config.toml."""

    name: str
    start_url: str
    region: str
    scopes: tuple[str, ...] = (SCOPE,)
    session: str = ""  # the `[sso-session]`; empty: the start URL alone, as in older profiles
    fault: str = ""  # why nobody can sign in to it

    @property
    def cache_key(self) -> str:
        """What the AWS tools name the token's file after: the session, else the start URL."""
        return self.session or self.start_url
