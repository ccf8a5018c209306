"""Everything one run of Rolecall works with, opened once from the environment.

The command line and the picker both come in here: the catalog to choose from, the way to a target,
the sign-in, and what to remember when AWS has said yes.
"""

import os
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from rolecall.catalog.aws_config import Profiles, load_profiles
from rolecall.catalog.catalog import Catalog, load_catalog
from rolecall.catalog.defaults import base_profile_name
from rolecall.catalog.discovered import save_discovered
from rolecall.core.errors import ConfigError, RolecallError
from rolecall.core.files.toml_cache import use_cache_folder
from rolecall.core.model import SAML, Target, utc_now
from rolecall.core.paths import Paths, paths_from, shown
from rolecall.core.settings.settings import Settings, load_settings
from rolecall.core.state.state import State, load_state, record_use, update_state
from rolecall.sessions.inherited import inherited_mfa_session
from rolecall.sessions.store import SessionStore
from rolecall.signin.mfa.mfa_code import UsedCodes
from rolecall.signin.plan import NO_OPTIONS, Files, Options, Plan, plan_for
from rolecall.signin.schemes.logins import Logins
from rolecall.signin.sign_in import SignIn
from rolecall.signin.signed_in import SignedIn
from rolecall.signin.turns import Turns

if TYPE_CHECKING:
    from rolecall.signin.prompters import Prompter

Clock = Callable[[], datetime]


class Desk(NamedTuple):
    """The user's files as read, and the services that stand on them."""

    env: Mapping[str, str]
    paths: Paths
    settings: Settings
    profiles: Profiles
    catalog: Catalog
    store: SessionStore
    sign_in: SignIn
    clock: Clock
    turns: Turns

    def plan(self, target: Target, options: Options = NO_OPTIONS) -> Plan:
        """The way to a target. The state is read afresh: another picker may have changed it."""
        state = load_state(self.paths.state_file)
        user = self._saml_user(target)
        return plan_for(target, Files(self.env, self.settings, self.profiles, state, user), options)

    def current(self, plan: Plan) -> Plan:
        """The plan as of now: somebody may have logged in at its IdP since it was made."""
        if plan.target.scheme != SAML or plan.user_chosen or self._saml_user(plan.target):
            return plan
        users = load_state(self.paths.state_file).saml_users
        return plan.by_user(users.get(plan.target.idp, ""))

    def become(self, plan: Plan, prompter: "Prompter") -> SignedIn:
        """Sign in, and remember the target, the device and a role typed by hand."""
        try:
            signed_in = self.sign_in.role_session(self.current(plan), prompter)
        except ConfigError:
            # What botocore says of a file that it cannot read names neither file nor line.
            for problem in self.profiles.problems if plan.target.scheme != SAML else ():
                raise problem from None
            raise
        if not signed_in.new:
            return signed_in
        try:
            self._remember(plan, signed_in)
        except RolecallError as error:
            note = f"Signed in, but not remembered: {error.message}"
            return signed_in._replace(notes=(*signed_in.notes, note))
        return signed_in

    def listed(self, plan: Plan, signed_in: SignedIn) -> list[Target]:
        """The targets that the assertion of a sign-in lists; none where it came by no assertion."""
        return self.catalog.listed(plan.target.idp, signed_in.role_arns)

    def taken_names(self, plan: Plan) -> Mapping[str, str]:
        """The profile names no role session may be written under, each with what has it."""
        state = load_state(self.paths.state_file)
        taken = {
            profile.name: f"is a profile of {shown(self.paths.aws_config, self.env)} with "
            f"{profile.config_credential_key}: AWS tools take only one of the two"
            for profile in self.profiles.by_name.values()
            if profile.config_credential_key
        }
        for base in (plan.base.profile, base_profile_name(self.env, self.settings, state)):
            taken[base] = "is a base profile: its own credentials stay as they are"
        return taken

    def _saml_user(self, target: Target) -> str:
        """The user name in the login file, where that is for the target's IdP; empty for none."""
        if target.scheme != SAML or target.idp != self.catalog.providers.default_idp:
            return ""
        # deferred: the scheme bastion has no login file
        from rolecall.saml.login_file import read_login_file

        try:
            return read_login_file(self.paths.saml_file, "").user_name
        except RolecallError:  # told when the login is needed
            return ""

    def _remember(self, plan: Plan, signed_in: SignedIn) -> None:
        target = plan.target._replace(role=signed_in.session.role)
        arn = target.arn
        # What the assertion lists is in discovered.json, until an assertion no longer lists it.
        known = arn in signed_in.role_arns or any(t.arn == arn for t in self.catalog.targets)
        mfa = signed_in.mfa_session
        device = mfa.device if mfa and signed_in.asked_code else ""

        def change(state: State) -> State:
            return record_use(
                state,
                target,
                at=self.clock().timestamp(),
                typed=not known,
                base_profile=plan.base.profile,
                device=device,
            )

        update_state(self.paths.state_file, change)


def open_desk(
    env: Mapping[str, str] = os.environ, clock: Clock = utc_now, *, forgiving: bool = False
) -> Desk:
    """Read the user's files. Raises ConfigError where config.toml as a whole cannot be used.

    Other faults are in `catalog.problems`: what else there is stays usable. `forgiving`, for what
    only lists: a config.toml that cannot be used is one of them.
    """
    paths = paths_from(env)
    use_cache_folder(paths.cache_folder)
    config_name = shown(paths.config_file, env)
    settings = load_settings(paths.config_file, config_name, forgiving=forgiving)
    profiles = load_profiles(
        paths.aws_config,
        paths.aws_credentials,
        shown(paths.aws_config, env),
        shown(paths.aws_credentials, env),
    )
    catalog = load_catalog(paths, settings, load_state(paths.state_file), profiles, env)
    store = SessionStore(paths.sessions_folder)
    used = UsedCodes(paths.used_codes, lambda: clock().timestamp())
    logins = Logins(
        env,
        paths.saml_file,
        shown(paths.saml_file, env),
        catalog.providers.default_idp,
        lambda *login: _remember_login(paths, *login),
    )
    turns = Turns(paths.sessions_folder)
    sign_in = SignIn(
        store,
        used,
        clock,
        logins,
        turns,
        lambda base: inherited_mfa_session(env, base, clock()),
        settings.allow_endpoints,
    )
    return Desk(env, paths, settings, profiles, catalog, store, sign_in, clock, turns)


def _remember_login(paths: Paths, idp: str, user_name: str, role_arns: tuple[str, ...]) -> None:
    save_discovered(paths.discovered, idp, role_arns)

    def change(state: State) -> State:
        users = {known: user for known, user in state.saml_users.items() if known != idp}
        if user_name:
            users[idp] = user_name
        return state._replace(saml_users=users)

    update_state(paths.state_file, change)
