"""Our sections of the AWS config file: a region beside our credentials, or the call of ours.

Some SDKs read the region only there. A section of ours says `manager = rolecall`; where anybody
else has one of the profile, it stays as it is.
"""

import os
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from rolecall.core.config_sections import profile_of, section_of
from rolecall.core.errors import Refused, RolecallError
from rolecall.core.model import MANAGER
from rolecall.core.partitions import region_within
from rolecall.core.role_request import RoleRequest
from rolecall.core.safe_text import safe_text
from rolecall.handover import section_lines
from rolecall.handover.ini_reading import encoding
from rolecall.handover.profile_change import ProfileChange, rows
from rolecall.handover.profile_owner import REQUEST, ROLE, refuse_other, whose
from rolecall.handover.section_change import change_sections
from rolecall.handover.section_ownership import (
    Profiles,
    is_ours_in_config,
    profiles_in,
    refuse_lent,
    refuse_name,
)
from rolecall.handover.shared_file import look, read, rewrite

_REGION = "x_rolecall_region"  # the region that we wrote: another one there is a person's
_OURS = ("manager", "credential_process", ROLE, REQUEST, _REGION)  # and a region we wrote

Wanted = Mapping[str, str | None]


class DynamicProfile(NamedTuple):
    """A profile that calls us for its credentials; `region` may be empty."""

    process: str
    request: RoleRequest
    region: str = ""
    region_named: bool = False  # for this call: then one that a person wrote there gives way


class OurSection(NamedTuple):
    """One of ours; role and request are empty for one that has a region alone."""

    role_arn: str
    request: str  # the digest; empty where an older version wrote it


class Said(NamedTuple):
    """What the config file says of a profile's region."""

    region: str  # empty: nothing
    by_person: bool  # theirs is the section, or the region in ours


def check_dynamic(path: str, name: str, taken: Mapping[str, str]) -> None:
    """Raise what `write_dynamic` would raise, and change nothing."""
    _refuse_dynamic_name(name, taken)
    found = look(path)
    _refuse_foreign(name, profiles_in(found.data or b"", found.path))


def check_holder(path: str, name: str, request: RoleRequest) -> None:
    """Raise HoldsAnother where a section of ours calls us for another request.

    A file that cannot be read has none: that is told where it is written.
    """
    try:
        profiles = profiles_in(read(path), path)
    except RolecallError:
        return
    if section := _ours(profiles).get(name):
        refuse_other(name, profiles.own[section], request)


def said_regions(path: str, names: Iterable[str], written: Mapping[str, str]) -> dict[str, Said]:
    """What the file says of the regions of those profiles that have a section in it.

    `written` has the regions beside the keys: an older version wrote both alike. Raises
    RolecallError where the file cannot be read.
    """
    profiles = profiles_in(read(path), path)
    described, ours = _described(profiles), _ours(profiles)
    found = {}
    for name in names:
        sections = described.get(name, [])
        region = next((said for one in sections if (said := profiles.own[one].get("region"))), "")
        theirs = bool(sections) and (name == "default" or name not in ours)
        if name in ours and region:
            wrote = profiles.own[ours[name]].get(_REGION) or written.get(name) or region
            theirs = theirs or region != wrote
        if sections:
            found[name] = Said(region, theirs)
    return found


def plan_dynamic(
    path: str, name: str, dynamic: DynamicProfile, taken: Mapping[str, str]
) -> ProfileChange:
    """What `write_dynamic` would change, and nothing written; raises what it would raise."""
    check_dynamic(path, name, taken)
    found = look(path)
    data = found.data or b""
    own = profiles_in(data, found.path).own.get(section_of(name), {})
    other = whose(own, dynamic.request)
    notes = (*found.notes, *((f"It replaces {other}.",) if other else ()))
    return _planned(name, _dynamic(dynamic, own), data, found.path, notes)


def write_dynamic(
    path: str,
    name: str,
    dynamic: DynamicProfile,
    taken: Mapping[str, str],
    on_wait: Callable[[str], None] | None = None,
    *,
    replace: bool = False,
) -> tuple[str, ...]:
    """Write the profile that calls us; notes worth a warning come back.

    Refused: the name of a base profile, another's section of the name, [DEFAULT] that would win,
    and without `replace` one of ours for another request.
    """
    _refuse_dynamic_name(name, taken)

    def with_profile(data: bytes) -> bytes:
        profiles = profiles_in(data, path)
        _refuse_foreign(name, profiles)
        own = profiles.own.get(section_of(name), {})
        refuse_other(name, own, None if replace else dynamic.request)
        return _changed(data, path, {name: _dynamic(dynamic, own)})

    return rewrite(path, with_profile, on_wait)


def plan_region(path: str, name: str, region: str) -> ProfileChange | None:
    """What `write_regions` would change for one profile; None for nothing.

    Raises RolecallError where the file cannot be read or written.
    """
    data = read(path)
    if not _missing(data, path, {name: region}):
        return None
    found = look(path)
    return _planned(name, _region(region), found.data or b"", found.path, found.notes)


def write_regions(
    path: str, regions: Mapping[str, str], on_wait: Callable[[str], None] | None = None
) -> tuple[str, ...]:
    """Give each profile a section with its region where there is none, all in one go.

    One of ours gets the region, and stops calling us. Notes worth a warning come back, and why it
    could not be done: the credentials file has the region too, so nothing of this raises.
    """
    try:
        if not _missing(read(path), path, regions):
            return ()

        def with_regions(data: bytes) -> bytes | None:
            missing = _missing(data, path, regions)
            wanted = {name: _region(region) for name, region in missing.items()}
            return _changed(data, path, wanted) if wanted else None

        return rewrite(path, with_regions, on_wait)
    except RolecallError as error:
        return (without_region(error),)


def without_region(error: RolecallError) -> str:
    """The note of a profile whose region stands in the credentials file alone."""
    return f"Some tools will not find the region: {error.message}"


def remove_sections(
    path: str, names: Iterable[str], on_wait: Callable[[str], None] | None = None
) -> tuple[str, ...]:
    """Remove our sections, as `remove_profiles` does; the names of those that had one come back."""
    asked = tuple(dict.fromkeys(names))
    removed: list[str] = []

    def without(data: bytes) -> bytes | None:
        profiles = profiles_in(data, path)
        ours = _ours(profiles)
        removed[:] = [name for name in asked if name in ours]
        sections = {ours[name]: profiles.own[ours[name]] for name in removed}
        changes = {name: _removal(own) for name, own in sections.items()}
        return change_sections(data, path, changes).data

    if our_sections(path).keys() & set(asked):
        rewrite(path, without, on_wait)
    return tuple(removed)


def our_sections(path: str) -> dict[str, OurSection]:
    """Our sections by the profile's name. Raises RolecallError where the file cannot be read."""
    data = read(path)
    if MANAGER.encode() not in data:  # so a broken file in which we never wrote is no obstacle
        return {}
    profiles = profiles_in(data, path)
    return {
        name: OurSection(own.get(ROLE, ""), own.get(REQUEST, ""))
        for name, section in _ours(profiles).items()
        for own in (profiles.own[section],)
    }


def _removal(own: Mapping[str, str]) -> Wanted | None:
    """What takes our keys away; a region that is no longer the one we wrote is a person's."""
    region = own.get("region")
    is_ours = region == own.get(_REGION, region)
    return section_lines.removal(own, (*_OURS, *(("region",) if is_ours else ())))


def _dynamic(dynamic: DynamicProfile, own: Mapping[str, str]) -> Wanted:
    wanted: dict[str, str | None] = {
        "manager": MANAGER,
        "credential_process": dynamic.process,
        ROLE: dynamic.request.role_arn,
        REQUEST: dynamic.request.digest,
    }
    there = own.get("region", "")
    by_person = there and there != own.get(_REGION, there)
    if dynamic.region and (dynamic.region_named or not by_person):
        wanted |= {"region": dynamic.region, _REGION: dynamic.region}
    elif there and region_within(dynamic.request.partition, there) != there:
        wanted |= {"region": None, _REGION: None}  # of another partition: it was another role's
    return wanted


def _region(region: str) -> Wanted:
    return {
        "manager": MANAGER,
        "credential_process": None,
        ROLE: None,
        REQUEST: None,
        "region": region,
        _REGION: region,
    }


def _missing(data: bytes, path: str, regions: Mapping[str, str]) -> dict[str, str]:
    """The profiles that lack a section, or whose section of ours says something else."""
    regions = {name: region for name, region in regions.items() if region and name != "default"}
    if not regions or path == os.devnull:
        return {}
    profiles = profiles_in(data, path)
    refuse_lent(profiles)
    described, ours = _described(profiles), _ours(profiles)
    return {
        name: region
        for name, region in regions.items()
        if name not in described
        or (name in ours and _difference(profiles.own[ours[name]], _region(region)))
    }


def _described(profiles: Profiles) -> dict[str, list[str]]:
    """The sections of every profile: a profile can be written in several ways."""
    found: dict[str, list[str]] = {}
    for section in profiles.own:
        name = profile_of(section)
        if name is not None:
            found.setdefault(name, []).append(section)
    return found


def _ours(profiles: Profiles) -> dict[str, str]:
    """Our sections, by the profile's name."""
    return {
        name: sections[0]
        for name, sections in _described(profiles).items()
        if sections == [section_of(name)] and is_ours_in_config(profiles.own[sections[0]])
    }


def _refuse_dynamic_name(name: str, taken: Mapping[str, str]) -> None:
    refuse_name(name, taken)
    if name == "default":  # what every tool takes where it is told nothing
        raise Refused("A profile that asks Rolecall is never the default.", _OTHER_NAME)


_OTHER_NAME = "Choose another name with --name."


def _refuse_foreign(name: str, profiles: Profiles) -> None:
    sections = _described(profiles).get(name, [])
    if sections and name not in _ours(profiles):
        place = profiles.place(sections[0])
        raise Refused(
            f"{place}: [{safe_text(sections[0])}] is not Rolecall's alone, so it stays.",
            _OTHER_NAME,
        )
    refuse_lent(profiles)


def _difference(now: Mapping[str, str], wanted: Wanted) -> dict[str, str | None]:
    return {key: value for key, value in wanted.items() if now.get(key) != value}


def _changed(data: bytes, path: str, wanted: Mapping[str, Wanted]) -> bytes:
    own = profiles_in(data, path).own
    changes = {
        section_of(name): _difference(own.get(section_of(name), {}), values)
        for name, values in wanted.items()
    }
    if not all(
        value is None or (value and value.isprintable())
        for one in changes.values()
        for value in one.values()
    ):
        raise Refused("This profile holds characters that no config file can carry.")
    return change_sections(data, path, changes).data


def _planned(
    name: str, wanted: Wanted, data: bytes, path: str, notes: tuple[str, ...]
) -> ProfileChange:
    section = section_of(name)
    own = profiles_in(data, path).own
    now = own.get(section, {})
    edited = change_sections(data, path, {section: _difference(now, wanted)})
    return ProfileChange(
        name=section,
        path=path,
        line=section_lines.line_of(section_lines.scan(edited.data, encoding()), section),
        is_new=section not in own,
        rows=rows(now, wanted),
        lines_changed=edited.changed,
        lines_kept=edited.kept,
        notes=notes,
    )
