"""What is known of a role that AWS refused: it says neither why, nor how long a session may be.

By IAM, where a session that is held may ask it; else by what the user's files list.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rolecall.catalog.catalog import TYPED, Catalog
from rolecall.catalog.discovered import Discovered, load_discovered
from rolecall.core.countdown import words_for
from rolecall.core.errors import Cancelled, RolecallError, RoleDenied, TooLong
from rolecall.core.model import DEFAULT_ROLE, SAML, Credentials, Target
from rolecall.core.nearest import nearest
from rolecall.core.safe_text import safe_text
from rolecall.signin.mfa.longest import longest_granted
from rolecall.signin.mfa.mfa_login import mfa_login
from rolecall.signin.plan import CHAINED_LONGEST, Plan
from rolecall.signin.services import Services

if TYPE_CHECKING:
    from rolecall.aws.role_facts import RoleFacts
    from rolecall.signin.prompters import Prompter

_MOST_NAMES = 4
_MOST_ASKED = 2  # sessions that IAM is asked with
_ASKING = 5.0  # seconds that IAM may take
_OWN_POLICY = "your own policy may not allow sts:AssumeRole on it"


def explained(
    denied: RoleDenied, plan: Plan, catalog: Catalog, services: Services, prompter: "Prompter"
) -> RoleDenied:
    """Returns the denial with the cause that is likeliest, and what to do about it."""
    answered, facts = _ask_iam(denied.caller, plan, services, prompter)
    if not answered:
        cause = _by_files(plan, catalog, load_discovered(services.files.paths.discovered))
    elif facts is None:
        cause = _no_such_role(plan.target, catalog)
    else:
        cause = _by_facts(denied.caller, plan, facts)
    return denied.explained(cause)


def with_longest(
    too_long: TooLong, plan: Plan, services: Services, prompter: "Prompter"
) -> TooLong:
    """Returns the refusal with the longest duration that works, where that is known."""
    seconds = longest_granted(services, plan.target)
    if not CHAINED_LONGEST < seconds < plan.duration:
        _, facts = _ask_iam("", plan, services, prompter)
        seconds = facts.longest if facts else 0
    if not CHAINED_LONGEST <= seconds < plan.duration:
        return too_long
    option = f"{seconds // 3600}h" if seconds % 3600 == 0 else f"{seconds // 60}m"
    return too_long.reworded(advice=f"It allows {words_for(seconds)}: use --duration {option}")


# -- what the files list


def _by_files(plan: Plan, catalog: Catalog, discovered: Discovered) -> str:
    known = _known(plan.target, catalog)
    arn, names = plan.target.arn, _names(known)
    if idp := next((idp for idp, arns in discovered.items() if arn in arns), ""):
        return (
            f"The role exists, as your login at {safe_text(idp, 40)} lists it: it may not trust "
            f"the user of profile {plan.base.profile}, or {_OWN_POLICY}."
        )
    if any(each.arn == arn for each in known):
        return f"Your files list it, so it may not trust you{_external_id(plan)}, or {_OWN_POLICY}."
    if near := nearest(plan.target.role_name, names):
        return f'Your files list no such role there. Did you mean "{safe_text(near, 64)}"?'
    if names:
        return f"Your files list no such role there, only {_some(names)}: it may not exist."
    return f"It may not exist, may not trust you{_external_id(plan)}, or {_OWN_POLICY}."


def _known(target: Target, catalog: Catalog) -> list[Target]:
    """Returns the targets of the account that something vouches for.

    The default role of an account without roles is a guess of ours.
    """
    account = catalog.accounts.get(target.account_id)
    entries = account.entries if account else ()
    listed = {role for entry in entries for role in (*entry.roles, *entry.role)}
    return [
        each
        for each in catalog.targets
        if each.account_id == target.account_id
        and (
            each.role != DEFAULT_ROLE
            or each.role in listed
            or each.role_profile
            or TYPED in each.sources
            or each.scheme == SAML
        )
    ]


def _external_id(plan: Plan) -> str:
    sent = safe_text(plan.external_id, 40)
    return f" or want another ExternalId than {sent}" if sent else ""


# -- what IAM says


def _no_such_role(target: Target, catalog: Catalog) -> str:
    names = _names(_known(target, catalog))
    near = nearest(target.role_name, [name for name in names if name != target.role_name])
    meant = f' Did you mean "{safe_text(near, 64)}"?' if near else ""
    return f"IAM knows no role {target.role_name} in {safe_text(target.alias, 64)}.{meant}"


def _by_facts(caller: str, plan: Plan, facts: "RoleFacts") -> str:
    from rolecall.aws.role_facts import distrust  # deferred: with boto3

    if facts.arn != plan.target.arn:
        role = facts.arn.partition(":role/")[2]
        return f"The role has a path, which belongs to its name: use {safe_text(role, 200)}"
    why = distrust(facts.trust, caller, plan.external_id) if caller else ""
    if "ExternalId" in why:
        return f"The role exists, but its trust policy {why}: set external_id in config.toml."
    if why:
        return (
            f"The role exists, but its trust policy {safe_text(why, 200)}. rolecall trust-policy "
            "prints one that does."
        )
    return (
        "The role exists and trusts you: your own policy does not allow sts:AssumeRole on it, or "
        "the trust policy has a condition that is not met."
    )


def _ask_iam(
    caller: str, plan: Plan, services: Services, prompter: "Prompter"
) -> "tuple[bool, RoleFacts | None]":
    """Returns whether IAM could be asked for the role, and what it says; None for no such role."""
    # deferred: boto3 costs 0.4 s
    from rolecall.aws.call.bounded_call import CallContext
    from rolecall.aws.call.limits import LIMITS
    from rolecall.aws.call.session_clients import SessionClients
    from rolecall.aws.role_facts import role_facts

    target = plan.target
    endpoints = services.call(prompter).endpoints
    call = CallContext(prompter, endpoints, LIMITS._replace(total=_ASKING))
    for credentials in _sessions_of(caller, plan, services):
        try:
            clients = SessionClients(
                credentials,
                plan.region,
                target.partition,
                settings_profile=plan.settings_profile,
                call=call,
            )
            return True, role_facts(clients, target.role_name)
        except Cancelled:
            raise
        except RolecallError:
            continue
    return False, None


def _sessions_of(caller: str, plan: Plan, services: Services) -> Iterator[Credentials]:
    """Yields what is held of the role's account: the MFA session of a user of it, role sessions."""
    target, now = plan.target, services.clock()
    mfa = mfa_login(services, plan) if caller.split(":")[4:5] == [target.account_id] else None
    if mfa is not None and mfa.credentials is not None:
        yield mfa.credentials
    held = [
        session.credentials
        for session in services.store.role_sessions()
        if session.account_id == target.account_id
        and session.expiration > now
        and session.arn.split(":")[1] == target.partition
    ]
    yield from held[:_MOST_ASKED]


def _names(targets: list[Target]) -> list[str]:
    return list(dict.fromkeys(each.role_name for each in targets))


def _some(names: list[str]) -> str:
    shown = [safe_text(name, 64) for name in names[:_MOST_NAMES]]
    if len(names) > _MOST_NAMES:
        return f"{', '.join(shown)} and {len(names) - _MOST_NAMES} more"
    return " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))
