"""assignments.json: the accounts and roles that each Identity Center listed, with their age."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from rolecall.core.errors import RolecallError
from rolecall.core.files.own_files import own_lock, read_own, write_own
from rolecall.core.files.private_files import sweep_orphans
from rolecall.core.identity_center import IdentityCenter
from rolecall.core.model import ACCOUNT_ID

_LARGEST = 16 * 1024 * 1024  # bytes; 665 accounts with 3 roles each take 100 KB


class Assigned(NamedTuple):
    """An account the user is assigned to. `roles` are permission sets; None: not listed yet."""

    account_id: str
    name: str = ""
    email: str = ""
    roles: tuple[str, ...] | None = None


class Assignments(NamedTuple):
    """What one Identity Center listed. `listed` is when, in epoch seconds; 0: not to the end."""

    start_url: str
    accounts: Mapping[str, Assigned]  # by account id
    listed: float = 0.0


def load_assignments(path: str) -> dict[str, Assignments]:
    """Reads the file, by the names of the centers. Never raises: what cannot be read is empty."""
    try:
        centers = json.loads(read_own(path, _LARGEST) or b"{}")["centers"]
        return {name: _assignments(found) for name, found in centers.items()}
    except (RolecallError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def save_assignments(
    path: str, center: IdentityCenter, accounts: Iterable[Assigned], listed: float
) -> None:
    """Replaces what a center has listed. Raises RolecallError where the system refuses to write."""
    with own_lock(path):
        known = load_assignments(path)
        known[center.name] = Assignments(
            center.start_url, {each.account_id: each for each in accounts}, listed
        )
        written = {name: _written(found) for name, found in known.items()}
        data = json.dumps({"version": 1, "centers": written}, separators=(",", ":")).encode()
        if write_own(path, data):
            sweep_orphans(path)


def merged(known: Mapping[str, Assigned], found: Iterable[Assigned]) -> dict[str, Assigned]:
    """Returns what is known with what was found; the roles of an account stay until listed anew."""
    accounts = dict(known)
    for each in found:
        before = accounts.get(each.account_id)
        if each.roles is None and before is not None:
            each = each._replace(roles=before.roles)
        if before is not None and not each.name:
            each = each._replace(name=before.name, email=before.email)
        accounts[each.account_id] = each
    return accounts


def _written(found: Assignments) -> dict[str, Any]:
    accounts = [
        [each.account_id, each.name, each.email, each.roles] for each in found.accounts.values()
    ]
    return {"start_url": found.start_url, "listed": found.listed, "accounts": accounts}


def _assignments(found: Mapping[str, Any]) -> Assignments:
    """Raises ValueError, KeyError or TypeError for what Rolecall has not written."""
    accounts = {}
    for account_id, name, email, roles in found["accounts"]:
        if not (ACCOUNT_ID.fullmatch(account_id) and isinstance(name, str)):
            raise ValueError(account_id)
        known = None if roles is None else tuple(role for role in roles if isinstance(role, str))
        accounts[account_id] = Assigned(account_id, name, str(email), known)
    return Assignments(str(found["start_url"]), accounts, float(found["listed"]))
