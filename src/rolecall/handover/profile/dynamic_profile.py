"""A profile in the AWS config file that calls Rolecall for its credentials: no secret on disk."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from rolecall.core.config_sections import section_of
from rolecall.core.errors import Refused, RolecallError
from rolecall.core.model import MANAGER
from rolecall.core.partitions import region_within
from rolecall.core.role_request import RoleRequest
from rolecall.core.safe_text import safe_text
from rolecall.handover.profile.config_file import (
    REGION,
    Wanted,
    our_sections_in,
    plan_section,
    sections_by_profile,
    with_sections,
)
from rolecall.handover.profile.profile_change import ProfileChange
from rolecall.handover.profile.profile_request import (
    REQUEST,
    ROLE,
    describe_other,
    refuse_other_request,
)
from rolecall.handover.profile.section_ownership import (
    ProfileFile,
    parse_profiles,
    refuse_defaults,
    refuse_name,
)
from rolecall.handover.profile.shared_file import read, read_for_writing, rewrite

_OTHER_NAME = "Choose another name with --name."


class DynamicProfile(NamedTuple):
    """A profile that calls Rolecall for its credentials; `region` may be empty."""

    process: str
    request: RoleRequest
    region: str = ""
    region_named: bool = False  # by an option of this call: overrides one the user wrote


def check_dynamic(path: str, name: str, taken: Mapping[str, str]) -> None:
    """Raise what `write_dynamic` would raise; changes nothing."""
    _refuse_dynamic_name(name, taken)
    found = read_for_writing(path)
    _refuse_foreign(name, parse_profiles(found.data or b"", found.path))


def check_request(path: str, name: str, request: RoleRequest) -> None:
    """Raise HoldsOtherRequest if a section of ours calls Rolecall for another request.

    A file that cannot be read passes: writing it raises the error.
    """
    try:
        profiles = parse_profiles(read(path), path)
    except RolecallError:
        return
    if section := our_sections_in(profiles).get(name):
        refuse_other_request(name, profiles.own[section], request)


def plan_dynamic(
    path: str, name: str, dynamic: DynamicProfile, taken: Mapping[str, str]
) -> ProfileChange:
    """The change that `write_dynamic` would make; writes nothing, and raises the same errors."""
    check_dynamic(path, name, taken)
    found = read_for_writing(path)
    data = found.data or b""
    own = parse_profiles(data, found.path).own.get(section_of(name), {})
    other = describe_other(own, dynamic.request)
    notes = (*found.notes, *((f"It replaces {other}.",) if other else ()))
    return plan_section(name, _dynamic(dynamic, own), data, found.path, notes)


def write_dynamic(
    path: str,
    name: str,
    dynamic: DynamicProfile,
    taken: Mapping[str, str],
    on_wait: Callable[[str], None] | None = None,
    *,
    replace: bool = False,
) -> tuple[str, ...]:
    """Write the profile that calls Rolecall; returns notes worth a warning.

    Raises Refused for the name of a base profile, a section of this name that is not ours, keys in
    [DEFAULT] that take precedence, and, without `replace`, one of ours for another request.
    """
    _refuse_dynamic_name(name, taken)

    def with_profile(data: bytes) -> bytes:
        profiles = parse_profiles(data, path)
        _refuse_foreign(name, profiles)
        own = profiles.own.get(section_of(name), {})
        refuse_other_request(name, own, None if replace else dynamic.request)
        return with_sections(data, path, {name: _dynamic(dynamic, own)})

    return rewrite(path, with_profile, on_wait)


def _dynamic(dynamic: DynamicProfile, own: Mapping[str, str]) -> Wanted:
    wanted: dict[str, str | None] = {
        "manager": MANAGER,
        "credential_process": dynamic.process,
        ROLE: dynamic.request.role_arn,
        REQUEST: dynamic.request.digest,
    }
    there = own.get("region", "")
    by_person = there and there != own.get(REGION, there)
    if dynamic.region and (dynamic.region_named or not by_person):
        wanted |= {"region": dynamic.region, REGION: dynamic.region}
    elif there and region_within(dynamic.request.partition, there) != there:
        wanted |= {"region": None, REGION: None}  # of another partition, left by another role
    return wanted


def _refuse_dynamic_name(name: str, taken: Mapping[str, str]) -> None:
    refuse_name(name, taken)
    if name == "default":  # the profile of every tool that names none
        raise Refused("A profile that calls Rolecall cannot be the default.", _OTHER_NAME)


def _refuse_foreign(name: str, profiles: ProfileFile) -> None:
    sections = sections_by_profile(profiles).get(name, [])
    if sections and name not in our_sections_in(profiles):
        location = profiles.location(sections[0])
        raise Refused(
            f"{location}: [{safe_text(sections[0])}] is not Rolecall's alone, so it stays.",
            _OTHER_NAME,
        )
    refuse_defaults(profiles)
