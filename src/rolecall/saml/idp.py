"""Logs in at a SAML identity provider with a JSON request, as the classic does."""

from collections.abc import Mapping

from rolecall.core.secret import Secret
from rolecall.core.settings.settings import IdentityProvider
from rolecall.saml.exchange import post
from rolecall.saml.idp_response import assertion_in
from rolecall.saml.idp_url import check_url as check_url
from rolecall.saml.idp_url import origin_of as origin_of
from rolecall.saml.idp_url import parse_url
from rolecall.saml.login_body import login_body

DEADLINE = 15.0  # seconds, from DNS to the last byte of the response


def fetch_assertion(
    provider: IdentityProvider,
    user_name: str,
    password: Secret,
    env: Mapping[str, str],
    deadline: float = DEADLINE,
) -> Secret:
    """Returns the base64 assertion for one login; the password is sent at most once.

    Raises LoginRefused for a wrong user name or password, Refused or Unreachable for any other
    response or none, ConfigError for an invalid URL, template, proxy or certificate file.
    """
    check_url(provider, env)
    url = parse_url(provider.url)
    body = login_body(provider.body, user_name, password)
    return assertion_in(post(url, body, env, deadline), url)
