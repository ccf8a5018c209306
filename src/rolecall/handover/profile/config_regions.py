"""The regions of profiles in the AWS config file, the only place where some SDKs look."""

import os
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from rolecall.core.errors import RolecallError
from rolecall.core.model import MANAGER
from rolecall.handover.profile.config_file import (
    REGION,
    Wanted,
    our_sections_in,
    plan_section,
    sections_by_profile,
    with_sections,
)
from rolecall.handover.profile.profile_change import ProfileChange
from rolecall.handover.profile.profile_request import REQUEST, ROLE
from rolecall.handover.profile.section_change import difference
from rolecall.handover.profile.section_ownership import parse_profiles, refuse_defaults
from rolecall.handover.profile.shared_file import read, read_for_writing, rewrite


class ConfigRegion(NamedTuple):
    """The region of a profile in the config file."""

    region: str  # empty: none
    by_person: bool  # the user wrote the section, or changed the region in ours


def regions_in_config(
    path: str, names: Iterable[str], written: Mapping[str, str]
) -> dict[str, ConfigRegion]:
    """The regions, by profile name, of those `names` that have a section in the config file.

    `written` are the regions in the credentials file: older versions wrote the same to both, and
    did not note it. Raises RolecallError if the file cannot be read.
    """
    profiles = parse_profiles(read(path), path)
    sections_of, ours = sections_by_profile(profiles), our_sections_in(profiles)
    found = {}
    for name in names:
        sections = sections_of.get(name, [])
        region = next((value for one in sections if (value := profiles.own[one].get("region"))), "")
        theirs = bool(sections) and (name == "default" or name not in ours)
        if name in ours and region:
            wrote = profiles.own[ours[name]].get(REGION) or written.get(name) or region
            theirs = theirs or region != wrote
        if sections:
            found[name] = ConfigRegion(region, theirs)
    return found


def plan_region(path: str, name: str, region: str) -> ProfileChange | None:
    """The change that `write_regions` would make for one profile; None for no change.

    Raises RolecallError if the file cannot be read or written.
    """
    data = read(path)
    if not _missing(data, path, {name: region}):
        return None
    found = read_for_writing(path)
    return plan_section(name, _region(region), found.data or b"", found.path, found.notes)


def write_regions(
    path: str, regions: Mapping[str, str], on_wait: Callable[[str], None] | None = None
) -> tuple[str, ...]:
    """Write a section with its region for each profile that has none, in one write.

    A section of ours gets the region and no longer calls Rolecall. Returns notes worth a warning.
    It never raises: on an error, the region is in the credentials file alone, and a note says why.
    """
    try:
        if not _missing(read(path), path, regions):
            return ()

        def with_regions(data: bytes) -> bytes | None:
            missing = _missing(data, path, regions)
            wanted = {name: _region(region) for name, region in missing.items()}
            return with_sections(data, path, wanted) if wanted else None

        return rewrite(path, with_regions, on_wait)
    except RolecallError as error:
        return (missing_region_note(error),)


def missing_region_note(error: RolecallError) -> str:
    """The note for a profile whose region is in the credentials file alone."""
    return f"Some tools will not find the region: {error.message}"


def _region(region: str) -> Wanted:
    return {
        "manager": MANAGER,
        "credential_process": None,
        ROLE: None,
        REQUEST: None,
        "region": region,
        REGION: region,
    }


def _missing(data: bytes, path: str, regions: Mapping[str, str]) -> dict[str, str]:
    """The profiles without a section, or whose section of ours differs from the wanted one."""
    regions = {name: region for name, region in regions.items() if region and name != "default"}
    if not regions or path == os.devnull:
        return {}
    profiles = parse_profiles(data, path)
    refuse_defaults(profiles)
    sections_of, ours = sections_by_profile(profiles), our_sections_in(profiles)
    return {
        name: region
        for name, region in regions.items()
        if name not in sections_of
        or (name in ours and difference(profiles.own[ours[name]], _region(region)))
    }
