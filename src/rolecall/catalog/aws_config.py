"""Reads the profiles of ~/.aws/config and ~/.aws/credentials, as botocore does."""

import os
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from rolecall.core.config_sections import profile_of, sso_session_of
from rolecall.core.errors import ConfigError, RolecallError
from rolecall.core.files.ini_scan import Sections, scan
from rolecall.core.files.private_files import read_bytes
from rolecall.core.model import MANAGER
from rolecall.core.process.inputs import note_file
from rolecall.core.record import Record

LONGEST = 32 * 1024 * 1024  # bytes; 10,000 profiles take 2 MiB


class Profile(NamedTuple):
    """A profile, merged from both files. Keys that are not set are empty; there is no secret."""

    name: str
    region: str = ""
    role_arn: str = ""
    source_profile: str = ""
    credential_source: str = ""
    mfa_serial: str = ""
    external_id: str = ""
    duration_seconds: int = 0
    role_session_name: str = ""
    web_identity_token_file: str = ""
    sso_session: str = ""
    sso_start_url: str = ""
    login_session: str = ""  # the ARN of who signs in with `aws login`
    sso_region: str = ""
    sso_account_id: str = ""
    sso_role_name: str = ""
    credential_process: str = ""
    access_key_id: str = ""
    has_keys: bool = False
    manager: str = ""
    our_role: str = ""  # the ARN of the role, if Rolecall wrote the profile
    config_credential_key: str = ""  # the key in the config file that defines credentials

    @property
    def is_center_role(self) -> bool:
        """Whether it is a role of an Identity Center, and holds no keys beside that."""
        by_center = bool(self.sso_session or self.sso_start_url) and not self.has_keys
        return by_center and bool(self.sso_account_id and self.sso_role_name)

    @property
    def is_ours(self) -> bool:
        """Whether Rolecall wrote it: then it is a hand-over, no target and no base profile."""
        return self.manager == MANAGER


class SsoSession(NamedTuple):
    """`[sso-session NAME]` of the AWS config file. Keys that are not set are empty."""

    start_url: str = ""
    region: str = ""
    scopes: str = ""  # separated by commas


class Profiles(Record):
    """All profiles by name, in the files' order, and the problems of files that were not read."""

    by_name: Mapping[str, Profile]
    problems: tuple[ConfigError, ...] = ()
    sso_sessions: Mapping[str, SsoSession] = MappingProxyType({})

    def get(self, name: str) -> Profile | None:
        return self.by_name.get(name)


def load_profiles(
    config_path: str,
    credentials_path: str,
    config_name: str = "",
    credentials_name: str = "",
    *,
    config: bytes | None = None,
) -> Profiles:
    """Reads both files; the names given are those in errors. Never raises.

    `config` is read in place of the config file's content, where it is given.

    A missing file has no profiles. One that botocore would refuse has none either, and is a
    problem, with its line. Of a profile in both files, the keys of the credentials file win.
    """
    problems: list[ConfigError] = []
    found: dict[str, dict[str, str]] = {}
    credential_keys: dict[str, str] = {}
    sso_sessions: dict[str, SsoSession] = {}
    for section, values in _sections(config_path, config_name or config_path, problems, config):
        name = profile_of(section)
        if name is not None:
            found[name] = values
            if values.get("manager") != MANAGER:
                credential_keys[name] = next((key for key in _CREDENTIAL_KEYS if key in values), "")
        elif (session := sso_session_of(section)) is not None:
            sso_sessions[session] = SsoSession(*(values.get(key, "") for key in _SSO_SESSION))
    for section, values in _sections(
        credentials_path, credentials_name or credentials_path, problems
    ):
        found.setdefault(section, {}).update(values)
    by_name = {
        name: _profile(name, values, credential_keys.get(name, ""))
        for name, values in found.items()
    }
    return Profiles(by_name, tuple(problems), sso_sessions)


_SSO_SESSION = ("sso_start_url", "sso_region", "sso_registration_scopes")
_TEXTS = (
    "region",
    "role_arn",
    "source_profile",
    "credential_source",
    "mfa_serial",
    "external_id",
    "role_session_name",
    "web_identity_token_file",
    "sso_session",
    "sso_start_url",
    "login_session",
    "sso_region",
    "sso_account_id",
    "sso_role_name",
    "credential_process",
    "manager",
)
# Keys by which a profile of the config file defines credentials, not only settings.
_CREDENTIAL_KEYS = (
    "role_arn",
    "source_profile",
    "credential_source",
    "web_identity_token_file",
    "sso_session",
    "sso_start_url",
    "sso_account_id",
    "login_session",
    "credential_process",
    "aws_access_key_id",
    "aws_secret_access_key",
)
_WANTED = frozenset(
    (*_TEXTS, *_CREDENTIAL_KEYS, *_SSO_SESSION, "duration_seconds", "x_rolecall_role")
) - {"aws_secret_access_key"}
_SECRET = frozenset(("aws_secret_access_key",))  # read only as present or not


def _sections(
    path: str, name: str, problems: list[ConfigError], data: bytes | None = None
) -> Sections:
    if path == os.devnull:
        return []
    folder, file = os.path.split(os.path.realpath(path))
    before = os.path.join(folder, f".{file}.rolecall-before")
    note_file(before)
    if os.path.lexists(before):
        from rolecall.core.files.in_place import (
            recover_if_torn,
        )  # deferred: a writer of ours was killed

        recover_if_torn(os.path.join(folder, file))
    try:
        if data is None:
            data = read_bytes(path, LONGEST)
        return scan(data, name, _WANTED, _SECRET) if data else []
    except RolecallError as error:
        problems.append(ConfigError(error.message, error.hint))
        return []


def _profile(name: str, values: Mapping[str, str], config_credential_key: str) -> Profile:
    seconds = values.get("duration_seconds", "")
    key_id = values.get("aws_access_key_id", "")
    return Profile(
        name,
        **{key: values[key] for key in _TEXTS if key in values},
        duration_seconds=int(seconds) if seconds.isdecimal() and len(seconds) < 9 else 0,
        access_key_id=key_id,
        our_role=values.get("x_rolecall_role", ""),
        has_keys="aws_secret_access_key" in values and bool(key_id),
        config_credential_key=config_credential_key,
    )
