"""The entry point for the command line and the picker: one run's files, catalog and sign-in.

Opened once from the environment. It plans the way to a target, signs in, and remembers the target
once AWS has accepted it.
"""

import os
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from rolecall.catalog.aws_config import Profiles, load_profiles
from rolecall.catalog.catalog import Catalog, load_catalog
from rolecall.catalog.defaults import base_profile_name
from rolecall.core.errors import ConfigError, RolecallError, RoleDenied, TooLong
from rolecall.core.files.toml_cache import use_cache_folder
from rolecall.core.model import Target, utc_now
from rolecall.core.paths import CACHE, RUNTIME, Paths, paths_from, shown
from rolecall.core.record import Record
from rolecall.core.settings.settings import Settings, load_settings
from rolecall.core.state.state import NO_DEVICE, State, load_state, record_use, update_state
from rolecall.sessions.store import SessionStore
from rolecall.signin.plan import NO_OPTIONS, Files, Options, Plan
from rolecall.signin.schemes import scheme_named
from rolecall.signin.schemes.shared_logins import places_of, shelves_of
from rolecall.signin.services import Services, SignedIn
from rolecall.signin.sign_in import SignIn, plan_for
from rolecall.signin.turns.turns import Turns

if TYPE_CHECKING:
    from rolecall.signin.prompters import Prompter

Clock = Callable[[], datetime]


class Desk(Record):
    """The user's files as read, and the sign-in that works with them."""

    env: Mapping[str, str]
    paths: Paths
    settings: Settings
    profiles: Profiles
    catalog: Catalog
    sign_in: SignIn

    @property
    def store(self) -> SessionStore:
        return self.sign_in.services.store

    @property
    def clock(self) -> Clock:
        return self.sign_in.services.clock

    @property
    def turns(self) -> Turns:
        return self.sign_in.services.turns

    def plan(self, target: Target, options: Options = NO_OPTIONS) -> Plan:
        """Returns the way to a target; the state is read anew, as other processes change it."""
        return plan_for(target, self._files(), options)

    def current(self, plan: Plan) -> Plan:
        """Returns the plan as of now: somebody may have logged in at its provider meanwhile."""
        scheme = scheme_named(plan.target.scheme)
        return plan.along(lambda each: scheme.current(each, self._files))

    def become(self, plan: Plan, prompter: "Prompter") -> SignedIn:
        """Signs in, and remembers the target, the device and a role typed by hand."""
        scheme = scheme_named(plan.target.scheme)
        try:
            signed_in = self.role_session(self.current(plan), prompter)
        except ConfigError:
            # What botocore says of a file that it cannot read names neither file nor line.
            for problem in self.profiles.problems if scheme.by_base_profile else ():
                raise problem from None
            raise
        if not (signed_in.new or signed_in.ticket):
            return signed_in
        try:
            self._remember(plan, signed_in)
        except RolecallError as error:
            note = f"Signed in, but could not remember it: {error.message}"
            return signed_in.replaced(notes=(*signed_in.notes, note))
        return signed_in

    def role_session(self, plan: Plan, prompter: "Prompter", *, renew: bool = False) -> SignedIn:
        """Returns the session of a plan, as `SignIn` does, and explains what AWS does not."""
        try:
            return self.sign_in.role_session(plan, prompter, renew=renew)
        except RoleDenied as denied:
            # deferred: only a denial needs it
            from rolecall.signin.targets.denied_role import explained

            services = self.sign_in.services
            plan = plan.way_of(denied.role_arn)
            raise explained(denied, plan, self.catalog, services, prompter) from None
        except TooLong as too_long:
            from rolecall.signin.targets.denied_role import with_longest  # deferred: as above

            raise with_longest(too_long, plan, self.sign_in.services, prompter) from None

    def listed(self, plan: Plan, signed_in: SignedIn) -> list[Target]:
        """Returns the targets that the login of a sign-in lists; empty if it lists none."""
        return self.catalog.listed(plan.target.idp, signed_in.role_arns)

    def taken_names(self, plan: Plan) -> Mapping[str, str]:
        """Returns the profile names that may not be written to, each with the reason."""
        state = load_state(self.paths.state_file)
        taken = {
            profile.name: f"is a profile of {shown(self.paths.aws_config, self.env)} with "
            f"{profile.config_credential_key}: AWS tools use only one of the two"
            for profile in self.profiles.by_name.values()
            if profile.config_credential_key
        }
        for base in (plan.base.profile, base_profile_name(self.env, self.settings, state)):
            taken[base] = "is a base profile: Rolecall leaves its credentials alone"
        return taken

    def _files(self) -> Files:
        return self.sign_in.services.files._replace(state=load_state(self.paths.state_file))

    def _remember(self, plan: Plan, signed_in: SignedIn) -> None:
        target = plan.target._replace(role=signed_in.session.role)
        arn = target.arn
        # What the login lists is in discovered.json, until a login no longer lists it.
        known = arn in signed_in.role_arns or any(t.arn == arn for t in self.catalog.targets)
        login = signed_in.login
        device = login.device if login and signed_in.asked_code else ""
        device = NO_DEVICE if signed_in.without_device else device

        def change(state: State) -> State:
            return record_use(
                state,
                target,
                at=self.clock().timestamp(),
                typed=not known,
                base_profile=plan.base.profile,
                device=device,
                ticket=signed_in.ticket,
            )

        update_state(self.paths.state_file, change)


def open_desk(
    env: Mapping[str, str] = os.environ,
    clock: Clock = utc_now,
    *,
    forgiving: bool = False,
    first_rows: int = 0,
) -> Desk:
    """Read the user's files. Raises ConfigError where config.toml as a whole cannot be used.

    Other faults are in `catalog.problems`: what else there is stays usable. `forgiving`, for what
    only lists: a config.toml that cannot be used is one of them. `first_rows`: of long files no
    more is read than so many rows need; `catalog.is_head` tells.
    """
    paths = paths_from(env)
    use_cache_folder(paths.cache_folder)
    config_name = shown(paths.config_file, env)
    settings = load_settings(paths.config_file, config_name, forgiving=forgiving)
    state = load_state(paths.state_file)
    head = None
    if first_rows:
        # deferred: the command line reads all
        from rolecall.catalog.head.list_head import list_head

        head = list_head(paths, settings, state, env, first_rows)
    profiles = load_profiles(
        paths.aws_config,
        paths.aws_credentials,
        shown(paths.aws_config, env),
        shown(paths.aws_credentials, env),
        config=head.config if head else None,
    )
    catalog = load_catalog(paths, settings, state, profiles, env, head)
    files = Files(env, settings, profiles, state, paths)
    store = SessionStore(
        paths.sessions_folder,
        shelves_of(paths, catalog.centers.by_name.values(), profiles),
        places_of(paths, _where(settings, env, forgiving=forgiving), env),
    )
    if not forgiving:
        store.gather()
    services = Services(
        files,
        store,
        clock,
        Turns(paths.sessions_folder),
        {},
        {},
    )
    return Desk(env, paths, settings, profiles, catalog, SignIn(services))


def _where(settings: Settings, env: Mapping[str, str], *, forgiving: bool) -> str:
    """Returns where sessions are to be kept. Raises ConfigError where that cannot be, as a rule."""
    if settings.store == RUNTIME:
        # deferred: few keep them in memory
        from rolecall.sessions.places.runtime_folder import runtime_fault

        fault = runtime_fault(env)
        if fault is not None and not forgiving:
            raise fault
        return CACHE if fault else RUNTIME
    return settings.store
