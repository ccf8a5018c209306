"""The TLS context for the IdP: which certificate authorities are trusted."""

import os
import ssl
from collections.abc import Mapping

from rolecall.core.errors import ConfigError
from rolecall.core.safe_text import safe_text

BUNDLES = ("AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")


def tls_context(env: Mapping[str, str]) -> ssl.SSLContext:
    """Returns a context for TLS 1.2 or newer, with the authorities of the system and variables.

    Raises ConfigError for a variable that names no file or folder of certificates.
    """
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    # Many companies' own certificates lack fields of RFC 5280 that Python 3.13 requires by default.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    for name in BUNDLES:
        if not env.get(name):
            continue
        place = os.path.expanduser(env[name])
        try:
            if os.path.isdir(place):
                context.load_verify_locations(capath=place)
            else:
                context.load_verify_locations(cafile=place)
        except OSError:  # ssl.SSLError is one
            raise ConfigError(
                f"{name} names no certificate file: {safe_text(place)}.",
                f"It must be readable and in PEM form. Without it: unset {name}",
            ) from None
    return context
