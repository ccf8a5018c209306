"""The paths of all files, resolved from an environment passed as an argument.

Nothing is created or read here.
"""

import os
import sys
from collections.abc import Mapping

from rolecall.core.errors import ConfigError
from rolecall.core.record import Record

# Set in the environment of child processes, to detect recursion.
ACTIVE = "ROLECALL_ACTIVE"


class Paths(Record):
    """The absolute paths of files: Rolecall's are the state and the cache, the rest the user's."""

    accounts_file: str
    saml_file: str
    aws_config: str
    aws_credentials: str
    config_file: str
    state_file: str
    cache_folder: str
    sso_cache: str = ""  # the tokens that AWS's tools share, always below HOME
    login_cache: str = ""  # the sessions of `aws login` that they share

    @property
    def sso_sessions(self) -> str:
        return os.path.join(self.cache_folder, "sso-sessions.json")

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
    def assignments(self) -> str:
        return os.path.join(self.cache_folder, "assignments.json")

    @property
    def handed_over(self) -> str:
        return os.path.join(self.cache_folder, "handed-over.json")

    @property
    def ended_logins(self) -> str:
        return os.path.join(self.cache_folder, "ended-logins.json")


def paths_from(env: Mapping[str, str]) -> Paths:
    """Resolves every path from the environment: XDG on Linux, the platform's folders elsewhere.

    The AWS variables are read as botocore reads them: `$NAME` and `~` are expanded, a relative
    path starts in the working directory, and an empty variable means that there is no such file.
    Raises ConfigError where there is no home directory.
    """
    home = home_folder(env)
    if not home:
        raise ConfigError(
            "There is no home folder: HOME is not set, and the user database names none.",
            "Set HOME to your home folder.",
        )

    def at(variable: str, default: str) -> str:
        return os.path.abspath(expanded(env.get(variable) or default, env))

    def as_botocore(variable: str, default: str) -> str:
        return os.devnull if env.get(variable) == "" else at(variable, default)

    def folder(variable: str, *default: str) -> str:
        # XDG Base Directory Specification: a relative path is invalid and to be ignored.
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
        # The classic treats an empty variable as one that is not set.
        accounts_file=at("ACCOUNTS_FILE", "~/.aws/accounts"),
        saml_file=at("SAML_FILE", "~/.saml/credentials"),
        aws_config=as_botocore("AWS_CONFIG_FILE", "~/.aws/config"),
        aws_credentials=as_botocore("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials"),
        config_file=os.path.join(config, "config.toml"),
        state_file=os.path.join(state, "state.toml"),
        cache_folder=cache,
        sso_cache=os.path.join(home, ".aws", "sso", "cache"),
        login_cache=at("AWS_LOGIN_CACHE_DIRECTORY", "~/.aws/login/cache"),
    )


def home_folder(env: Mapping[str, str]) -> str:
    """Returns the home directory from the environment or the user database; empty for none.

    Only an absolute path counts: Rolecall's files must not depend on the working directory.
    """
    for home in (_home_named(env) or "", _home_recorded("")):
        if os.path.isabs(home):
            return home
    return ""


def expanded(path: str, env: Mapping[str, str]) -> str:
    """Returns a path with variables and `~` expanded, as botocore expands AWS_CONFIG_FILE.

    That is os.path.expandvars, then os.path.expanduser, with `env` in place of os.environ:
    variables that are not set and users that do not exist stay as written.
    """
    if sys.platform == "win32":  # %NAME% as well; os.path only reads the process environment
        return os.path.expanduser(os.path.expandvars(path))
    if "$" in path:
        import re  # deferred: hardly any path holds a variable

        path = re.sub(
            r"\$(?:(\w+)|\{([^}]*)\})",
            lambda found: env.get(found[1] or found[2], found[0]),
            path,
            flags=re.ASCII,
        )
    if not path.startswith("~"):
        return path
    name, slash, rest = path[1:].partition("/")
    named = None if name else _home_named(env)
    home = _home_recorded(name) if named is None else named
    if named is None and not home:
        return path
    return home.rstrip("/") + slash + rest or "/"


def _home_named(env: Mapping[str, str]) -> str | None:
    """Returns the home directory of the environment, unchecked; None where it has none."""
    return env.get("USERPROFILE") or env.get("HOME") if sys.platform == "win32" else env.get("HOME")


def _home_recorded(user: str) -> str:
    """Returns a user's home in the user database, the current user's for ""; empty for none."""
    if sys.platform == "win32":
        return ""
    import pwd  # deferred: Windows has none

    try:
        return (pwd.getpwnam(user) if user else pwd.getpwuid(os.getuid())).pw_dir
    except KeyError:
        return ""


# Set for a command run by `exec --refresh`, whose AWS tools read a generated config file. Rolecall
# itself, when that file calls it to renew the session, reads the user's own files instead.
_OUTER = {
    "ROLECALL_CONFIG_FILE": "AWS_CONFIG_FILE",
    "ROLECALL_CREDENTIALS_FILE": "AWS_SHARED_CREDENTIALS_FILE",
}


def outer_environment(env: Mapping[str, str]) -> dict[str, str]:
    """Returns the variables that name the user's own AWS files under `exec --refresh`; else none.

    These are AWS's variables with the values that `refresh_environment` saved. Rolecall adds them
    to its own environment when it starts, so that its botocore reads the same files.
    """
    return {theirs: env[ours] for ours, theirs in _OUTER.items() if env.get(ours)}


def refresh_environment(paths: Paths, config: str) -> dict[str, str]:
    """Returns the variables by which AWS tools read the config file `config`.

    A Rolecall started by those tools reads the user's own config file; see `outer_environment`.
    The credentials file is the user's own for both.
    """
    made, own = (config, paths.aws_credentials), (paths.aws_config, paths.aws_credentials)
    return dict(zip((*_OUTER.values(), *_OUTER), (*made, *own), strict=True))


def shown(path: str, env: Mapping[str, str]) -> str:
    """Returns a path for display, with `~` for the home directory."""
    home = expanded("~", env)
    return f"~{path[len(home) :]}" if path.startswith(home + os.sep) else path
