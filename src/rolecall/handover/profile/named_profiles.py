"""Named profiles across both shared files: keys in the credentials, regions in the config file.

The credentials file is written first, and alone decides whether a profile exists. A profile that
calls Rolecall for its credentials is in the config file alone: keys under its name in the
credentials file would take precedence over the call.
"""

import os
from collections.abc import Callable, Collection, Mapping

from rolecall.core.errors import RolecallError
from rolecall.core.model import RoleSession
from rolecall.core.paths import Paths
from rolecall.core.role_request import RoleRequest
from rolecall.handover.profile import config_regions, credentials_file, dynamic_profile
from rolecall.handover.profile.dynamic_profile import DynamicProfile
from rolecall.handover.profile.profile_change import ProfileChange
from rolecall.handover.profile.profile_regions import regions_for, regions_unchanged

Waiting = Callable[[str], None]


def check_named(
    paths: Paths, name: str, taken: Mapping[str, str], request: RoleRequest | None
) -> None:
    """Raise what writing this profile would raise, before the user is asked for a code.

    With a `request`, raises HoldsOtherRequest if a profile of ours of this name holds another one,
    in either file.
    """
    if paths.aws_credentials != os.devnull:
        credentials_file.check_profile(paths.aws_credentials, name, taken, request)
    if request is not None:
        dynamic_profile.check_request(paths.aws_config, name, request)


def write_named(
    paths: Paths,
    sessions: Mapping[str, RoleSession],
    taken: Mapping[str, str],
    on_wait: Waiting | None = None,
    *,
    regions_named: Collection[str] = (),
    regions_of_shell: Collection[str] = (),
    replace: bool = False,
) -> tuple[str, ...]:
    """Write these profiles with one write per file; returns notes worth a warning.

    For `regions_named` and `regions_of_shell`, see `regions_for`. `replace` overwrites our sections
    that hold another request. Raises as `credentials_file.write_profiles`. If the region cannot be
    written to the config file, a note says so.
    """
    regions = regions_for(paths, sessions, regions_named, regions_of_shell)
    notes = credentials_file.write_profiles(
        paths.aws_credentials,
        sessions,
        taken,
        on_wait,
        regions=regions.beside_keys,
        replace=replace,
    )
    notes += config_regions.write_regions(paths.aws_config, regions.in_config, on_wait)
    return notes + regions.notes


def write_renewed(
    paths: Paths,
    sessions: Mapping[str, RoleSession],
    taken: Mapping[str, str],
    on_wait: Waiting | None = None,
) -> tuple[str, ...]:
    """Write new sessions of the same requests to these profiles, without changing their regions.

    Returns notes; raises as `credentials_file.write_profiles`.
    """
    regions = regions_unchanged(paths, sessions).beside_keys
    return credentials_file.write_profiles(
        paths.aws_credentials, sessions, taken, on_wait, regions=regions
    )


def plan_named(
    paths: Paths,
    name: str,
    session: RoleSession,
    taken: Mapping[str, str],
    *,
    region_named: bool = False,
    region_of_shell: bool = False,
) -> tuple[ProfileChange, ...]:
    """The changes and notes that `write_named` would make, per file; raises the same errors."""
    regions = regions_for(
        paths,
        {name: session},
        (name,) if region_named else (),
        (name,) if region_of_shell else (),
    )
    change = credentials_file.plan_profile(
        paths.aws_credentials, name, session, taken, regions.beside_keys
    )
    change = change._replace(notes=(*change.notes, *regions.notes))
    try:
        region = config_regions.plan_region(paths.aws_config, name, regions.in_config.get(name, ""))
    except RolecallError as error:
        return (change._replace(notes=(*change.notes, config_regions.missing_region_note(error))),)
    return (change, region) if region else (change,)


def write_dynamic_named(
    paths: Paths,
    name: str,
    dynamic: DynamicProfile,
    taken: Mapping[str, str],
    on_wait: Waiting | None = None,
    *,
    replace: bool = False,
) -> tuple[str, ...]:
    """Write a profile that calls Rolecall, and remove our keys of this name; returns notes.

    Raises Refused, with nothing written, if either file has a section of this name that is not
    ours, or, without `replace`, one of ours that holds another request.
    """
    has_keys_file = paths.aws_credentials != os.devnull
    if has_keys_file:
        request = None if replace else dynamic.request
        credentials_file.check_profile(paths.aws_credentials, name, taken, request)
    notes = dynamic_profile.write_dynamic(
        paths.aws_config, name, dynamic, taken, on_wait, replace=replace
    )
    if has_keys_file:
        credentials_file.remove_profiles(paths.aws_credentials, [name], on_wait)
    return notes


def plan_dynamic_named(
    paths: Paths, name: str, dynamic: DynamicProfile, taken: Mapping[str, str]
) -> tuple[ProfileChange, ...]:
    """The changes to each file that `write_dynamic_named` would make; raises the same errors."""
    removal = None
    if paths.aws_credentials != os.devnull:
        removal = credentials_file.plan_removal(paths.aws_credentials, name, taken)
    call = dynamic_profile.plan_dynamic(paths.aws_config, name, dynamic, taken)
    return (call, removal) if removal else (call,)
