"""Finds the problems of the user's files that affect a target or may hide an account."""

from collections.abc import Iterable, Sequence

from rolecall.catalog.aws_config import Profiles
from rolecall.core.errors import ConfigError
from rolecall.core.model import SAML, Target


def affecting(
    target: Target, problems: Iterable[ConfigError], profiles: Profiles, base_profile: str
) -> list[ConfigError]:
    """Returns the problems that affect a target, to be shown to whoever assumes it.

    That is, problems about its names, its profiles or its identity provider, and those of a whole
    AWS file where they may be why its base profile is missing. `base_profile` is the current one.
    """
    base = target.base_profile or base_profile
    own = {*target.aliases, target.account_id, target.role_profile}
    own.add(f"idp:{target.idp}" if target.scheme == SAML else base)
    missing = target.scheme != SAML and profiles.get(base) is None
    return [
        problem
        for problem in problems
        if own & problem.about or (missing and problem in profiles.problems)
    ]


def possible_cause(account: str, problems: Sequence[ConfigError]) -> ConfigError | None:
    """Returns the problem that may be why no account has this name: one about it, else a file's."""
    own = [problem for problem in problems if account in problem.about]
    return next(iter(own or [problem for problem in problems if not problem.about]), None)
