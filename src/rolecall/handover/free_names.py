"""Which of many names a profile may be written under, and why not the others."""

from collections.abc import Iterable, Mapping

from rolecall.core.errors import RolecallError
from rolecall.handover.section_ownership import profiles_in, refuse_name, refuse_section
from rolecall.handover.shared_file import look


def refused_names(
    path: str, names: Iterable[str], taken: Mapping[str, str]
) -> dict[str, RolecallError]:
    """The names that `write_profiles` would refuse; the file is read once.

    `taken` says of each name what has it. Raises RolecallError where nothing can be written at
    all: another user's or a read-only file, one that AWS tools refuse.
    """
    found = look(path)
    profiles = profiles_in(found.data or b"", found.path)
    refused = {}
    for name in names:
        try:
            refuse_name(name, taken)
            refuse_section(name, profiles)
        except RolecallError as error:
            refused[name] = error
    return refused
