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
from rolecall.core.safe_text import safe_text
from rolecall.handover import section_lines
from rolecall.handover.ini_reading import encoding
from rolecall.handover.profile_change import ProfileChange, rows
from rolecall.handover.section_change import change_sections
from rolecall.handover.section_ownership import (
    Profiles,
    is_ours_in_config,
    profiles_in,
    refuse_lent,
    refuse_name,
)
from rolecall.handover.shared_file import look, read, rewrite

_ROLE = "x_rolecall_role"
_OURS = ("manager", "credential_process", _ROLE, "region")  # every other key is a person's

Wanted = Mapping[str, str | None]


class DynamicProfile(NamedTuple):
    """A profile that calls us for its credentials; `arn` is the role's, `region` may be empty."""

    process: str
    arn: str
    region: str = ""


def check_dynamic(path: str, name: str, taken: Mapping[str, str]) -> None:
    """Raise what `write_dynamic` would raise, and change nothing."""
    _refuse_dynamic_name(name, taken)
    found = look(path)
    _refuse_foreign(name, profiles_in(found.data or b"", found.path))


def plan_dynamic(
    path: str, name: str, dynamic: DynamicProfile, taken: Mapping[str, str]
) -> ProfileChange:
    """What `write_dynamic` would change, and nothing written; raises what it would raise."""
    check_dynamic(path, name, taken)
    found = look(path)
    return _planned(name, _dynamic(dynamic), found.data or b"", found.path, found.notes)


def write_dynamic(
    path: str,
    name: str,
    dynamic: DynamicProfile,
    taken: Mapping[str, str],
    on_wait: Callable[[str], None] | None = None,
) -> tuple[str, ...]:
    """Write the profile that calls us; notes worth a warning come back.

    Refused: the name of a base profile, another's section of the name, [DEFAULT] that would win.
    """
    _refuse_dynamic_name(name, taken)

    def with_profile(data: bytes) -> bytes:
        _refuse_foreign(name, profiles_in(data, path))
        return _changed(data, path, {name: _dynamic(dynamic)})

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
        changes = {name: section_lines.removal(own, _OURS) for name, own in sections.items()}
        return change_sections(data, path, changes).data

    if our_sections(path).keys() & set(asked):
        rewrite(path, without, on_wait)
    return tuple(removed)


def our_sections(path: str) -> dict[str, str]:
    """Our sections by the profile's name, each with the ARN of the role it calls us for.

    Empty for one that has a region alone. Raises RolecallError where the file cannot be read.
    """
    data = read(path)
    if MANAGER.encode() not in data:  # so a broken file in which we never wrote is no obstacle
        return {}
    profiles = profiles_in(data, path)
    return {name: profiles.own[section].get(_ROLE, "") for name, section in _ours(profiles).items()}


def _dynamic(dynamic: DynamicProfile) -> Wanted:
    wanted = {"manager": MANAGER, "credential_process": dynamic.process, _ROLE: dynamic.arn}
    return wanted | ({"region": dynamic.region} if dynamic.region else {})


def _region(region: str) -> Wanted:
    return {"manager": MANAGER, "credential_process": None, _ROLE: None, "region": region}


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
