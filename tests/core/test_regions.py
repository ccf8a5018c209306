"""The suggested regions."""

import botocore.session
import pytest

from rolecall.core.model import REGION
from rolecall.core.partitions import PARTITIONS, partition_of, regions_of


@pytest.mark.parametrize("partition", PARTITIONS)
def test_a_partitions_own_region_comes_first_and_all_lie_in_it(partition: str) -> None:
    regions = regions_of(partition)
    assert regions[0] == PARTITIONS[partition].region
    assert all(partition_of(region) == partition for region in regions)
    assert all(REGION.fullmatch(region) for region in regions)
    assert len(set(regions)) == len(regions)


@pytest.mark.parametrize("partition", PARTITIONS)
def test_every_region_suggested_is_one_that_aws_has(partition: str) -> None:
    real = botocore.session.get_session().get_available_regions("ec2", partition)
    assert set(regions_of(partition)) <= set(real)


def test_a_partition_that_is_new_has_no_suggestions() -> None:
    assert regions_of("aws-moon") == ()
