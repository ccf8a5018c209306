"""Reads our profiles from the shared credentials file."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from rolecall.core.errors import RolecallError
from rolecall.core.model import MANAGER, RoleSession, parse_rfc3339
from rolecall.handover.profile.profile_request import REQUEST, ROLE
from rolecall.handover.profile.shared_file import read


class OurProfile(NamedTuple):
    """The content of a section of ours; `expiration` is None if the user made it unreadable."""

    access_key_id: str  # empty if the user removed it
    expiration: datetime | None
    request: str = ""  # the RoleRequest's digest; empty in sections of older versions
    role_arn: str = ""


def our_profiles(path: str) -> dict[str, OurProfile]:
    """Our profiles by name. Raises RolecallError if the file cannot be read or parsed."""
    data = read(path)
    if MANAGER.encode() not in data:  # a malformed file matters only if we wrote to it
        return {}
    # deferred: many never have Rolecall write a profile
    from rolecall.handover.profile.section_ownership import is_ours, parse_profiles

    return {
        name: OurProfile(
            own.get("aws_access_key_id", ""),
            _moment(own.get("x_security_token_expires")),
            own.get(REQUEST, ""),
            own.get(ROLE, ""),
        )
        for name, own in parse_profiles(data, path).own.items()
        if is_ours(own)
    }


def our_profiles_if_readable(path: str) -> dict[str, OurProfile]:
    """Our profiles by name; none if the file cannot be read, for displays that do without."""
    try:
        return our_profiles(path)
    except RolecallError:
        return {}


def profiles_holding(profiles: Mapping[str, OurProfile], session: RoleSession) -> tuple[str, ...]:
    """The names of the profiles that hold a session's request.

    Those of older versions do not record the request, and are compared by access key id.
    """
    digest, key_id = session.request.digest, session.credentials.access_key_id
    return tuple(
        sorted(
            name
            for name, held in profiles.items()
            if held.request == digest or (not held.request and held.access_key_id == key_id)
        )
    )


def written_regions(path: str) -> dict[str, str]:
    """The regions in our sections, by profile name; none if the file cannot be read."""
    # deferred: as above
    from rolecall.handover.profile.section_ownership import is_ours, parse_profiles

    try:
        profiles = parse_profiles(read(path), path)
    except RolecallError:
        return {}
    return {name: own.get("region", "") for name, own in profiles.own.items() if is_ours(own)}


def _moment(text: str | None) -> datetime | None:
    try:
        return parse_rfc3339(text or "")
    except ValueError:
        return None
