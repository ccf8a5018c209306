"""Our sections of the AWS config file: the region of a profile, or the call of Rolecall.

A section of ours contains `manager = rolecall`. Where the profile has any other section, nothing is
changed.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from rolecall.core.config_sections import profile_of, section_of
from rolecall.core.errors import Refused
from rolecall.core.model import MANAGER
from rolecall.handover.profile import section_lines
from rolecall.handover.profile.ini_reading import encoding
from rolecall.handover.profile.profile_change import ProfileChange, key_changes
from rolecall.handover.profile.profile_request import REQUEST, ROLE
from rolecall.handover.profile.section_change import change_sections, difference
from rolecall.handover.profile.section_ownership import (
    ProfileFile,
    is_ours_in_config,
    parse_profiles,
)
from rolecall.handover.profile.shared_file import read, rewrite

REGION = "x_rolecall_region"  # the region we wrote, to tell it from one the user has set
_OURS = ("manager", "credential_process", ROLE, REQUEST, REGION)  # `region`: see _removal

Wanted = Mapping[str, str | None]


class OurSection(NamedTuple):
    """A section of ours; `role_arn` and `request` are empty if it has a region alone."""

    role_arn: str
    request: str  # the RoleRequest's digest; empty in sections of older versions


def our_sections(path: str) -> dict[str, OurSection]:
    """Our sections by profile name. Raises RolecallError if the file cannot be read or parsed."""
    data = read(path)
    if MANAGER.encode() not in data:  # a malformed file matters only if we wrote to it
        return {}
    profiles = parse_profiles(data, path)
    return {
        name: OurSection(own.get(ROLE, ""), own.get(REQUEST, ""))
        for name, section in our_sections_in(profiles).items()
        for own in (profiles.own[section],)
    }


def remove_sections(
    path: str, names: Iterable[str], on_wait: Callable[[str], None] | None = None
) -> tuple[str, ...]:
    """Remove our sections of these profiles; returns the names of those that had one.

    What the user added is kept, as by `remove_profiles`.
    """
    asked = tuple(dict.fromkeys(names))
    removed: list[str] = []

    def without(data: bytes) -> bytes | None:
        profiles = parse_profiles(data, path)
        ours = our_sections_in(profiles)
        removed[:] = [name for name in asked if name in ours]
        sections = {ours[name]: profiles.own[ours[name]] for name in removed}
        changes = {name: _removal(own) for name, own in sections.items()}
        return change_sections(profiles, changes).data

    if our_sections(path).keys() & set(asked):
        rewrite(path, without, on_wait)
    return tuple(removed)


def sections_by_profile(profiles: ProfileFile) -> dict[str, list[str]]:
    """The section names of every profile; it may have several, such as one with a quoted name."""
    found: dict[str, list[str]] = {}
    for section in profiles.own:
        name = profile_of(section)
        if name is not None:
            found.setdefault(name, []).append(section)
    return found


def our_sections_in(profiles: ProfileFile) -> dict[str, str]:
    """The names of our sections, by profile name."""
    return {
        name: sections[0]
        for name, sections in sections_by_profile(profiles).items()
        if sections == [section_of(name)] and is_ours_in_config(profiles.own[sections[0]])
    }


def with_sections(data: bytes, path: str, wanted: Mapping[str, Wanted]) -> bytes:
    """The file's new content with these keys, by profile name.

    Raises as `parse_profiles` and `change_sections`.
    """
    profiles = parse_profiles(data, path)
    own = profiles.own
    changes = {
        section_of(name): difference(own.get(section_of(name), {}), values)
        for name, values in wanted.items()
    }
    if not all(
        value is None or (value and value.isprintable())
        for one in changes.values()
        for value in one.values()
    ):
        raise Refused("This profile has characters that a config file cannot hold.")
    return change_sections(profiles, changes).data


def plan_section(
    name: str, wanted: Wanted, data: bytes, path: str, notes: tuple[str, ...]
) -> ProfileChange:
    """The change that `with_sections` would make for one profile; raises as that does."""
    section = section_of(name)
    profiles = parse_profiles(data, path)
    own = profiles.own
    now = own.get(section, {})
    edited = change_sections(profiles, {section: difference(now, wanted)})
    return ProfileChange(
        name=section,
        path=path,
        line=section_lines.line_of(section_lines.scan(edited.data, encoding()), section),
        is_new=section not in own,
        key_changes=key_changes(now, wanted),
        lines_changed=edited.changed,
        lines_kept=edited.kept,
        notes=notes,
    )


def _removal(own: Mapping[str, str]) -> Wanted | None:
    """The change that removes our keys, but not a region that the user has changed since."""
    region = own.get("region")
    is_ours = region == own.get(REGION, region)
    return section_lines.removal(own, (*_OURS, *(("region",) if is_ours else ())))
