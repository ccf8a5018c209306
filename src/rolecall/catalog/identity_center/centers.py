"""The Identity Centers that the user's files name: the AWS config file's, then config.toml's."""

import re
from collections.abc import Mapping

from rolecall.catalog.aws_config import Profile, Profiles
from rolecall.core.errors import ConfigError
from rolecall.core.identity_center import SCOPE, IdentityCenter
from rolecall.core.model import REGION
from rolecall.core.record import Record
from rolecall.core.settings.settings import Settings

_HOST = r"https://([A-Za-z0-9-]+)"


class Centers(Record):
    """All Identity Centers by name, and the contradictions found in the files."""

    by_name: Mapping[str, IdentityCenter]
    of_profile: Mapping[str, str]  # the center of each profile that signs in at one
    problems: tuple[ConfigError, ...] = ()

    def why_not(self, name: str) -> str:
        """Returns why nobody can sign in to this Identity Center; empty where it is usable."""
        if not name and self.by_name:
            return f"which Identity Center is it? Set its idp to {' or '.join(self.by_name)}"
        if not name:
            return "no Identity Center is known: add one with rolecall, or [identity-center.NAME]"
        if name not in self.by_name:
            return f"its Identity Center {name} is in no file"
        return self.by_name[name].fault.rstrip(".")

    @property
    def only(self) -> str:
        """The name of the only Identity Center; empty where there are several, or none."""
        return next(iter(self.by_name)) if len(self.by_name) == 1 else ""


NO_CENTERS = Centers({}, {})


def identity_centers(settings: Settings, profiles: Profiles) -> Centers:
    """Returns the Identity Centers of `[sso-session]`, of config.toml, and of older profiles.

    Two names of one start URL are one token of the AWS tools only if both are `[sso-session]`s or
    the second is a table of config.toml, which then stands for the first.
    """
    by_name = {
        name: _center(name, found.start_url, found.region, name, found.scopes)
        for name, found in profiles.sso_sessions.items()
    }
    sessions = {_plain(center.start_url): center.session for center in by_name.values()}
    for name, table in settings.identity_centers.items():
        if name in by_name:
            continue
        session = sessions.get(_plain(table.start_url), name)
        region = table.region or (by_name[session].region if session in by_name else "")
        center = _center(name, table.start_url, region, session)
        by_name.pop(session, None)  # it is the same one, and this is the name the user chose
        by_name[name] = center._replace(fault=table.fault or center.fault)
    of_profile: dict[str, str] = {}
    problems: list[ConfigError] = []
    for profile in profiles.by_name.values():
        if profile.is_ours or not (profile.sso_session or profile.sso_start_url):
            continue
        if not profile.sso_session:
            of_profile[profile.name] = _of_old_profile(profile, by_name)
            continue
        named = next(
            (each.name for each in by_name.values() if each.session == profile.sso_session), ""
        )
        if why := _contradiction(profile, by_name.get(named)):
            problems.append(ConfigError(f"AWS config: {why}.", _HINT, about=(profile.name,)))
        else:
            of_profile[profile.name] = named
    return Centers(by_name, of_profile, tuple(problems))


_HINT = "AWS tools refuse this profile too: fix it in the AWS config file."


def _center(
    name: str, start_url: str, region: str, session: str, scopes: str = ""
) -> IdentityCenter:
    listed = tuple(scope.strip() for scope in scopes.split(",") if scope.strip()) or (SCOPE,)
    fault = ""
    if not start_url:
        fault = f"the Identity Center {name} has no start URL"
    elif not region:
        fault = f"the Identity Center {name} has no region"
    elif not REGION.fullmatch(region):
        fault = f"the region of the Identity Center {name} is none of AWS's"
    return IdentityCenter(name, start_url, region, listed, session, fault)


def _of_old_profile(profile: Profile, by_name: dict[str, IdentityCenter]) -> str:
    """Returns the name of an older profile's Identity Center, added to `by_name` if it is new.

    The AWS tools keep its token by the start URL, apart from that of a session.
    """
    plain = _plain(profile.sso_start_url)
    for center in by_name.values():
        if _plain(center.start_url) == plain:
            return center.name
    found = re.match(_HOST, profile.sso_start_url)
    name = found[1] if found else profile.name
    while name in by_name:
        name += "-2"
    by_name[name] = _center(name, profile.sso_start_url, profile.sso_region, "")
    return name


def _contradiction(profile: Profile, center: IdentityCenter | None) -> str:
    """Returns how a profile contradicts its session, which AWS's tools refuse as well."""
    named = f"profile {profile.name} names the sso-session {profile.sso_session}"
    if center is None:
        return f"{named}, which does not exist"
    if profile.sso_start_url and profile.sso_start_url != center.start_url:
        return f"{named}, whose sso_start_url is another one"
    if profile.sso_region and profile.sso_region != center.region:
        return f"{named}, whose sso_region is another one"
    return ""


def _plain(start_url: str) -> str:
    return start_url.rstrip("/#")
