"""Which problems of the user's files touch a target, or may be why an account is not known."""

from collections.abc import Iterable, Sequence

from rolecall.catalog.aws_config import Profiles
from rolecall.core.errors import ConfigError
from rolecall.core.model import SAML, Target


def affecting(
    target: Target, problems: Iterable[ConfigError], profiles: Profiles, base_profile: str
) -> list[ConfigError]:
    """The problems that whoever assumes this target has to know of.

    Those about its names, its profiles or its identity provider; those of a whole AWS file where
    that may be why its base profile is not known. `base_profile` is the one of the moment.
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
    """The problem that may be why nothing is called `account`: one about it, else of a file."""
    own = [problem for problem in problems if account in problem.about]
    return next(iter(own or [problem for problem in problems if not problem.about]), None)
