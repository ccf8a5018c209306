"""Targets of a large organisation, generated from a seed, and queries for them."""

import random

from rolecall.core.model import Target

TYPED = ("prod re", "pay eu admin", "pymts", "123456", "admin prod eu-central", "zzz", "tag7 read")
MISTAKEN = ("raed", "bilking prod", "payments prdo", "adminiztrator", "idemtity eu", "zzqqxx")
_TEAMS = ("payments", "billing", "data", "identity", "search", "media", "orders", "risk", "network")
_STAGES = ("production", "prod", "staging", "preprod", "dev", "sandbox")
_PLACES = ("eu", "us", "ap", "eu-central", "us-east")
_ROLES = ("read", "readonly", "ReadOnlyAccess", "admin", "AdministratorAccess", "ops/deploy")


def made(count: int, roles: int = 4) -> list[Target]:
    """The targets of accounts with this many roles each."""
    chance = random.Random(7)  # noqa: S311
    targets: list[Target] = []
    while len(targets) < count:
        alias = "-".join(map(chance.choice, (_TEAMS, _STAGES, _PLACES)))
        alias = f"{alias}-{len(targets) // roles}"
        account_id = f"{chance.randrange(10**12):012}"
        tags = (f"tag{chance.randrange(20)}", chance.choice(_TEAMS))
        for role in chance.sample(_ROLES, roles):
            source = chance.choice(("accounts file", "IAM policy"))
            targets.append(Target(account_id, (alias,), role, (source,), tags=tags))
    return targets[:count]


def keystrokes() -> list[str]:
    """Every query of the script while it is typed, letter by letter."""
    return [query[:end] for query in TYPED for end in range(1, len(query) + 1)]


def line(target: Target) -> str:
    """A target as the single line that other filters search."""
    return " ".join((target.alias, target.role, target.account_id, *target.tags, *target.sources))
