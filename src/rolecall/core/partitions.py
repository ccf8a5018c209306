"""The partitions of AWS: closed worlds, each with its own ARNs, endpoints and web addresses."""

from typing import NamedTuple


class Partition(NamedTuple):
    """`region` is where STS is asked while none is known; `web` has console and sign-in pages."""

    name: str
    region_prefix: str
    region: str
    web: str
    sign_in: str = "signin"

    @property
    def saml_endpoint(self) -> str:
        """Where SAML assertions are sent: the Recipient an IdP writes, `SAML:aud` in policies."""
        return f"https://{self.sign_in}.{self.web}/saml"


_ALL = (
    # AWS General Reference, "AWS Sign-In endpoints".
    Partition("aws", "", "us-east-1", "aws.amazon.com"),
    Partition("aws-cn", "cn-", "cn-north-1", "amazonaws.cn"),
    Partition("aws-us-gov", "us-gov-", "us-gov-west-1", "amazonaws-us-gov.com"),
    # Its sign-in pages bear the region's name, of which there is one.
    Partition("aws-eusc", "eusc-", "eusc-de-east-1", "amazonaws-eusc.eu", "eusc-de-east-1.signin"),
    # The SDKs' endpoint rules of the service `signin`.
    Partition("aws-iso", "us-iso-", "us-iso-east-1", "c2shome.ic.gov"),
    Partition("aws-iso-b", "us-isob-", "us-isob-east-1", "sc2shome.sgov.gov"),
    Partition("aws-iso-e", "eu-isoe-", "eu-isoe-west-1", "csphome.adc-e.uk"),
    Partition("aws-iso-f", "us-isof-", "us-isof-south-1", "csphome.hci.ic.gov"),
)
PARTITIONS = {partition.name: partition for partition in _ALL}


def partition_of(region: str) -> str:
    """The name of the partition a region lies in; `aws` for none, and for one that is new."""
    for partition in _ALL:
        if partition.region_prefix and region.startswith(partition.region_prefix):
            return partition.name
    return "aws"


def region_within(partition: str, region: str) -> str:
    """The region whose endpoints are asked: `region` where it lies in the partition.

    Else the partition's own: credentials and ARNs of one partition mean nothing in another.
    """
    known = PARTITIONS.get(partition)
    if region and (known is None or partition_of(region) == partition):
        return region
    return known.region if known else PARTITIONS["aws"].region
