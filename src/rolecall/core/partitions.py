"""The partitions of AWS and their regions.

Partitions are isolated from each other: each has its own ARNs, endpoints and web domains, and
credentials of one are not valid in another.
"""

from rolecall.core.record import Record


class Partition(Record):
    """A partition.

    `region_prefix` begins the names of its regions, `region` is the one whose STS is called where
    none is known, `web` is the domain of its console and sign-in pages.
    """

    name: str
    region_prefix: str
    region: str
    web: str
    sign_in: str = "signin"

    @property
    def saml_endpoint(self) -> str:
        """The URL that SAML assertions are posted to: their Recipient, `SAML:aud` in policies."""
        return f"https://{self.sign_in}.{self.web}/saml"


_ALL = (
    # AWS General Reference, "AWS Sign-In endpoints".
    Partition("aws", "", "us-east-1", "aws.amazon.com"),
    Partition("aws-cn", "cn-", "cn-north-1", "amazonaws.cn"),
    Partition("aws-us-gov", "us-gov-", "us-gov-west-1", "amazonaws-us-gov.com"),
    # The host of its sign-in page contains the name of its only region.
    Partition("aws-eusc", "eusc-", "eusc-de-east-1", "amazonaws-eusc.eu", "eusc-de-east-1.signin"),
    # The AWS SDKs' endpoint rules for the service `signin`.
    Partition("aws-iso", "us-iso-", "us-iso-east-1", "c2shome.ic.gov"),
    Partition("aws-iso-b", "us-isob-", "us-isob-east-1", "sc2shome.sgov.gov"),
    Partition("aws-iso-e", "eu-isoe-", "eu-isoe-west-1", "csphome.adc-e.uk"),
    Partition("aws-iso-f", "us-isof-", "us-isof-south-1", "csphome.hci.ic.gov"),
)
PARTITIONS = {partition.name: partition for partition in _ALL}


def partition_of(region: str) -> str:
    """Returns the name of a region's partition; `aws` for no region and for an unknown prefix."""
    for partition in _ALL:
        if partition.region_prefix and region.startswith(partition.region_prefix):
            return partition.name
    return "aws"


def region_within(partition: str, region: str) -> str:
    """Returns the region whose endpoints are called: `region` where it belongs to the partition.

    Otherwise the partition's default region, since credentials and ARNs of one partition are not
    valid in another.
    """
    known = PARTITIONS.get(partition)
    if region and (known is None or partition_of(region) == partition):
        return region
    return known.region if known else PARTITIONS["aws"].region


# AWS General Reference, "Regional endpoints". A newer region can still be typed.
_KNOWN = """
af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1
ap-south-2 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5
ap-southeast-6 ap-southeast-7 ca-central-1 ca-west-1 eu-central-1 eu-central-2 eu-north-1
eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3 il-central-1 me-central-1 me-south-1
mx-central-1 sa-east-1 us-east-1 us-east-2 us-west-1 us-west-2 cn-north-1 cn-northwest-1
us-gov-east-1 us-gov-west-1 eusc-de-east-1 us-iso-east-1 us-iso-west-1 us-isob-east-1
us-isob-west-1 eu-isoe-west-1 us-isof-east-1 us-isof-south-1
"""


def regions_of(partition: str) -> tuple[str, ...]:
    """Returns the known regions of a partition, its default region first."""
    first = PARTITIONS[partition].region if partition in PARTITIONS else ""
    known = [region for region in _KNOWN.split() if partition_of(region) == partition]
    return tuple(sorted(known, key=lambda region: (region != first, region)))


def is_known(region: str) -> bool:
    """Whether the region is in the list above; a newer one is not."""
    return region in _KNOWN.split()


# AWS General Reference, "Regions": those that an account has to enable first. New ones are.
_ALWAYS_ON = """
ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-southeast-1 ap-southeast-2 ca-central-1
eu-central-1 eu-north-1 eu-west-1 eu-west-2 eu-west-3 sa-east-1 us-east-1 us-east-2 us-west-1
us-west-2
"""


def is_opt_in(region: str) -> bool:
    """Whether an account has to enable the region before its keys are known there."""
    return is_known(region) and partition_of(region) == "aws" and region not in _ALWAYS_ON.split()


def near_region(region: str) -> str:
    """Returns the known region with the most similar name; empty where none is similar."""
    from rolecall.core.nearest import nearest  # deferred: only a wrong region needs it

    known = _KNOWN.split()
    stem = region.rstrip("0123456789")
    same = [name for name in known if stem and name.rstrip("0123456789") == stem]
    return same[0] if same else nearest(region, known)


def unknown_region(region: str) -> str:
    """Returns a hint about a region that is not known; empty for a known one and for none."""
    if not region or is_known(region):
        return ""
    near = near_region(region)
    meant = f"Did you mean {near}?" if near else "It may be a new one."
    return f"Rolecall knows no AWS region {region}. {meant}"
