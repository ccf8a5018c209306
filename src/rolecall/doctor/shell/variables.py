"""The other variables of the calling shell: regions, durations, what they contradict."""

from collections.abc import Iterator

from rolecall.core.errors import UsageError
from rolecall.core.model import REGION
from rolecall.core.partitions import is_known, near_region
from rolecall.core.safe_text import safe_text
from rolecall.core.settings.settings import parse_duration
from rolecall.doctor.finding import Area, Finding, failing, ok, warning
from rolecall.doctor.setup import Setup

_AREA = Area.SHELL
_REGION, _DEFAULT_REGION = "AWS_REGION", "AWS_DEFAULT_REGION"
_TIMEOUT = "AWS_ROLE_SESSION_TIMEOUT"


def variable_findings(setup: Setup) -> list[Finding]:
    """Returns the region that counts, and what is wrong with regions and duration."""
    regions = list(_regions(setup))
    if not regions:
        regions = [_region_known(setup)]
    return [*regions, *_duration(setup)]


def _regions(setup: Setup) -> Iterator[Finding]:
    env = setup.env
    for name in (_REGION, _DEFAULT_REGION):
        region = env.get(name, "")
        if region and not REGION.fullmatch(region):
            yield failing(
                _AREA,
                f"{name} is not an AWS region: {safe_text(region, 40)}.",
                f"A region looks like eu-west-1. Without it: unset {name}",
            )
        elif region and not is_known(region):
            near = near_region(region)
            meant = f"Did you mean {near}? " if near else ""
            yield warning(
                _AREA,
                f"{name} is {region}, a region that Rolecall does not know.",
                f"{meant}If it is a new one, all is well.",
            )
    first, second = env.get(_REGION), env.get(_DEFAULT_REGION)
    if first and second and first != second:
        yield warning(
            _AREA,
            f"{_REGION} is {safe_text(first, 40)}, {_DEFAULT_REGION} is {safe_text(second, 40)}: "
            "Rolecall and most SDKs use the first, boto3 the second.",
            f"Set both alike: export {_DEFAULT_REGION}=${_REGION}",
        )


def _region_known(setup: Setup) -> Finding:
    env = setup.env
    for name in (_REGION, _DEFAULT_REGION):
        if env.get(name):
            return ok(_AREA, f"Region {env[name]} ({name})")
    if setup.region:
        return ok(_AREA, f"Region {setup.region} (your files)")
    return ok(_AREA, "No region is set: you are asked for one where it is needed")


def _duration(setup: Setup) -> Iterator[Finding]:
    named = setup.env.get(_TIMEOUT)
    if not named:
        return
    try:
        parse_duration(named)
    except UsageError as error:
        yield failing(_AREA, f"{_TIMEOUT}: {error.message}", error.hint)
