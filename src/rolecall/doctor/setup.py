"""Everything that the checks look at, read once. A file that cannot be used stops none of them."""

from collections.abc import Mapping

from rolecall.catalog.aws_config import Profile, Profiles, load_profiles
from rolecall.catalog.catalog import Catalog, load_catalog
from rolecall.catalog.defaults import base_profile_name
from rolecall.core.errors import RolecallError
from rolecall.core.model import REGION, SAML, RoleSession
from rolecall.core.notices import set_listener
from rolecall.core.paths import Paths, paths_from, shown
from rolecall.core.record import Record
from rolecall.core.settings.settings import Settings, load_settings
from rolecall.core.state.state import State, load_state
from rolecall.signin.schemes.shared_logins import open_store


class Setup(Record):
    """The environment and the files of one user.

    `catalog` is None where it cannot be made, and `fault` says why. `notices` are what reading the
    files had to say, each a line and a hint.
    """

    env: Mapping[str, str]
    paths: Paths
    settings: Settings
    profiles: Profiles
    state: State
    catalog: Catalog | None
    fault: RolecallError | None
    held: tuple[RoleSession, ...]
    notices: tuple[tuple[str, str], ...]
    has_terminal: bool
    may_ask: bool = True  # whether a program of the user's may ask on the terminal

    @property
    def base_name(self) -> str:
        """The name of the base profile."""
        return base_profile_name(self.env, self.settings, self.state)

    @property
    def base(self) -> Profile | None:
        return self.profiles.get(self.base_name)

    @property
    def needs_base(self) -> bool:
        """Whether an account signs in by the base profile, or there is no account yet."""
        targets = self.catalog.targets if self.catalog else ()
        return not targets or any(target.scheme != SAML for target in targets)

    @property
    def has_saml(self) -> bool:
        """Whether an account signs in through a SAML provider."""
        targets = self.catalog.targets if self.catalog else ()
        return any(target.scheme == SAML for target in targets)

    @property
    def region(self) -> str:
        """The region in which AWS is asked; empty for none."""
        profile = self.base
        named = (
            self.env.get("AWS_REGION"),
            self.env.get("AWS_DEFAULT_REGION"),
            profile.region if profile else "",
            self.settings.region,
        )
        return next((region for region in named if region and REGION.fullmatch(region)), "")

    def shown(self, path: str) -> str:
        """Returns a path for display."""
        return shown(path, self.env)


def read_setup(env: Mapping[str, str], *, has_terminal: bool, may_ask: bool) -> Setup:
    """Reads the files. Raises ConfigError where there is no home folder."""
    paths = paths_from(env)
    notices: list[tuple[str, str]] = []
    before = set_listener(lambda line, hint: notices.append((line, hint)))
    try:
        settings = load_settings(paths.config_file, shown(paths.config_file, env), forgiving=True)
        profiles = load_profiles(
            paths.aws_config,
            paths.aws_credentials,
            shown(paths.aws_config, env),
            shown(paths.aws_credentials, env),
        )
        state = load_state(paths.state_file)
        catalog, fault = None, None
        try:
            catalog = load_catalog(paths, settings, state, profiles, env)
        except RolecallError as error:
            fault = error
        held = tuple(open_store(paths, env).role_sessions())
    finally:
        set_listener(before)
    return Setup(
        env, paths, settings, profiles, state, catalog, fault, held, tuple(notices),
        has_terminal, may_ask,
    )  # fmt: skip
