"""How a command line names a target: as people do, where that means no other one."""

from rolecall.catalog.catalog import Catalog
from rolecall.catalog.resolve import resolve
from rolecall.core.errors import RolecallError
from rolecall.core.model import Target


def target_words(catalog: Catalog, target: Target) -> list[str]:
    """ACCOUNT and ROLE, else the role profile, else the ARN, else the ARN and its profile."""
    ways = [[target.alias, target.role], [target.role_profile], [target.arn]]
    for words in ways:
        if words[0] and not words[0].startswith("-") and _means(catalog, words, target):
            return words
    return [target.arn, "--role-profile", target.role_profile] if target.role_profile else ways[2]


def _means(catalog: Catalog, words: list[str], target: Target) -> bool:
    try:
        found = resolve(catalog, *words)
    except RolecallError:
        return False
    return _who(found) == _who(target)


def _who(target: Target) -> tuple[str | None, ...]:
    return (
        target.arn,
        target.scheme,
        target.idp,
        target.base_profile,
        target.role_profile,
        target.external_id_sent,
        target.session_name,
    )
