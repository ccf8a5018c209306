"""What AWS answers: whether it can be reached, its time, whose the keys are, the MFA devices.

Three calls at most, one after the other: each is worth making only after the one before.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rolecall.core.errors import ConfigError, RolecallError
from rolecall.core.model import utc_now
from rolecall.core.network.web_origin import parse_origin
from rolecall.core.partitions import partition_of
from rolecall.core.safe_text import safe_text
from rolecall.doctor.finding import Area, Finding, State, failing, not_asked, ok
from rolecall.doctor.setup import Setup
from rolecall.doctor.signin.clock import clock_finding, is_refused
from rolecall.doctor.signin.mfa_devices import device_findings, file_findings
from rolecall.sessions.aws_tools.login_keys import LoginToken, read_token
from rolecall.signin.mfa.base_kinds import Base, base_of

if TYPE_CHECKING:
    from rolecall.aws.call.bounded_call import CallContext
    from rolecall.aws.caller import Caller, Contact

_TOTAL, _CONNECT = 8.0, 4.0  # seconds of a call
_DEVICES = "The devices that AWS knows"


def aws_findings(
    setup: Setup, before: Sequence[Finding], process_limit: float = 20.0
) -> list[Finding]:
    """Returns the findings; `before` are those of the checks that came first.

    `process_limit` is for the base profile's credential_process, in seconds.
    """
    call = _context(setup, process_limit)
    try:
        reached = _contact(setup, call)
    except RolecallError as error:
        return [_unreached(error, before), *_none_asked(setup)]
    origin = parse_origin(reached.endpoint)
    now = utc_now()
    found = [ok(Area.ENDPOINTS, f"AWS answers at {origin}"), clock_finding(now, reached.date)]
    if not setup.needs_base:
        return [*found, ok(Area.MFA, "Not needed: every account signs in through a SAML provider")]
    if is_refused(now, reached.date):
        return [*found, *_unasked(setup, "set the clock first.")]
    if _are(State.FAILING, Area.CREDENTIALS, before):
        return [*found, *_unasked(setup, "fix the profile first.")]
    if _are(State.NOT_ASKED, Area.CREDENTIALS, before):
        return [*found, *_unasked(setup, "fix the AWS files first.")]
    return [*found, *_identity(setup, call)]


def _unreached(error: RolecallError, before: Sequence[Finding]) -> Finding:
    """Returns the finding; a setting that was found wrong already is not told twice."""
    told = any(_are(State.FAILING, area, before) for area in (Area.ENDPOINTS, Area.NETWORK))
    if told and isinstance(error, ConfigError):
        return not_asked(
            Area.ENDPOINTS, "Whether AWS answers: correct the setting that is failing first."
        )
    return failing(Area.ENDPOINTS, error.message, error.hint)


def _are(state: State, area: Area, findings: Sequence[Finding]) -> bool:
    return any((one.state, one.area) == (state, area) for one in findings)


def _none_asked(setup: Setup) -> list[Finding]:
    why = "AWS cannot be reached."
    return [
        not_asked(Area.CLOCK, f"AWS's time: {why}"),
        *(_unasked(setup, why) if setup.needs_base else ()),
    ]


def _unasked(setup: Setup, why: str) -> list[Finding]:
    return [
        not_asked(Area.CREDENTIALS, f"Whether AWS accepts them: {why}"),
        *file_findings(setup),
        not_asked(Area.MFA, f"{_DEVICES}: {why}"),
    ]


def _context(setup: Setup, process_limit: float) -> "CallContext":
    # deferred: boto3 takes 0.4 s to import
    from rolecall.aws.call.bounded_call import CallContext
    from rolecall.aws.call.endpoints import Endpoints
    from rolecall.aws.call.limits import LIMITS

    limits = LIMITS._replace(total=_TOTAL, dns=_CONNECT, connect=_CONNECT, process=process_limit)
    return CallContext(None, Endpoints(setup.settings.allow_endpoints, setup.env), limits)


def _contact(setup: Setup, call: "CallContext") -> "Contact":
    # deferred: as above
    from rolecall.aws.call.anonymous import AnonymousClients
    from rolecall.aws.caller import contact

    clients = AnonymousClients(setup.base_name, setup.region, partition_of(setup.region), call)
    return contact(clients)


def _identity(setup: Setup, call: "CallContext") -> list[Finding]:
    # deferred: as above
    from rolecall.aws.base.base_credentials import BaseKeys
    from rolecall.aws.call.client import AwsClients
    from rolecall.aws.caller import caller_of

    keys = None
    if setup.base is not None and base_of(setup.base) is Base.AWS_LOGIN:
        token = read_token(setup.paths.login_cache, setup.base.login_session)
        if token is None or token.keys.expiration <= utc_now():
            return [_no_login_keys(setup, token), *file_findings(setup)]
        held = token.keys
        keys = BaseKeys(held.access_key_id, held.secret_access_key, held.session_token)
    partition = partition_of(setup.region)
    try:
        clients = AwsClients(setup.base_name, setup.region, partition, call=call, keys=keys)
        caller = caller_of(clients)
    except RolecallError as error:
        return [
            _refused(setup, error),
            *file_findings(setup),
            not_asked(Area.MFA, f"{_DEVICES}: AWS has to accept the keys first."),
        ]
    return [_accepted(caller), *device_findings(setup, clients, caller)]


def _refused(setup: Setup, error: RolecallError) -> Finding:
    if base_of(setup.base) is Base.IDENTITY_CENTER and isinstance(error, ConfigError):
        name = safe_text(setup.base_name)
        return failing(
            Area.CREDENTIALS,
            f"Profile {name} has no Identity Center session, or it has expired.",
            f"Sign in again: aws sso login --profile {name}",
        )
    return failing(Area.CREDENTIALS, error.message, error.hint)


def _no_login_keys(setup: Setup, token: LoginToken | None) -> Finding:
    """The keys of `aws login` are not renewed here: that would use up a token."""
    name = safe_text(setup.base_name)
    if token is not None and utc_now() < token.ends:
        return not_asked(
            Area.CREDENTIALS,
            f"Profile {name}: its `aws login` keys have expired, and are renewed when needed.",
        )
    return failing(
        Area.CREDENTIALS,
        f"Profile {name} has no `aws login` session, or it has expired.",
        f"Sign in: aws login --profile {name}",
    )


def _accepted(caller: "Caller") -> Finding:
    who = f"user {caller.user_name}" if caller.user_name else caller.arn.rpartition(":")[2]
    text = f"AWS accepts them: {safe_text(who)} in account {safe_text(caller.account_id)}"
    return ok(Area.CREDENTIALS, text)
