"""Where every file lies. The environment comes in by parameter; nothing is created here."""

import os
import sys
from collections.abc import Mapping
from typing import NamedTuple

from rolecall.core.errors import ConfigError


class Paths(NamedTuple):
    """The files of one user, absolute. The first five belong to the user, the rest to Rolecall."""

    accounts_file: str
    saml_file: str
    aws_config: str
    aws_credentials: str
    config_file: str
    state_file: str
    cache_folder: str

    @property
    def sessions_folder(self) -> str:
        return os.path.join(self.cache_folder, "sessions")

    @property
    def used_codes(self) -> str:
        return os.path.join(self.cache_folder, "used-codes.json")

    @property
    def discovered(self) -> str:
        return os.path.join(self.cache_folder, "discovered.json")

    @property
    def handed_over(self) -> str:
        return os.path.join(self.cache_folder, "handed-over.json")


def paths_from(env: Mapping[str, str]) -> Paths:
    """Resolve every path from the environment (XDG on Linux, the platform's folders elsewhere).

    Raises ConfigError where there is no home folder to resolve them in.
    """
    home = env.get("HOME") or env.get("USERPROFILE") or ""
    if not os.path.isabs(home):
        raise ConfigError(
            "HOME is not set to an absolute path, so no file can be found.",
            "Set HOME to your home folder.",
        )

    def at(variable: str, *default: str) -> str:
        named = env.get(variable)
        if not named:
            return os.path.join(home, *default)
        if named == "~" or named.startswith("~/"):
            named = home + named[1:]
        return os.path.abspath(named)

    def folder(variable: str, *default: str) -> str:
        # The XDG specification: a relative path is invalid and to be ignored.
        named = env.get(variable, "")
        return named if os.path.isabs(named) else os.path.join(home, *default)

    if sys.platform == "darwin":
        library = os.path.join(home, "Library")
        config = state = os.path.join(library, "Application Support", "rolecall")
        cache = os.path.join(library, "Caches", "rolecall")
    elif sys.platform == "win32":
        local = env.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local")
        config = os.path.join(env.get("APPDATA") or local, "rolecall")
        state = cache = os.path.join(local, "rolecall")
    else:
        config = os.path.join(folder("XDG_CONFIG_HOME", ".config"), "rolecall")
        state = os.path.join(folder("XDG_STATE_HOME", ".local", "state"), "rolecall")
        cache = os.path.join(folder("XDG_CACHE_HOME", ".cache"), "rolecall")
    return Paths(
        accounts_file=at("ACCOUNTS_FILE", ".aws", "accounts"),
        saml_file=at("SAML_FILE", ".saml", "credentials"),
        aws_config=at("AWS_CONFIG_FILE", ".aws", "config"),
        aws_credentials=at("AWS_SHARED_CREDENTIALS_FILE", ".aws", "credentials"),
        config_file=os.path.join(config, "config.toml"),
        state_file=os.path.join(state, "state.toml"),
        cache_folder=cache,
    )


# Set for a command under `exec --refresh`, whose AWS tools read a config file made for it: there a
# Rolecall, above all the one that renews the command's session, reads the user's own files.
_OUTER = {
    "ROLECALL_CONFIG_FILE": "AWS_CONFIG_FILE",
    "ROLECALL_CREDENTIALS_FILE": "AWS_SHARED_CREDENTIALS_FILE",
}


def outer_files(env: Mapping[str, str]) -> dict[str, str]:
    """What leads to the user's own AWS files under `exec --refresh`; nothing anywhere else.

    AWS's variables with the values that `renewing_files` put aside. The program takes them over
    when it starts, so that botocore within it finds the same files.
    """
    return {theirs: env[ours] for ours, theirs in _OUTER.items() if env.get(ours)}


def renewing_files(paths: Paths, config: str, credentials: str) -> dict[str, str]:
    """The variables that lead AWS tools to these files, and a Rolecall under them to the user's."""
    made, own = (config, credentials), (paths.aws_config, paths.aws_credentials)
    return dict(zip((*_OUTER.values(), *_OUTER), (*made, *own), strict=True))


def shown(path: str, env: Mapping[str, str]) -> str:
    """A path as people write it: `~` for the home folder."""
    home = env.get("HOME", "")
    return "~" + path[len(home) :] if home and path.startswith(home + os.sep) else path
