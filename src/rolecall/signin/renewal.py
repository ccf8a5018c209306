"""A new session in the place of one that is held, in every profile that had the old one."""

from collections.abc import Callable
from typing import NamedTuple

from rolecall.catalog.choice import base_profile_name
from rolecall.catalog.resolve import resolve
from rolecall.core.errors import RolecallError
from rolecall.core.model import BASTION, SAML, RoleSession, Target
from rolecall.core.state import load_state
from rolecall.handover.credentials_file import check_profile, our_profiles
from rolecall.handover.named_profiles import write_named
from rolecall.signin.desk import Desk
from rolecall.signin.plan import NO_OPTIONS, Options, Plan
from rolecall.signin.prompter import Prompter
from rolecall.signin.sign_in import SignedIn

_IDP = f"{SAML}:"


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
    """Take a new session of a plan's role, and rewrite the profiles of the old one in one go.

    Asks only where the MFA session, or the assertion, is over. A profile that cannot be written is
    told before anybody is asked; on any refusal the old session and its profiles stay. Raises
    RolecallError.
    """
    path = desk.paths.aws_credentials
    old = {
        session.credentials.access_key_id
        for session in desk.store.role_sessions()
        if session.arn == plan.target.arn and session.base_profile == plan.base.profile
    }
    taken = desk.taken_names(plan)
    for name in _holding(path, old):
        check_profile(path, name, taken)
    signed_in = desk.sign_in.role_session(plan, prompter, renew=True)
    notes, unwritten = signed_in.notes, None
    names: tuple[str, ...] = ()
    try:
        names = _holding(path, old)  # a dialog may have stood open for long
        if names:
            sessions = dict.fromkeys(names, signed_in.session)
            notes += write_named(desk.paths, sessions, taken, on_wait)
    except RolecallError as error:
        names, unwritten = (), error
    new = signed_in.session.credentials.access_key_id
    return Renewed(signed_in, names, tuple(sorted(old - {new})), notes, unwritten)


def plan_again(desk: Desk, session: RoleSession, options: Options = NO_OPTIONS) -> Plan:
    """The way to a held session's role once more: by the same identity, in the same region.

    Raises RolecallError where the user's files no longer lead there.
    """
    target = _target(desk, session)
    again = options._replace(region=options.region or session.region)
    if target.scheme != SAML:
        again = again._replace(base_profile=session.base_profile)
    return desk.plan(target, again)


def _target(desk: Desk, session: RoleSession) -> Target:
    state = load_state(desk.paths.state_file)
    usual = base_profile_name(desk.env, desk.settings, state)
    known = [target for target in desk.catalog.targets if target.arn == session.arn]
    same = [target for target in known if target.identity(usual) == session.base_profile]
    target = next(iter(same), None) or resolve(desk.catalog, session.arn)
    if not same and session.base_profile.startswith(_IDP):
        target = target._replace(scheme=SAML, idp=session.base_profile.removeprefix(_IDP))
    elif not same:
        target = target._replace(scheme=BASTION)
    others = tuple(alias for alias in target.aliases if alias != session.account_name)
    if len(others) == len(target.aliases):  # no longer a name of the account
        return target
    return target._replace(aliases=(session.account_name, *others))


def _holding(path: str, key_ids: set[str]) -> tuple[str, ...]:
    """The names of our profiles that hold one of these sessions."""
    ours = our_profiles(path)
    return tuple(sorted(name for name, held in ours.items() if held.access_key_id in key_ids))
