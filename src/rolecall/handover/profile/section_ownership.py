"""Decides which sections of the shared files are ours, and may be changed."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from rolecall.core.errors import Refused, UsageError
from rolecall.core.model import MANAGER, PROFILE_NAME
from rolecall.core.safe_text import safe_text
from rolecall.handover.profile import section_lines
from rolecall.handover.profile.ini_reading import Reading, encoding, read_ini

_OTHER_NAME = "Choose another name with --name."
# Keys that make a profile take its credentials from somewhere else.
_OTHER_SOURCES = frozenset(
    {
        "credential_process",
        "credential_source",
        "login_session",
        "role_arn",
        "source_profile",
        "sso_account_id",
        "sso_session",
        "sso_start_url",
        "web_identity_token_file",
    }
)
OUR_COMMAND = "credential-process"
_KEYS = frozenset({"aws_access_key_id", "aws_secret_access_key"})
_TOKENS = ("aws_session_token", "aws_security_token")


class ProfileFile(NamedTuple):
    """A parsed credentials or config file; `own` has each section's keys without [DEFAULT]'s."""

    path: str
    data: bytes
    reading: Reading
    lines: list[section_lines.Line]
    own: dict[str, dict[str, str]]

    @property
    def defaults(self) -> dict[str, str]:
        return self.reading.defaults

    def location(self, section: str, option: str = "") -> str:
        """File and line of a section or an option, for a message."""
        return f"{safe_text(self.path)}, line {section_lines.line_of(self.lines, section, option)}"


def parse_profiles(data: bytes, path: str) -> ProfileFile:
    """Parse the content of `path`; raises ConfigError with the line that AWS tools refuse."""
    reading = read_ini(data, path)
    lines = section_lines.scan(data, encoding())
    own = reading.sections
    if reading.defaults:  # the parser adds them to every section
        written = section_lines.options_of(lines)
        own = {
            name: {key: value for key, value in options.items() if key in written.get(name, ())}
            for name, options in own.items()
        }
    return ProfileFile(path, data, reading, lines, own)


def refuse_name(name: str, taken: Mapping[str, str]) -> None:
    """Raise UsageError or Refused for a name that no profile of ours may have.

    `taken` maps names of other credentials to what they are, such as "is a base profile".
    """
    if not re.fullmatch(PROFILE_NAME, name):
        raise UsageError(
            f'"{safe_text(name)}" cannot be the name of a profile.',
            "A name is 1 to 64 of A-Z a-z 0-9 _ . - and does not begin with -.",
        )
    # RawConfigParser adds the values of [DEFAULT] to every other section.
    if name != "default" and name.lower() == "default":
        raise Refused(
            f"A profile cannot be named {name}: AWS tools give it another meaning.", _OTHER_NAME
        )
    if why := taken.get(name):
        raise Refused(f"{name} {why}.", _OTHER_NAME)


def refuse_section(name: str, profiles: ProfileFile) -> None:
    """Raise Refused if the section of this name is not ours, or [DEFAULT] would override it."""
    own = profiles.own.get(name)
    if own is not None and not is_ours(own):
        what = "holds long-term keys" if _holds_long_term(own) else "is not Rolecall's alone"
        raise Refused(f"{profiles.location(name)}: [{name}] {what}, so it stays.", _OTHER_NAME)
    refuse_defaults(profiles)


def refuse_defaults(profiles: ProfileFile) -> None:
    """Raise Refused if [DEFAULT] has a key that takes precedence over what we write."""
    lent = (_OTHER_SOURCES | {"aws_security_token"}) & profiles.defaults.keys()
    if lent:
        key = min(lent)
        raise Refused(
            f"{profiles.location('DEFAULT', key)}: [DEFAULT] gives every profile its {key}, which "
            "would override what Rolecall writes.",
            "Move it into the profiles that need it.",
        )


def is_ours(own: Mapping[str, str]) -> bool:
    """Whether Rolecall wrote this section, and the user has not turned it into something else."""
    return (
        own.get("manager") == MANAGER
        and not _holds_long_term(own)
        and not _OTHER_SOURCES & own.keys()
    )


def is_ours_in_config(own: Mapping[str, str]) -> bool:
    """Whether Rolecall wrote this section of the config file: a region, or the call of Rolecall."""
    others = (_OTHER_SOURCES | _KEYS) - {"credential_process"}
    return (
        own.get("manager") == MANAGER
        and not others & own.keys()
        and is_our_call(own.get("credential_process", ""))
    )


def is_our_call(process: str) -> bool:
    """Whether a `credential_process` calls Rolecall; true for an empty one as well."""
    return not process or f" {OUR_COMMAND} " in process


def _holds_long_term(own: Mapping[str, str]) -> bool:
    key, secret = own.get("aws_access_key_id", ""), own.get("aws_secret_access_key", "")
    return key.startswith("AKIA") or (
        bool(key or secret) and not any(own.get(token) for token in _TOKENS)
    )
