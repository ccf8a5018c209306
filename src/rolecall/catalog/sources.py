"""The sources of targets: each with the file and the variables that decide what it lists.

Imported before the first page is drawn, so nothing is read here, and nothing else is imported.
"""

from collections.abc import Callable
from typing import NamedTuple

from rolecall.core.paths import Paths


class Source(NamedTuple):
    """One source of targets. `file` returns its path; `variables` are names in the environment."""

    file: Callable[[Paths], str]
    variables: tuple[str, ...] = ()


SOURCES = (
    Source(lambda paths: paths.accounts_file),
    Source(lambda paths: paths.aws_config, ("AWS_PROFILE", "AWS_PROFILE_ASSUME_ROLE")),
    Source(lambda paths: paths.config_file, ("AWS_ASSUME_ROLE_AUTH_SCHEME", "SAML_IDP_NAME")),
    Source(lambda paths: paths.discovered),  # the roles that assertions listed
    Source(lambda paths: paths.assignments),  # the accounts and roles of Identity Centers
)


def source_files(paths: Paths) -> tuple[str, ...]:
    """Returns the paths that decide the targets."""
    return tuple(source.file(paths) for source in SOURCES)


def source_variables() -> tuple[str, ...]:
    """Returns the names of the variables that decide the targets."""
    return tuple(name for source in SOURCES for name in source.variables)
