"""Adds an `[sso-session NAME]` to the AWS config file, for Rolecall and all AWS tools."""

from collections.abc import Callable, Mapping

from rolecall.core.config_sections import sso_session_of
from rolecall.core.errors import Refused
from rolecall.core.safe_text import safe_text
from rolecall.handover.profile.section_change import change_sections
from rolecall.handover.profile.section_ownership import parse_profiles
from rolecall.handover.profile.shared_file import rewrite


def add_sso_session(
    path: str,
    name: str,
    start_url: str,
    region: str,
    scope: str,
    on_wait: Callable[[str], None] | None = None,
) -> tuple[str, ...]:
    """Adds a session, and changes nothing else; returns notes worth a warning.

    One that is there already with these values stays as it is. Raises Refused where it has others,
    and as `rewrite` does.
    """
    wanted = {"sso_start_url": start_url, "sso_region": region, "sso_registration_scopes": scope}

    def with_session(data: bytes) -> bytes | None:
        found = parse_profiles(data, path)
        for section, options in found.reading.sections.items():
            if sso_session_of(section) == name:
                _refuse_others(path, section, options, wanted)
                return None
        return change_sections(found, {f"sso-session {name}": wanted}).data

    return rewrite(path, with_session, on_wait)


def _refuse_others(
    path: str, section: str, options: Mapping[str, str], wanted: Mapping[str, str]
) -> None:
    """Raises Refused for a session of another start URL or region; its scopes may be its own."""
    for key in ("sso_start_url", "sso_region"):
        if options.get(key, "") != wanted[key]:
            found = safe_text(options.get(key, "")) or "none"
            raise Refused(
                f"{safe_text(path)} has a [{safe_text(section)}] already, with {key} {found}; "
                "nothing was changed.",
                "Choose another name.",
            )
