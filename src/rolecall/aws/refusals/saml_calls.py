"""What STS refuses of AssumeRoleWithSAML, by error code and text: cause and remedy.

The first row that matches counts. Source: the IAM User Guide, "Troubleshoot SAML federation".
"""

from rolecall.aws.refusals.denied_calls import DENIED
from rolecall.aws.refusals.row import Row
from rolecall.aws.refusals.signed_calls import EXPIRED, ROWS
from rolecall.core.errors import TooLong

INVALID = "InvalidIdentityToken InvalidIdentityTokenException"
REJECTED = "IDPRejectedClaim IDPRejectedClaimException"
UNEXPLAINED = "AWS says: "  # the start of the remedy where the cause is not a known one
_LOAD = "load its metadata into the SAML provider {provider} of {provider_account}."

SAML_ROWS = (
    Row(
        DENIED,
        "",
        "AWS denied {what} for this assertion.",
        "Either there is no such role, or its trust policy does not name saml-provider/{provider} "
        "with SAML:aud. See: rolecall trust-policy saml --help",
    ),
    Row(
        INVALID,
        "provider doesn't exist",
        "The account {provider_account} has no SAML provider {provider}.",
        "Add it in IAM with the IdP's metadata, or fix its ARN in the IdP's roles.",
    ),
    Row(
        INVALID,
        "^Issuer not present",
        "The SAML provider {provider} of {provider_account} is for another IdP than this one.",
        "Compare the issuer with the metadata in IAM, and load the IdP's own there.",
    ),
    Row(
        INVALID,
        "signature",
        "AWS does not accept the assertion's signature.",
        f"The IdP's certificate may be new: {_LOAD}",
    ),
    Row(
        INVALID,
        "required audience",
        "The assertion is not meant for AWS: its audience is another.",
        "The IdP's administrator has to set Audience and Recipient as AWS wants them: rolecall "
        "trust-policy saml --help",
    ),
    Row(
        INVALID,
        "requested Role and Metadata",
        "The assertion does not list {what} with the SAML provider {provider}.",
        "The IdP's administrator has to add the pair of ARNs to its attribute Role.",
    ),
    Row(
        INVALID,
        "RoleSessionName",
        "AWS does not accept the session name in the assertion.",
        "The IdP's administrator has to set RoleSessionName: 2 to 64 letters, digits or +=,.@-_",
    ),
    Row(
        INVALID,
        "SubjectConfirmat",
        "The assertion lacks the Recipient or the NotOnOrAfter of its SubjectConfirmationData.",
        "The IdP's administrator has to add both: rolecall trust-policy saml --help",
    ),
    Row(
        INVALID,
        "base64 SAMLResponse",
        "AWS cannot read the assertion.",
        "The IdP sent something else than one base64 SAML 2.0 response: its administrator can tell "
        "why.",
    ),
    Row(
        INVALID,
        "^(?P<said>.*?)(?: \\(Service:|$)",
        "AWS does not accept the assertion for {what}.",
        f"{UNEXPLAINED}{{said}}",
    ),
    Row(
        REJECTED,
        "",
        "AWS says that the identity provider did not sign you in.",
        "Log in again, or ask your IdP's administrator.",
    ),
    Row(
        EXPIRED,
        "",
        "AWS says that the assertion has expired.",
        "Log in again. If you just did, the IdP's clock is wrong.",
    ),
    Row(
        "IDPCommunicationError IDPCommunicationErrorException",
        "",
        "AWS could not reach the identity provider.",
        "Try again. If it stays so, its metadata URL does not answer AWS: ask its administrator.",
    ),
    Row(
        "ValidationError",
        "DurationSeconds",
        "AWS allows {what} for less than {duration} only.",
        "Ask for less with --duration or AWS_ROLE_SESSION_TIMEOUT, or have the role's "
        "MaxSessionDuration raised.",
        TooLong,
    ),
    *ROWS,
)
