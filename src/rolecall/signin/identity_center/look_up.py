"""Looks up an account that is in no list, at the Identity Centers somebody is signed in to."""

from collections.abc import Callable

from rolecall.catalog.catalog import Catalog
from rolecall.catalog.identity_center.assigned_targets import UNLISTED
from rolecall.catalog.identity_center.assignments import Assigned
from rolecall.core.errors import RolecallError
from rolecall.core.identity_center import IdentityCenter
from rolecall.core.model import Target, parse_account_id
from rolecall.signin.desk import Desk, open_desk
from rolecall.signin.identity_center.assigned import AssignmentKeeper


def look_up(desk: Desk, account: str, asking: Callable[[str], None]) -> Desk | None:
    """Returns a desk that lists the account, by name or id; None where no center has it.

    Nobody is asked to sign in: centers without a session are passed over, and so are those that do
    not answer. `asking` is told of each one that is asked.
    """
    for center in desk.catalog.centers.by_name.values():
        if center.fault:
            continue
        try:
            if _found(desk, center, account, asking):
                return open_desk(desk.env, desk.clock)
        except RolecallError:  # it may be in another one, and the name may be wrong after all
            continue
    return None


def is_unlisted(catalog: Catalog, target: Target, role: str) -> bool:
    """Whether a center may know more of a target's account than the lists do.

    `role` is the one that was named; without one, the account's roles have to be known.
    """
    known = [each for each in catalog.targets if each.account_id == target.account_id]
    return not known or (not role and all(each.role == UNLISTED for each in known))


def unlisted_hint(desk: Desk) -> str:
    """Returns the way to the accounts of the first center that was never listed; else empty."""
    catalog = desk.catalog
    for name in catalog.centers.by_name:
        if name not in catalog.listed_at:
            return f"It may be an account of Identity Center {name}: rolecall sso login {name}"
    return ""


def _found(desk: Desk, center: IdentityCenter, account: str, asking: Callable[[str], None]) -> bool:
    # deferred: boto3 costs 0.4 s
    from rolecall.signin.identity_center.listing import accounts_of, roles_of
    from rolecall.signin.identity_center.tokens import refreshed_silently

    services = desk.sign_in.services
    token = refreshed_silently(services, center)
    if token is None:
        return False
    asking(center.name)
    keeper = AssignmentKeeper(desk, center)
    wanted = account.casefold()
    found: Assigned | None = None
    for batch in accounts_of(services, center, token):
        keeper.add(batch)
        named = (e for e in batch if wanted == e.name.casefold())
        by_id = (e for e in batch if e.account_id == parse_account_id(account))
        found = next(by_id, None) or next(named, None)
        if found:
            break
    if found:
        roles = roles_of(services, center, token, found.account_id)
        keeper.add([found._replace(roles=roles)])
    keeper.save(whole=False)
    return found is not None
