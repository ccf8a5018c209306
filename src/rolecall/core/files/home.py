"""The home folder and Rolecall's own folders, found without importing anything of ours.

A start that hands out a kept answer needs no more than this.
"""

import os
import sys
from collections.abc import Mapping


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


def own_folders(home: str, env: Mapping[str, str]) -> tuple[str, str, str]:
    """Returns Rolecall's folders for config, state and cache: XDG's, or the platform's own."""

    def folder(variable: str, *default: str) -> str:
        # XDG Base Directory Specification: a relative path is invalid and to be ignored.
        named = env.get(variable, "")
        return named if os.path.isabs(named) else os.path.join(home, *default)

    if sys.platform == "darwin":
        library = os.path.join(home, "Library")
        config = os.path.join(library, "Application Support", "rolecall")
        return config, config, os.path.join(library, "Caches", "rolecall")
    if sys.platform == "win32":
        local = env.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local")
        state = os.path.join(local, "rolecall")
        return os.path.join(env.get("APPDATA") or local, "rolecall"), state, state
    return (
        os.path.join(folder("XDG_CONFIG_HOME", ".config"), "rolecall"),
        os.path.join(folder("XDG_STATE_HOME", ".local", "state"), "rolecall"),
        os.path.join(folder("XDG_CACHE_HOME", ".cache"), "rolecall"),
    )


# Set for a command run by `exec --refresh`, whose AWS tools read a generated config file. Rolecall
# itself, when that file calls it to renew the session, reads the user's own files instead.
OUTER = {
    "ROLECALL_CONFIG_FILE": "AWS_CONFIG_FILE",
    "ROLECALL_CREDENTIALS_FILE": "AWS_SHARED_CREDENTIALS_FILE",
}


def outer_environment(env: Mapping[str, str]) -> dict[str, str]:
    """Returns the variables that name the user's own AWS files under `exec --refresh`; else none.

    These are AWS's variables with the values that `refresh_environment` saved. Rolecall adds them
    to its own environment when it starts, so that its botocore reads the same files.
    """
    return {theirs: env[ours] for ours, theirs in OUTER.items() if env.get(ours)}
