"""Decides where to write a profile's region: the credentials file, the config file, or neither.

Tools read both files, and the credentials file takes precedence. A region is written there only if
an option of this call named it, or if the config file cannot hold it: otherwise it would hide one
that the user sets in the config file, as `aws configure set region` does.
"""

import os
from collections.abc import Collection, Mapping
from typing import NamedTuple

from rolecall.core.errors import RolecallError
from rolecall.core.model import RoleSession
from rolecall.core.partitions import region_within
from rolecall.core.paths import Paths
from rolecall.handover.profile import config_file, config_regions
from rolecall.handover.profile.our_profiles import written_regions
from rolecall.handover.profile.shared_file import read_for_writing

UNCHANGED = ""  # leaves the region in the credentials file as it is


class Regions(NamedTuple):
    """The regions to write, by profile name."""

    beside_keys: Mapping[str, str | None]  # in the credentials file; None removes it
    in_config: Mapping[str, str]
    notes: tuple[str, ...] = ()


def regions_for(
    paths: Paths,
    sessions: Mapping[str, RoleSession],
    named: Collection[str] = (),
    of_shell: Collection[str] = (),
) -> Regions:
    """Decide the regions of profiles to write.

    For profiles in `named`, an option named the region, which overrides the user's. For those in
    `of_shell`, it came from the shell's environment, which takes precedence over every profile, so
    it is written beside the keys as well. Never raises: if the config file cannot be used, the
    regions are written beside the keys.
    """
    written = written_regions(paths.aws_credentials)
    try:
        if paths.aws_config == os.devnull:
            configured: dict[str, config_regions.ConfigRegion] = {}
        else:
            configured = config_regions.regions_in_config(paths.aws_config, sessions, written)
            read_for_writing(paths.aws_config)
    except RolecallError as error:
        beside = {name: session.region or UNCHANGED for name, session in sessions.items()}
        return Regions(beside, {}, (config_regions.missing_region_note(error),))
    beside_keys: dict[str, str | None] = {}
    in_config, notes = {}, []
    for name, session in sessions.items():
        wanted, current = session.region, configured.get(name)
        fits = current is not None and _fits(current.region, session)
        if not wanted:
            beside_keys[name] = _without_region(session, written.get(name, ""), current)
        elif current is not None and current.by_person and fits and name not in named:
            beside_keys[name] = None
            if current.region != wanted:
                notes.append(
                    f"Profile {name} keeps its region {current.region} in the config file."
                )
        elif (current is not None and current.by_person) or _only_beside(name, paths):
            beside_keys[name] = wanted if current is None or current.region != wanted else None
            if current is not None and current.region and current.region != wanted:
                notes.append(f"The region {wanted} overrides {current.region} in the config file.")
        else:
            beside_keys[name] = wanted if name in named or name in of_shell else None
            in_config[name] = wanted
    return Regions(beside_keys, in_config, tuple(notes))


def regions_unchanged(paths: Paths, sessions: Mapping[str, RoleSession]) -> Regions:
    """Leave the regions of profiles that get a new session of the same role unchanged.

    The only exception: if the user has since set a region in our section of the config file, the
    one beside the keys is removed. Never raises.
    """
    written = written_regions(paths.aws_credentials)
    try:
        configured = config_regions.regions_in_config(paths.aws_config, sessions, written)
    except RolecallError:
        configured = {}
    ours = _our_names(paths)
    beside: dict[str, str | None] = dict.fromkeys(sessions, UNCHANGED)
    for name, session in sessions.items():
        current = configured.get(name)
        changed = current is not None and current.by_person and name in ours
        if changed and current is not None and _fits(current.region, session):
            beside[name] = None
    return Regions(beside, {})


def _without_region(
    session: RoleSession, written: str, current: config_regions.ConfigRegion | None
) -> str | None:
    """The region beside the keys of a session without one: never one of another partition."""
    if written and _fits(written, session):
        return UNCHANGED
    if current is not None and current.region and not _fits(current.region, session):
        return region_within(session.request.partition, "")  # overrides the other one
    return None


def _our_names(paths: Paths) -> Collection[str]:
    try:
        return config_file.our_sections(paths.aws_config).keys()
    except RolecallError:
        return ()


def _fits(region: str, session: RoleSession) -> bool:
    """Whether the region is in the partition of the session's role, where its keys are valid."""
    return bool(region) and region_within(session.request.partition, region) == region


def _only_beside(name: str, paths: Paths) -> bool:
    return name == "default" or paths.aws_config == os.devnull
