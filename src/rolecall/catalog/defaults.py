"""The defaults of the base profile and the region."""

from collections.abc import Mapping

from rolecall.catalog.aws_config import Profiles
from rolecall.core.errors import ConfigError, UsageError
from rolecall.core.model import REGION, Target
from rolecall.core.partitions import PARTITIONS, is_known, near_region, partition_of
from rolecall.core.safe_text import safe_text
from rolecall.core.settings.settings import Settings
from rolecall.core.state.state import State

DEFAULT_BASE = "default"


def base_profile_name(env: Mapping[str, str], settings: Settings, state: State) -> str:
    """Returns the current base profile: AWS_PROFILE_ASSUME_ROLE, that of the state or settings."""
    return (
        env.get("AWS_PROFILE_ASSUME_ROLE")
        or state.base_profile
        or settings.base_profile
        or DEFAULT_BASE
    )


def in_region(target: Target, region: str) -> Target:
    """Returns the target for a region named explicitly: an unknown partition follows the region.

    Raises UsageError for a region outside of the target's partition, where that is known.
    """
    if _is_within(target.partition, region):
        return target
    there = partition_of(region)
    if not target.partition_known:
        return target._replace(partition=there)
    raise UsageError(
        f"{region} is in the partition {there}, but {target.alias} is in {target.partition}.",
        f"Use a region of {target.partition}, such as {PARTITIONS[target.partition].region}.",
    )


def region_for(
    target: Target,
    env: Mapping[str, str],
    settings: Settings,
    profiles: Profiles,
    base_profile: str,
    chosen: str = "",
) -> str:
    """Returns the region to use without `--region`; empty for none.

    It is the first that is in the target's partition: the environment's, the one `chosen` for the
    account, the target's, the base profile's, the default. Raises ConfigError for one that cannot
    be a region.
    """
    base = profiles.get(base_profile)
    for region, place in (
        (env.get("AWS_REGION"), "AWS_REGION"),
        (env.get("AWS_DEFAULT_REGION"), "AWS_DEFAULT_REGION"),
        (chosen, f"The region chosen for {target.alias}"),
        (target.region, _place_of(target)),
        (base.region if base else "", f"The region of profile {base_profile}"),
        (settings.region, "[defaults] region"),
    ):
        if region:
            if not REGION.fullmatch(region):
                raise ConfigError(
                    f"{place} is not an AWS region: {safe_text(region)}.",
                    "A region looks like eu-west-1.",
                )
            if _is_within(target.partition, region):
                return region
    return ""


def _place_of(target: Target) -> str:
    profile = target.role_profile
    return f"The region of profile {profile}" if profile else f"The region of {target.alias}"


def checked_region(text: str) -> str:
    """Returns `--region` as typed. Raises UsageError for what cannot be a region."""
    if text and not REGION.fullmatch(text):
        raise UsageError(f'"{text}" is not an AWS region.', "A region looks like eu-west-1.")
    return text


def known_region(text: str) -> str:
    """Returns `--region` as typed. Raises UsageError for one that does not exist."""
    if checked_region(text) and not is_known(text):
        near = near_region(text)
        meant = f"Did you mean {near}? " if near else ""
        raise UsageError(
            f"Rolecall knows no AWS region {text}.",
            f"{meant}For a region newer than this version, set AWS_REGION={text} instead.",
        )
    return text


def _is_within(partition: str, region: str) -> bool:
    return partition not in PARTITIONS or partition_of(region) == partition
