"""Renewing: replaces a held session with a new one, also in the profiles that hold it."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple

from rolecall.catalog.resolve import resolve
from rolecall.core.errors import ConfigError, Refused, RolecallError, UsageError
from rolecall.core.model import RoleSession, Target
from rolecall.core.role_request import RoleRequest, same_target
from rolecall.handover.profile.credentials_file import check_profile
from rolecall.handover.profile.named_profiles import write_named, write_renewed
from rolecall.handover.profile.our_profiles import our_profiles, profiles_holding
from rolecall.signin.desk import Desk
from rolecall.signin.plan import NO_OPTIONS, Options, Plan
from rolecall.signin.prompters import Prompter
from rolecall.signin.schemes import SCHEMES, scheme_named
from rolecall.signin.scope.wanted import NO_SCOPE_OPTIONS, is_lifted, more_than_allowed
from rolecall.signin.services import SignedIn


class Renewed(NamedTuple):
    """A renewed session. `unwritten` is why its profiles still hold the old one, if they do."""

    signed_in: SignedIn
    profiles: tuple[str, ...]  # that hold the new session
    replaced: tuple[str, ...] = ()  # access key ids of the old sessions
    notes: tuple[str, ...] = ()
    unwritten: RolecallError | None = None


def renew(
    desk: Desk,
    plan: Plan,
    prompter: Prompter,
    on_wait: Callable[[str], None] | None = None,
) -> Renewed:
    """Takes a new session of a plan's role, and rewrites the profiles of the old one in one go.

    Asks only if the login is over. A profile that cannot be written raises before the first
    question; after any refusal the old session and its profiles are unchanged. Raises
    RolecallError.
    """
    path, request = desk.paths.aws_credentials, plan.request
    if is_lifted(plan.target, plan.scope):
        raise more_than_allowed(plan.target)
    old = [session for session in desk.store.role_sessions() if session.request == request]
    taken = desk.taken_names(plan)
    for name in _holding(path, old):
        check_profile(path, name, taken)
    signed_in = desk.role_session(plan, prompter, renew=True)
    if signed_in.session.request.identity_key != request.identity_key:
        raise Refused(
            f"You signed in as another user than the one with the session of {plan.target.alias}.",
            "Its profiles stay as they are. Sign in as the same user, or export the role again.",
        )
    notes, unwritten = signed_in.notes, None
    names: tuple[str, ...] = ()
    try:
        names = _holding(path, [*old, signed_in.session])  # a dialog may have stood open for long
        if names:
            sessions = dict.fromkeys(names, signed_in.session)
            if plan.region_named:
                notes += write_named(desk.paths, sessions, taken, on_wait, regions_named=names)
            else:
                notes += write_renewed(desk.paths, sessions, taken, on_wait)
    except RolecallError as error:
        names, unwritten = (), error
    new = signed_in.session.credentials.access_key_id
    replaced = {session.credentials.access_key_id for session in old} - {new}
    return Renewed(signed_in, names, tuple(sorted(replaced)), notes, unwritten)


def plan_again(desk: Desk, session: RoleSession, options: Options = NO_OPTIONS) -> Plan:
    """Returns the plan of a held session: the same request, in the same region.

    Raises RolecallError if the user's files no longer lead to it.
    """
    request = session.request
    if request.role_profile and desk.profiles.get(request.role_profile) is None:
        raise ConfigError(
            f"The role profile {request.role_profile} is gone from the AWS config file, so "
            f"{session.account_name} · {session.role} cannot be renewed.",
            "To assume it again: rolecall export. To forget this session: rolecall forget.",
        )
    region = options.region or session.region
    again = options.replaced(region=region, scope=NO_SCOPE_OPTIONS)
    scheme = scheme_named(request.scheme)
    if scheme.by_base_profile:
        again = again.replaced(base_profile=request.identity)
    plan = desk.plan(_target(desk, session), again).replaced(
        session_name=request.session_name,
        ticket_template="",
        region_named=bool(options.region),
        scope=request.scope,
    )
    user = scheme.user_of(request)
    plan = plan.along(lambda each: scheme.as_user(each, user))
    if plan.request != request:
        who = f"{session.account_name} · {session.role}"
        if plan.request.via != request.via:
            raise ConfigError(
                f"Other roles lead to {who} now: its chain in your files has changed.",
                "Assume it again: rolecall export, or rolecall profile.",
            )
        raise ConfigError(
            f"{request.identity} no longer leads to {who}: its keys or its address changed.",
            "Assume it again: rolecall export, or rolecall profile.",
        )
    return plan


def inherits_login(desk: Desk, request: RoleRequest, now: datetime) -> bool:
    """Whether the calling shell's environment holds a login that renews this request."""
    scheme = SCHEMES.get(request.scheme)  # another version may have kept the session
    return scheme is not None and bool(scheme().inherited(desk.env, request.identity, now))


def held_sessions(desk: Desk, plan: Plan, base_profile: str = "") -> list[RoleSession]:
    """Returns the sessions that a plan's target means: that of its request, else of its role.

    Those of other identities count only if its own is not held: they were assumed with other keys,
    or with the base profile that `base_profile` names. One of another role profile counts only if
    that profile no longer exists, so that nobody can name it. Those of other scopes count only
    where the call names none.
    """
    request = plan.request
    alike = [
        session
        for session in desk.store.role_sessions()
        if session.arn == request.role_arn
        and (
            session.request.role_profile == request.role_profile
            or desk.profiles.get(session.request.role_profile) is None
        )
        and session.request.scheme == request.scheme
        and base_profile in ("", session.base_profile)
    ]
    same = [session for session in alike if session.request.scope == request.scope]
    if same or plan.scope_named:
        alike = same
    return [session for session in alike if session.request == request] or alike


def one_way(sessions: Iterable[RoleSession], doing: str) -> None:
    """Raises UsageError if these are sessions of several ways to a role."""
    ways: dict[str, RoleRequest] = {}
    for session in sessions:
        request = session.request
        if not any(same_target(known, request.digest) for known in ways):
            ways[request.digest] = request
    if len(ways) < 2:
        return
    scopes = {request.scope for request in ways.values()}
    if len({request.qualifier for request in ways.values()}) == 1 < len(scopes):
        named = "; ".join(sorted(scope.words or "all of the role" for scope in scopes))
        raise UsageError(
            f"There are several sessions of that role ({named}): which one should be {doing}?",
            "Choose it with --read-only, --policy, --tag or --source-identity.",
        )
    named = ", ".join(sorted(request.qualifier for request in ways.values()))
    raise UsageError(
        f"There are several sessions of that role, by {named}: which one should be {doing}?",
        "Choose it with --base-profile or --role-profile.",
    )


def _target(desk: Desk, session: RoleSession) -> Target:
    request = session.request
    known = [
        target
        for target in desk.catalog.targets
        if target.arn == request.role_arn
        and target.scheme == request.scheme
        and (not target.idp or target.identity("") == request.identity)
    ]
    same = [target for target in known if target.role_profile == request.role_profile]
    target = next(iter(same or known), None) or resolve(desk.catalog, session.arn)
    by_profile = scheme_named(request.scheme).by_base_profile
    target = target._replace(
        scheme=request.scheme,
        role_profile=request.role_profile,
        base_profile=request.identity if by_profile else "",
        idp="" if by_profile else request.identity.removeprefix(f"{request.scheme}:"),
        external_id=request.external_id,
        session_name=request.session_name,
    )
    others = tuple(alias for alias in target.aliases if alias != session.account_name)
    if len(others) == len(target.aliases):  # no longer a name of the account
        return target
    return target._replace(aliases=(session.account_name, *others))


def _holding(path: str, sessions: Iterable[RoleSession]) -> tuple[str, ...]:
    """Returns the names of our profiles that hold one of these sessions, or its predecessor."""
    ours = our_profiles(path)
    return tuple(sorted({name for session in sessions for name in profiles_holding(ours, session)}))
