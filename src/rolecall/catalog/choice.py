"""What holds where nobody says otherwise: whose base profile, and which region."""

from collections.abc import Mapping

from rolecall.catalog.aws_config import Profiles
from rolecall.core.errors import ConfigError, UsageError
from rolecall.core.model import REGION, Target
from rolecall.core.settings import Settings
from rolecall.core.state import State

DEFAULT_BASE = "default"


def base_profile_name(env: Mapping[str, str], settings: Settings, state: State) -> str:
    """The base profile of the moment: AWS_PROFILE_ASSUME_ROLE, the one chosen, the one settled."""
    return (
        env.get("AWS_PROFILE_ASSUME_ROLE")
        or state.base_profile
        or settings.base_profile
        or DEFAULT_BASE
    )


def region_for(
    target: Target,
    option: str,
    env: Mapping[str, str],
    settings: Settings,
    profiles: Profiles,
    base_profile: str,
) -> str:
    """The region to work in: `--region`, the environment's, target's, base profile's, the default.

    Empty where none is known. Raises UsageError or ConfigError for one that cannot be a region.
    """
    if option:
        if not REGION.fullmatch(option):
            raise UsageError(f'"{option}" is no region.', "A region reads like eu-west-1.")
        return option
    base = profiles.get(base_profile)
    for region, place in (
        (env.get("AWS_REGION"), "AWS_REGION"),
        (env.get("AWS_DEFAULT_REGION"), "AWS_DEFAULT_REGION"),
        (target.region, f"The region of {target.alias}"),
        (base.region if base else "", f"The region of profile {base_profile}"),
    ):
        if region:
            if not REGION.fullmatch(region):
                raise ConfigError(f"{place} is no region.", "A region reads like eu-west-1.")
            return region
    return settings.region
