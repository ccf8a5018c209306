"""Named profiles in the shared credentials file, which every AWS tool reads.

A section of ours says `manager = rolecall`. Nothing else is ever written over or removed.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from rolecall.core.errors import Refused, RolecallError
from rolecall.core.model import MANAGER, RoleSession, parse_rfc3339, rfc3339
from rolecall.core.role_request import RoleRequest
from rolecall.handover.profile import section_lines
from rolecall.handover.profile.ini_reading import encoding
from rolecall.handover.profile.profile_change import ProfileChange, key_changes
from rolecall.handover.profile.profile_request import (
    REQUEST,
    ROLE,
    describe_other,
    refuse_other_request,
)
from rolecall.handover.profile.section_change import change_sections, difference
from rolecall.handover.profile.section_ownership import (
    is_ours,
    parse_profiles,
    refuse_name,
    refuse_section,
)
from rolecall.handover.profile.shared_file import read, read_for_writing, rewrite

_VALUE = re.compile(r"[!-~]+")
# The keys that we write, or that mean nothing without them; every other one is a person's.
_OURS = (
    "manager",
    "aws_access_key_id",
    "aws_secret_access_key",
    "aws_session_token",
    "aws_security_token",
    "region",
    ROLE,
    REQUEST,
    "x_security_token_expires",
)


class OurProfile(NamedTuple):
    """What one of our sections holds; `expiration` is None where a person changed it to no time."""

    access_key_id: str  # empty where a person took it out
    expiration: datetime | None
    request: str = ""  # the digest of the RoleRequest; empty where an older version wrote it
    role_arn: str = ""


Regions = Mapping[str, str | None]  # by profile; None: a region there goes; empty: it stays


def check_profile(
    path: str, name: str, taken: Mapping[str, str], request: RoleRequest | None = None
) -> None:
    """Raise what writing this profile would raise, before anybody is asked for a code.

    With a `request`, a section of ours that holds another one is refused as well.

    Refused: another user's or a read-only file, a name `taken` by other credentials, a section
    that is not ours or holds long-term keys. UsageError: a name no profile can have. ConfigError:
    a file that AWS tools refuse, the line named. `taken` says of each name what has it.
    """
    refuse_name(name, taken)
    found = read_for_writing(path)
    profiles = parse_profiles(found.data or b"", found.path)
    refuse_section(name, profiles)
    refuse_other_request(name, profiles.own.get(name, {}), request)


def plan_profile(
    path: str,
    name: str,
    session: RoleSession,
    taken: Mapping[str, str],
    regions: Regions = MappingProxyType({}),
) -> ProfileChange:
    """What `write_profiles` would change, and nothing written; raises what it would raise."""
    refuse_name(name, taken)
    found = read_for_writing(path)
    data = found.data or b""
    profiles = parse_profiles(data, found.path)
    refuse_section(name, profiles)
    now, wanted = profiles.own.get(name, {}), _wanted(session, regions.get(name, session.region))
    other = describe_other(now, session.request)
    edited = change_sections(data, found.path, {name: difference(now, wanted)})
    return ProfileChange(
        name=name,
        path=found.path,
        line=section_lines.line_of(section_lines.scan(edited.data, encoding()), name),
        is_new=name not in profiles.own,
        key_changes=key_changes(now, wanted),
        lines_changed=edited.changed,
        lines_kept=edited.kept,
        notes=(*found.notes, *((f"It replaces {other}.",) if other else ())),
    )


def write_profiles(
    path: str,
    sessions: Mapping[str, RoleSession],
    taken: Mapping[str, str],
    on_wait: Callable[[str], None] | None = None,
    *,
    regions: Regions = MappingProxyType({}),
    replace: bool = False,
) -> tuple[str, ...]:
    """Write these profiles in one go, all or none; notes worth a warning come back.

    Keys and comments of a person's in our sections stay. A section of ours that holds another
    request is written over with `replace` alone. `regions`: those that are not the session's own.
    Raises as `check_profile`, and RolecallError
    where the file is locked too long or the system refuses.
    """
    for name in sessions:
        refuse_name(name, taken)
    wanted = {
        name: _wanted(session, regions.get(name, session.region))
        for name, session in sessions.items()
    }

    def with_profiles(data: bytes) -> bytes:
        found = parse_profiles(data, path)
        for name, session in sessions.items():
            refuse_section(name, found)
            refuse_other_request(
                name, found.own.get(name, {}), None if replace else session.request
            )
        changes = {
            name: difference(found.own.get(name, {}), values) for name, values in wanted.items()
        }
        return change_sections(data, path, changes).data

    return rewrite(path, with_profiles, on_wait)


def plan_removal(path: str, name: str, taken: Mapping[str, str]) -> ProfileChange | None:
    """What taking our profile of this name away would change; None where there is none.

    A section stays with the keys that a person has added. Raises as `check_profile`.
    """
    check_profile(path, name, taken)
    found = read_for_writing(path)
    data = found.data or b""
    now = parse_profiles(data, found.path).own.get(name)
    if now is None:
        return None
    change = section_lines.removal(now, _OURS)
    edited = change_sections(data, found.path, {name: change})
    return ProfileChange(
        name=name,
        path=found.path,
        line=section_lines.line_of(section_lines.scan(data, encoding()), name),
        is_new=False,
        key_changes=key_changes(now, dict.fromkeys(now if change is None else change)),
        lines_changed=edited.changed,
        lines_kept=edited.kept,
        notes=found.notes,
        removed=change is None,
    )


def remove_profiles(
    path: str, names: Iterable[str], on_wait: Callable[[str], None] | None = None
) -> tuple[str, ...]:
    """Remove those of these profiles that are ours; the names of the removed come back.

    What a person added to one stays, keys (then with the section, which is not ours any more),
    comments and blank lines; and the rest of the file, byte for byte.
    """
    asked = tuple(dict.fromkeys(names))
    removed: list[str] = []

    def without_profiles(data: bytes) -> bytes | None:
        profiles = parse_profiles(data, path)
        removed[:] = [name for name in asked if is_ours(profiles.own.get(name, {}))]
        changes = {name: section_lines.removal(profiles.own[name], _OURS) for name in removed}
        return change_sections(data, path, changes).data if removed else None

    if read_for_writing(path).data is not None:
        rewrite(path, without_profiles, on_wait)
    return tuple(removed)


def our_profiles(path: str) -> dict[str, OurProfile]:
    """Our sections by name. Raises RolecallError where the file cannot be read."""
    data = read(path)
    if MANAGER.encode() not in data:  # so a broken file in which we never wrote is no obstacle
        return {}
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
    """Our sections by name; none where the file cannot be read: the board does without."""
    try:
        return our_profiles(path)
    except RolecallError:
        return {}


def profiles_holding(profiles: Mapping[str, OurProfile], session: RoleSession) -> tuple[str, ...]:
    """The profiles that hold a session's request; of an older version's, its keys."""
    digest, key_id = session.request.digest, session.credentials.access_key_id
    return tuple(
        sorted(
            name
            for name, held in profiles.items()
            if held.request == digest or (not held.request and held.access_key_id == key_id)
        )
    )


def written_regions(path: str) -> dict[str, str]:
    """The regions that stand beside our keys, by the profile's name; none that cannot be read."""
    try:
        profiles = parse_profiles(read(path), path)
    except RolecallError:
        return {}
    return {name: own.get("region", "") for name, own in profiles.own.items() if is_ours(own)}


def _wanted(session: RoleSession, region: str | None) -> dict[str, str | None]:
    credentials = session.credentials
    wanted: dict[str, str | None] = {
        "manager": MANAGER,
        "aws_access_key_id": credentials.access_key_id,
        "aws_secret_access_key": credentials.secret_access_key.reveal(),
        "aws_session_token": credentials.session_token.reveal(),
        "aws_security_token": None,  # botocore reads it first: a stale one would win
    }
    if region != "":
        wanted["region"] = region
    wanted[ROLE] = session.arn
    wanted[REQUEST] = session.request.digest
    wanted["x_security_token_expires"] = rfc3339(credentials.expiration)
    if not all(value is None or _VALUE.fullmatch(value) for value in wanted.values()):
        raise Refused("These credentials hold characters that no credentials file can carry.")
    return wanted


def _moment(text: str | None) -> datetime | None:
    try:
        return parse_rfc3339(text or "")
    except ValueError:
        return None
