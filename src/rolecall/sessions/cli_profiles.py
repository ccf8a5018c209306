"""Finds the profile of the AWS config file for a cached session, which does not name it."""

import hashlib
import json
from collections.abc import Mapping

from rolecall.core.errors import UsageError
from rolecall.core.files.ini_scan import Sections
from rolecall.core.model import ACCOUNT_ID, parse_role, parse_role_arn
from rolecall.sessions.other_session import Assumed, OtherSession

WANTED = ("role_arn", "sso_account_id", "sso_role_name", "sso_session", "sso_start_url")


class CliProfiles:
    """The role profiles of the AWS config, and those of Identity Center."""

    def __init__(self, sections: Sections) -> None:
        self._by_file: dict[str, tuple[Assumed, str]] = {}
        self._by_role: dict[Assumed, list[tuple[str, str]]] = {}
        for section, values in sections:
            name = _profile_of(section)
            if not name:
                continue
            if arn := parse_role_arn(values.get("role_arn", "")):
                bare = Assumed(arn.account_id, arn.role.rpartition("/")[2])
                self._by_role.setdefault(bare, []).append((arn.role, name))
            elif role := _identity_center_role(values):
                self._by_file.setdefault(_file_name(role, values), (role, name))

    def named(self, file_name: str, session: OtherSession) -> OtherSession:
        """The session with what the config adds: its profile, its role or the role's path."""
        if found := self._by_file.get(file_name):
            (account_id, role), profile = found
            return session._replace(account_id=account_id, role=role, profile=profile)
        known = self._by_role.get(Assumed(session.account_id, session.role), [])
        if len(known) != 1:  # of several, nobody knows which one
            return session
        role, profile = known[0]
        return session._replace(role=role, profile=profile)


def _profile_of(section: str) -> str:
    """Returns the name of a section's profile; empty for other sections."""
    if section == "default":
        return section
    kind, _, name = section.partition(" ")
    return name.strip().strip("\"'") if kind == "profile" else ""


def _identity_center_role(values: Mapping[str, str]) -> Assumed | None:
    account_id, role = values.get("sso_account_id", ""), values.get("sso_role_name", "")
    try:
        return Assumed(account_id, parse_role(role)) if ACCOUNT_ID.fullmatch(account_id) else None
    except UsageError:
        return None


def _file_name(role: Assumed, values: Mapping[str, str]) -> str:
    """Returns the name of an Identity Center role's cache file, a digest as botocore makes it."""
    words = {"accountId": role.account_id, "roleName": role.role}
    if session := values.get("sso_session"):
        words["sessionName"] = session
    else:
        words["startUrl"] = values.get("sso_start_url", "")
    text = json.dumps(words, sort_keys=True, separators=(",", ":"))
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest() + ".json"
