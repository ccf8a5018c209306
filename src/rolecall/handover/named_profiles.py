"""A named profile in both of the shared files: its keys in one, its region in the other.

The credentials file is written first, and alone decides whether there is a profile. One that calls
us for its credentials lies in the config file alone: keys of its name would win over the call.
"""

import os
from collections.abc import Callable, Iterable, Mapping

from rolecall.core.errors import RolecallError
from rolecall.core.model import RoleSession
from rolecall.core.paths import Paths
from rolecall.handover import config_file, credentials_file
from rolecall.handover.config_file import DynamicProfile
from rolecall.handover.profile_change import ProfileChange

Waiting = Callable[[str], None]


def write_named(
    paths: Paths,
    sessions: Mapping[str, RoleSession],
    taken: Mapping[str, str],
    on_wait: Waiting | None = None,
) -> tuple[str, ...]:
    """Write these profiles, one write of each file; notes worth a warning come back.

    Raises as `credentials_file.write_profiles`. Without the region beside them they are written
    all the same, and a note says so.
    """
    notes = credentials_file.write_profiles(paths.aws_credentials, sessions, taken, on_wait)
    regions = {name: session.region for name, session in sessions.items()}
    return notes + config_file.write_regions(paths.aws_config, regions, on_wait)


def plan_named(
    paths: Paths, name: str, session: RoleSession, taken: Mapping[str, str]
) -> tuple[ProfileChange, ...]:
    """What `write_named` would change in each file, and would note; raises what it would raise."""
    keys = credentials_file.plan_profile(paths.aws_credentials, name, session, taken)
    try:
        region = config_file.plan_region(paths.aws_config, name, session.region)
    except RolecallError as error:
        return (keys._replace(notes=(*keys.notes, config_file.without_region(error))),)
    return (keys, region) if region else (keys,)


def write_dynamic_named(
    paths: Paths,
    name: str,
    dynamic: DynamicProfile,
    taken: Mapping[str, str],
    on_wait: Waiting | None = None,
) -> tuple[str, ...]:
    """Write a profile that calls us, and take our keys of its name away; notes come back.

    Refused, with nothing written, where another's section has the name in either file.
    """
    has_keys_file = paths.aws_credentials != os.devnull
    if has_keys_file:
        credentials_file.check_profile(paths.aws_credentials, name, taken)
    notes = config_file.write_dynamic(paths.aws_config, name, dynamic, taken, on_wait)
    if has_keys_file:
        credentials_file.remove_profiles(paths.aws_credentials, [name], on_wait)
    return notes


def plan_dynamic_named(
    paths: Paths, name: str, dynamic: DynamicProfile, taken: Mapping[str, str]
) -> tuple[ProfileChange, ...]:
    """What `write_dynamic_named` would change in each file; raises what it would raise."""
    gone = None
    if paths.aws_credentials != os.devnull:
        gone = credentials_file.plan_removal(paths.aws_credentials, name, taken)
    call = config_file.plan_dynamic(paths.aws_config, name, dynamic, taken)
    return (call, gone) if gone else (call,)


def remove_named(
    paths: Paths, names: Iterable[str], on_wait: Waiting | None = None
) -> tuple[str, ...]:
    """Remove those of these profiles that are ours from both files; the names come back.

    The one with the keys comes first. Raises RolecallError.
    """
    asked = tuple(names)
    removed = credentials_file.remove_profiles(paths.aws_credentials, asked, on_wait)
    others = config_file.remove_sections(paths.aws_config, asked, on_wait)
    return tuple(dict.fromkeys((*removed, *others)))
