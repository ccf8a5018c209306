"""Named profiles in the shared credentials file, which every AWS tool reads.

A section of ours contains `manager = rolecall`. No other section is ever changed or removed.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from rolecall.core.errors import Refused
from rolecall.core.model import MANAGER, RoleSession, rfc3339
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
from rolecall.handover.profile.shared_file import read_for_writing, rewrite

_VALUE = re.compile(r"[!-~]+")
# The keys that we write, or that mean nothing without them; every other key is the user's.
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


# By profile name. None removes the region of the section; an empty one leaves it unchanged.
Regions = Mapping[str, str | None]


def check_profile(
    path: str, name: str, taken: Mapping[str, str], request: RoleRequest | None = None
) -> None:
    """Raise what writing this profile would raise, before the user is asked for a code.

    `taken` maps names of other credentials to what they are. With a `request`, a section of ours
    that holds another request is refused as well. Raises Refused for a file that is read-only or
    another user's, a name in `taken`, and a section that is not ours or has long-term keys;
    UsageError for an invalid name; ConfigError, with the line, for a file that AWS tools cannot
    parse.
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
    """The change that `write_profiles` would make; writes nothing, and raises the same errors."""
    refuse_name(name, taken)
    found = read_for_writing(path)
    data = found.data or b""
    profiles = parse_profiles(data, found.path)
    refuse_section(name, profiles)
    now, wanted = profiles.own.get(name, {}), _wanted(session, regions.get(name, session.region))
    other = describe_other(now, session.request)
    edited = change_sections(profiles, {name: difference(now, wanted)})
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
    """Write these profiles in one write, all or none; returns notes worth a warning.

    Keys and comments that the user added to our sections are kept. A section of ours that holds
    another request is overwritten only with `replace`. `regions` are those that differ from the
    session's own. Raises as `check_profile`, and RolecallError if the file stays locked or the
    system refuses.
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
        return change_sections(found, changes).data

    return rewrite(path, with_profiles, on_wait)


def plan_removal(path: str, name: str, taken: Mapping[str, str]) -> ProfileChange | None:
    """The change that removing our profile of this name would make; None if there is none.

    A section remains if the user added keys to it. Raises as `check_profile`.
    """
    check_profile(path, name, taken)
    found = read_for_writing(path)
    data = found.data or b""
    profiles = parse_profiles(data, found.path)
    now = profiles.own.get(name)
    if now is None:
        return None
    change = section_lines.removal(now, _OURS)
    edited = change_sections(profiles, {name: change})
    return ProfileChange(
        name=name,
        path=found.path,
        line=section_lines.line_of(profiles.lines, name),
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
    """Remove those of these profiles that are ours; returns the names of the removed ones.

    What the user added to a section is kept: comments and blank lines, and keys, together with the
    section, which is no longer ours. The rest of the file stays unchanged, byte for byte.
    """
    asked = tuple(dict.fromkeys(names))
    removed: list[str] = []

    def without_profiles(data: bytes) -> bytes | None:
        profiles = parse_profiles(data, path)
        removed[:] = [name for name in asked if is_ours(profiles.own.get(name, {}))]
        changes = {name: section_lines.removal(profiles.own[name], _OURS) for name in removed}
        return change_sections(profiles, changes).data if removed else None

    if read_for_writing(path).data is not None:
        rewrite(path, without_profiles, on_wait)
    return tuple(removed)


def _wanted(session: RoleSession, region: str | None) -> dict[str, str | None]:
    credentials = session.credentials
    wanted: dict[str, str | None] = {
        "manager": MANAGER,
        "aws_access_key_id": credentials.access_key_id,
        "aws_secret_access_key": credentials.secret_access_key.reveal(),
        "aws_session_token": credentials.session_token.reveal(),
        "aws_security_token": None,  # botocore reads it first, so a stale one would win
    }
    if region != "":
        wanted["region"] = region
    wanted[ROLE] = session.arn
    wanted[REQUEST] = session.request.digest
    wanted["x_security_token_expires"] = rfc3339(credentials.expiration)
    if not all(value is None or _VALUE.fullmatch(value) for value in wanted.values()):
        raise Refused("These credentials have characters that a credentials file cannot hold.")
    return wanted
