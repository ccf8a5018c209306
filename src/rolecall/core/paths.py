"""The paths of all files, resolved from an environment passed as an argument.

Nothing is created or read here.
"""

import os
from collections.abc import Mapping

from rolecall.core.errors import ConfigError
from rolecall.core.files.home import OUTER, expanded, home_folder, own_folders
from rolecall.core.process.inputs import forget_inputs
from rolecall.core.record import Record

# Set in the environment of child processes, to detect recursion.
ACTIVE = "ROLECALL_ACTIVE"
# Where sessions are kept: files in the cache folder, files in the runtime folder, which are in
# memory, or files in the cache folder that are sealed with a key of the system keyring.
CACHE, RUNTIME, KEYRING = PLACES = ("cache", "runtime", "keyring")


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
    runtime_folder: str = ""  # XDG_RUNTIME_DIR, in memory until logout; empty for none

    @property
    def sso_sessions(self) -> str:
        return os.path.join(self.cache_folder, "sso-sessions.json")

    @property
    def sessions_folder(self) -> str:
        return os.path.join(self.cache_folder, "sessions")

    @property
    def sealed_folder(self) -> str:
        return os.path.join(self.cache_folder, "sealed")

    @property
    def runtime_sessions(self) -> str:
        return self._in_memory("sessions")

    @property
    def session_key(self) -> str:
        return self._in_memory("session-key")

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

    def _in_memory(self, name: str) -> str:
        """Returns a path in the runtime folder; empty without one.

        It is one of this cache folder: another HOME has other sessions.
        """
        if not self.runtime_folder:
            return ""
        from rolecall.core.process.sha256 import sha256_hex  # deferred: not all commands need it

        of = sha256_hex(os.fsencode(self.cache_folder))[:8]
        return os.path.join(self.runtime_folder, "rolecall", f"{name}-{of}")


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
        path = expanded(env.get(variable) or default, env)
        if not os.path.isabs(path):
            forget_inputs()  # the working directory is none of them
        return os.path.abspath(path)

    def as_botocore(variable: str, default: str) -> str:
        return os.devnull if env.get(variable) == "" else at(variable, default)

    config, state, cache = own_folders(home, env)
    runtime = env.get("XDG_RUNTIME_DIR", "")
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
        runtime_folder=runtime if os.path.isabs(runtime) else "",
    )


def refresh_environment(paths: Paths, config: str) -> dict[str, str]:
    """Returns the variables by which AWS tools read the config file `config`.

    A Rolecall started by those tools reads the user's own config file; see `outer_environment`.
    The credentials file is the user's own for both.
    """
    made, own = (config, paths.aws_credentials), (paths.aws_config, paths.aws_credentials)
    return dict(zip((*OUTER.values(), *OUTER), (*made, *own), strict=True))


def shown(path: str, env: Mapping[str, str]) -> str:
    """Returns a path for display, with `~` for the home directory."""
    home = expanded("~", env)
    return f"~{path[len(home) :]}" if path.startswith(home + os.sep) else path
