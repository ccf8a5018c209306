"""One login at the SAML identity provider, as the classic did it: JSON there, JSON back."""

from collections.abc import Mapping

from rolecall.core.secret import Secret
from rolecall.core.settings.settings import IdentityProvider
from rolecall.saml.answer import assertion_in
from rolecall.saml.exchange import post
from rolecall.saml.idp_url import check_url as check_url
from rolecall.saml.idp_url import origin_of as origin_of
from rolecall.saml.idp_url import parse_url
from rolecall.saml.login_body import login_body

DEADLINE = 15.0  # seconds, from DNS to the last byte of the answer


def fetch_assertion(
    provider: IdentityProvider,
    user_name: str,
    password: Secret,
    env: Mapping[str, str],
    deadline: float = DEADLINE,
) -> Secret:
    """The base64 assertion that the IdP gives for one login; the password is sent once at most.

    Raises LoginRefused for a wrong login, Refused or Unreachable for any other answer or none,
    ConfigError for a URL, template, proxy or certificate file that cannot be used.
    """
    check_url(provider, env)
    url = parse_url(provider.url)
    body = login_body(provider.body, user_name, password)
    return assertion_in(post(url, body, env, deadline), url)
