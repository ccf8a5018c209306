"""discovered.json: the roles that an identity provider's last assertion listed."""

import json
from collections.abc import Mapping

from rolecall.catalog.account_book import is_guarded
from rolecall.core.errors import RolecallError
from rolecall.core.files import locked, read_bytes, write_private
from rolecall.core.model import SAML, Target, parse_role_arn

Discovered = Mapping[str, tuple[str, ...]]  # role ARNs by identity provider

_LONGEST = 4 * 1024 * 1024  # bytes


def load_discovered(path: str) -> Discovered:
    """What was found; never raises: a file that cannot be read has found nothing."""
    try:
        tables = json.loads(read_bytes(path, _LONGEST) or b"{}")["saml"]
        return {
            str(idp): tuple(arn for arn in arns if isinstance(arn, str))
            for idp, arns in tables.items()
            if isinstance(arns, list)
        }
    except (RolecallError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def keep_discovered(path: str, idp: str, arns: tuple[str, ...]) -> None:
    """Put what an assertion lists in the place of what the one before it did.

    Raises RolecallError where the system refuses to write.
    """
    if load_discovered(path).get(idp) == arns:
        return
    with locked(path):
        found = {**load_discovered(path), idp: arns}
        write_private(path, json.dumps({"version": 1, "saml": found}, indent=1).encode())


def listed_targets(
    idp: str,
    arns: tuple[str, ...],
    accounts: Mapping[str, Target],
    stranger: Target,
    guard: tuple[str, ...],
) -> list[Target]:
    """The roles of an assertion as targets, each with the settings of its account."""
    targets = []
    for arn in arns:
        parts = parse_role_arn(arn)
        if parts is None:
            continue
        account = accounts.get(parts.account_id) or stranger._replace(
            account_id=parts.account_id, protected=is_guarded((parts.account_id,), guard)
        )
        # What keeps an account from being assumed stays, unless it is only about the way there.
        why_not = account.why_not if account.scheme == SAML else ""
        targets.append(
            account._replace(
                role=parts.role,
                partition=parts.partition,
                scheme=SAML,
                idp=idp,
                why_not=why_not,
                sources=(f"SAML: {idp}",),
            )
        )
    return targets
