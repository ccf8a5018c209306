"""AWS's SAML endpoints by partition: the recipient and the audience of an assertion.

Source: the IAM User Guide, "Configure SAML assertions for the authentication response".
"""

import re

_HOSTS = {
    "aws": "signin.aws.amazon.com",
    "aws-cn": "signin.amazonaws.cn",
    "aws-us-gov": "signin.amazonaws-us-gov.com",
    "aws-eusc": "signin.amazonaws-eusc.eu",
}
_ENTITIES = {
    "aws": "urn:amazon:webservices",
    "aws-cn": "urn:amazon:webservices:cn-north-1",
    "aws-us-gov": "urn:amazon:webservices:govcloud",
}


def sign_in_url(partition: str) -> str:
    """The global sign-in endpoint of a partition."""
    return f"https://{_HOSTS[partition]}/saml"


def audience_of(partition: str) -> str:
    """The entity id of AWS in the partition's SAML metadata."""
    return _ENTITIES.get(partition) or sign_in_url(partition)


def is_sign_in_url(url: str, partition: str) -> bool:
    """Whether `url` is the partition's endpoint: global, regional or of one provider (/acs/)."""
    host = re.escape(_HOSTS[partition])
    return bool(re.fullmatch(rf"https://([a-z0-9-]+\.)?{host}/saml(/acs/[\w-]+)?", url, re.ASCII))


def is_audience(audience: str, partition: str) -> bool:
    """Whether an assertion's audience is AWS in this partition."""
    return audience == audience_of(partition) or is_sign_in_url(audience, partition)
