"""Names for new profiles: which may be written, and which are free for a role request."""

from collections.abc import Collection, Iterable, Mapping

from rolecall.core.errors import RolecallError
from rolecall.core.paths import Paths
from rolecall.core.role_request import RoleRequest
from rolecall.handover.profile.config_file import our_sections
from rolecall.handover.profile.our_profiles import our_profiles_if_readable
from rolecall.handover.profile.profile_request import REQUEST, ROLE, describe_other
from rolecall.handover.profile.section_ownership import parse_profiles, refuse_name, refuse_section
from rolecall.handover.profile.shared_file import read_for_writing

_LONGEST = 64  # characters of a name


def refused_names(
    path: str, names: Iterable[str], taken: Mapping[str, str]
) -> dict[str, RolecallError]:
    """The names that `write_profiles` would refuse, with the errors; reads the file once.

    `taken` maps names of other credentials to what they are. Raises RolecallError if nothing can be
    written at all: the file is read-only, another user's, or one that AWS tools cannot parse.
    """
    found = read_for_writing(path)
    profiles = parse_profiles(found.data or b"", found.path)
    refused = {}
    for name in names:
        try:
            refuse_name(name, taken)
            refuse_section(name, profiles)
        except RolecallError as error:
            refused[name] = error
    return refused


def requests_by_profile(paths: Paths) -> dict[str, Mapping[str, str]]:
    """The keys ROLE and REQUEST of our sections in both files, by profile name."""
    found: dict[str, Mapping[str, str]] = {
        name: {ROLE: held.role_arn, REQUEST: held.request}
        for name, held in our_profiles_if_readable(paths.aws_credentials).items()
    }
    try:
        sections = our_sections(paths.aws_config)
    except RolecallError:
        return found
    return found | {
        name: {ROLE: one.role_arn, REQUEST: one.request}
        for name, one in sections.items()
        if one.role_arn
    }


def free_name(
    wanted: str,
    request: RoleRequest,
    held: Mapping[str, Mapping[str, str]],
    reserved: Collection[str] = (),
) -> str:
    """`wanted`, with a number appended if that profile of ours holds another target's session.

    `held` is the result of `requests_by_profile`; `reserved` are names assigned to other sessions.
    """
    name, number = wanted, 1
    while name in reserved or describe_other(held.get(name, {}), request):
        number += 1
        end = f"-{number}"
        name = wanted[: _LONGEST - len(end)] + end
    return name
