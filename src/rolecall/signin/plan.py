"""A plan: how a target is reached, known from files and environment before anything is asked.

Each scheme makes its own (`schemes/`); what all of them decide alike is here.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from rolecall.catalog.aws_config import Profiles
from rolecall.catalog.defaults import region_for
from rolecall.core.errors import ConfigError, UsageError
from rolecall.core.login import BaseIdentity
from rolecall.core.model import BASTION, REGION, Target
from rolecall.core.partitions import region_within
from rolecall.core.paths import Paths
from rolecall.core.record import Record
from rolecall.core.role_request import RoleRequest
from rolecall.core.scope import NO_SCOPE, Scope
from rolecall.core.settings.settings import IdentityProvider, Settings, parse_duration
from rolecall.core.state.state import State
from rolecall.signin.scope.session_name import TICKET, USER, checked_ticket, planned_name
from rolecall.signin.scope.wanted import NO_SCOPE_OPTIONS, ScopeOptions

ROLE_DURATION = 3_600  # seconds, the classic's and AWS's default
CHAINED_LONGEST = 3_600  # seconds: AWS's limit for a role assumed with an MFA session


class Files(NamedTuple):
    """The user's files and environment, which a plan is made from."""

    env: Mapping[str, str]
    settings: Settings
    profiles: Profiles
    state: State
    paths: Paths


class Options(Record):
    """What the command line said; empty where it said nothing."""

    region: str = ""
    duration: str = ""
    mfa_device: str = ""
    base_profile: str = ""
    mfa_code: str = ""
    scope: ScopeOptions = NO_SCOPE_OPTIONS
    ticket: str = ""  # for the session's name


NO_OPTIONS = Options()


class Plan(Record):
    """How one target is reached. `duration` is in seconds; `region` is empty for none known."""

    target: Target
    base: BaseIdentity
    region: str
    duration: int
    session_name: str  # empty, or with {user}: the user's name, which AWS is asked for
    user_name: str = ""  # AWS_USERNAME; empty: AWS is asked. At an IdP: the stored, or used last
    mfa_serial: str = ""  # from the files, for where IAM may not be asked
    device: str = ""  # serial or name of the MFA device to preset
    device_used_last: str = ""  # its serial
    has_no_device: bool = False  # AWS listed none the last time: the role is asked for without MFA
    provider: IdentityProvider | None = None  # the IdP, for the scheme saml
    device_asked: str = ""  # serial or name of the device that was named for this sign-in
    new_login: bool = False  # a code was given: what is held does not do
    region_named: bool = False  # by an option
    region_of_shell: bool = False  # the environment's
    user_chosen: bool = False  # at a provider: the user of a session that is to be renewed
    external_id: str = ""  # as it is sent; empty for none
    through: str = ""  # the base profile or the provider, as shown
    duration_named: bool = False  # by an option
    duration_wanted: int = 0  # more than `duration` where the role is known to allow less
    code_printed: bool = False  # by `[mfa] process`: nobody has to type it
    scope: Scope = NO_SCOPE  # what narrows and labels the session
    login_stored: bool = False  # at a provider: user name and password, in the login file
    scope_named: bool = False  # by options
    elevated: bool = False  # more than the target's settings allow was asked for, for a while
    ticket: str = ""  # the one in the session's name: named by an option, or that of the last time
    ticket_template: str = ""  # the session's name without it, where no option named one
    shares_login: bool = False  # one of many roles that are taken with one code
    hop: "Plan | None" = None  # in a chain, the way to the role that takes this one

    @property
    def wants_own_code(self) -> bool:
        """Whether more than AWS allows with an MFA session is wanted, for this role alone."""
        is_long = self.duration > CHAINED_LONGEST and self.target.with_mfa
        return is_long and not (self.shares_login or self.hop)

    @property
    def hops(self) -> "tuple[Plan, ...]":
        """The ways to the roles that a chain leads over, the nearest one first."""
        return (self.hop, *self.hop.hops) if self.hop else ()

    def way_of(self, role_arn: str) -> "Plan":
        """Returns the way to the role of a chain that has this ARN, else the plan itself."""
        return next((hop for hop in self.hops if hop.target.arn == role_arn), self)

    @property
    def settings_profile(self) -> str:
        """The profile whose endpoints and certificates count; empty where there is none."""
        own = self.base.profile if self.target.scheme == BASTION else ""
        return self.target.role_profile or own

    @property
    def root(self) -> "Plan":
        """The way to the first role of a chain; of any other plan, the plan itself."""
        return self.hop.root if self.hop else self

    def along(self, change: "Callable[[Plan], Plan]") -> "Plan":
        """Returns the plan with `change` made to it, and to each role that a chain leads over."""
        changed = change(self)
        return changed.replaced(hop=self.hop.along(change)) if self.hop else changed

    @property
    def request(self) -> RoleRequest:
        """Whose session this plan leads to."""
        return RoleRequest(
            scheme=self.target.scheme,
            identity=self.base.profile,
            identity_key=self.base.access_key_id,
            role_arn=self.target.arn,
            role_profile=self.target.role_profile,
            external_id=self.external_id,
            session_name=self.session_name,
            scope=self.scope,
            via=self.hop.request.digest if self.hop else "",
        )


def region_of(target: Target, files: Files, options: Options, profile: str) -> str:
    """The region to work in; empty for none known. `profile` is the base profile."""
    env, settings, profiles, state, _ = files
    chosen = state.regions.get(target.account_id, "")
    if not REGION.fullmatch(chosen):  # a state file that was meddled with forgets, as elsewhere
        chosen = ""
    region = options.region or region_for(target, env, settings, profiles, profile, chosen)
    usual = profiles.get("default")
    if region or usual is None or not usual.region:
        return region
    # Tools fall back to the region of [default]: keys mean nothing beside one of another partition.
    own = region_within(target.partition, usual.region)
    return own if target.partition_known and own != usual.region else ""


class Naming(NamedTuple):
    """The name of a role's sessions; see the fields of Plan."""

    session_name: str
    ticket: str
    ticket_template: str


def naming(target: Target, files: Files, options: Options) -> Naming:
    """Returns how the sessions of a role are named. Raises UsageError for a bad name or ticket."""
    user = files.env.get("AWS_USERNAME", "")
    template = target.session_name or files.settings.session_name or (USER if user else "")
    ticket = checked_ticket(options.ticket) if options.ticket else ""
    asks_ticket = TICKET in template and not ticket
    if asks_ticket:
        ticket = files.state.tickets.get(target.account_id, "")
    name = planned_name(template, user, ticket) if template else ""
    return Naming(name, ticket, template if asks_ticket else "")


def is_of_shell(region: str, env: Mapping[str, str]) -> bool:
    """Whether the environment names this region."""
    return bool(region) and region == (env.get("AWS_REGION") or env.get("AWS_DEFAULT_REGION"))


def duration_of(target: Target, files: Files, options: Options) -> int:
    """The seconds to ask for; no more than AWS is known to grant, but where an option says so.

    Raises ConfigError or UsageError for a value that is no duration.
    """
    wanted = duration_wanted(target, files, options)
    granted = files.state.longest.get(target.arn, "")
    if options.duration or not (granted.isdecimal() and len(granted) < 6):
        return wanted
    # Every role allows an hour: less was not written by Rolecall.
    return min(wanted, max(int(granted), CHAINED_LONGEST))


def duration_wanted(target: Target, files: Files, options: Options) -> int:
    """The seconds that the option, the variable or the settings name. Raises as `duration_of`."""
    if options.duration:
        return parse_duration(options.duration)
    wanted = target.duration or files.settings.duration or ROLE_DURATION
    if named := files.env.get("AWS_ROLE_SESSION_TIMEOUT"):
        try:
            wanted = parse_duration(named)
        except UsageError as error:
            raise ConfigError(f"AWS_ROLE_SESSION_TIMEOUT: {error.message}", error.hint) from None
    return wanted
