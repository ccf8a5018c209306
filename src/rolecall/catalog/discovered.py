"""discovered.json: the roles listed by the last assertion of each identity provider."""

import json
from collections.abc import Mapping

from rolecall.catalog.account_book import Account
from rolecall.catalog.account_targets import AccountTargets
from rolecall.core.errors import RolecallError
from rolecall.core.files.own_files import own_lock, read_own, write_own
from rolecall.core.files.private_files import sweep_orphans
from rolecall.core.model import Target, parse_role_arn

Discovered = Mapping[str, tuple[str, ...]]  # role ARNs by identity provider

_LONGEST = 4 * 1024 * 1024  # bytes


def load_discovered(path: str) -> Discovered:
    """Reads the file. Never raises: a file that cannot be read is empty."""
    try:
        tables = json.loads(read_own(path, _LONGEST) or b"{}")["saml"]
        return {
            str(idp): tuple(arn for arn in arns if isinstance(arn, str))
            for idp, arns in tables.items()
            if isinstance(arns, list)
        }
    except (RolecallError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def save_discovered(path: str, idp: str, arns: tuple[str, ...]) -> None:
    """Replaces the roles of an identity provider by those of its latest assertion.

    Raises RolecallError where the system refuses to write.
    """
    if load_discovered(path).get(idp) == arns:
        return
    with own_lock(path):
        found = {**load_discovered(path), idp: arns}
        if write_own(path, json.dumps({"version": 1, "saml": found}, indent=1).encode()):
            sweep_orphans(path)


def listed_targets(
    idp: str,
    arns: tuple[str, ...],
    accounts: Mapping[str, Account],
    account_targets: AccountTargets,
) -> list[Target]:
    """Returns the distinct roles of an assertion as targets, with the settings of the accounts."""
    targets = [
        account_targets.from_assertion(
            accounts.get(arn.account_id, Account(arn.account_id)), arn, idp
        )
        for arn in dict.fromkeys(map(parse_role_arn, arns))
        if arn is not None
    ]
    return [target for target in targets if target is not None]
