"""The errors of AssumeRoleWithSAML, with AWS's messages as far as they are known.

Sources: the IAM User Guide, "Troubleshoot SAML federation with IAM", and reports of users of other
tools. AWS's message for a NotBefore in the future is not known; that one is invented.
"""

import uuid

from rolecall.demo.protocol.refusals import AwsError, access_denied


def invalid_token(message: str) -> AwsError:
    return AwsError("InvalidIdentityToken", message, 400)


def _from_discovery(message: str, code: str) -> AwsError:
    """An error that STS passes on from an internal service."""
    return invalid_token(
        f"{message} (Service: AWSOpenIdDiscoveryService; Status Code: 400; "
        f"Error Code: {code}; Request ID: {uuid.uuid4()}; Proxy: null)"
    )


def unreadable() -> AwsError:
    """For text that is not base64, or not a SAML 2.0 response."""
    return _from_discovery("Invalid base64 SAMLResponse", "AuthSamlInvalidSamlResponseException")


def no_such_provider() -> AwsError:
    return _from_discovery("Specified provider doesn't exist", "AuthSamlManifestNotFoundException")


def wrong_issuer() -> AwsError:
    return _from_discovery(
        "Issuer not present in specified provider", "AuthSamlInvalidSamlResponseException"
    )


def wrong_audience() -> AwsError:
    return invalid_token("Response does not contain the required audience.")


def no_confirmation() -> AwsError:
    # The misspelling is AWS's.
    return invalid_token(
        "Responses must contain SubjectConfirmatonData with a Recipient and NotOnOrAfter"
    )


def not_yet_valid() -> AwsError:
    return invalid_token("Response is not valid yet")


def too_late() -> AwsError:
    return AwsError(
        "ExpiredTokenException", "Token must be redeemed within 5 minutes of issuance", 400
    )


def role_not_listed() -> AwsError:
    return invalid_token(
        "SAML Assertion doesn't contain the requested Role and Metadata in the attributes"
    )


def no_session_name() -> AwsError:
    return invalid_token("RoleSessionName is required in AuthnResponse")


def bad_session_name() -> AwsError:
    return invalid_token("RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}")


def sign_in_failed() -> AwsError:
    return AwsError(
        "IDPRejectedClaim",
        "The identity provider (IdP) reported that authentication failed. "
        "This might be because the claim is invalid.",
        403,
    )


def not_authorized() -> AwsError:
    """AWS's message names neither the role nor the policy, nor whether the role exists."""
    return access_denied("Not authorized to perform sts:AssumeRoleWithSAML")
