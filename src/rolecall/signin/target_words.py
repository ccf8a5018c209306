"""The words that name a target on a command line: the shortest that are unambiguous."""

from rolecall.catalog.resolve import resolve
from rolecall.core.errors import RolecallError
from rolecall.signin.desk import Desk
from rolecall.signin.plan import Plan
from rolecall.signin.schemes import scheme_named


def target_words(desk: Desk, plan: Plan) -> list[str]:
    """Returns ACCOUNT and ROLE, else the role profile, else the ARN with the options it needs."""
    target = plan.target
    for words in ([target.alias, target.role], [target.role_profile], [target.arn]):
        if words[0] and not words[0].startswith("-") and _means(desk, words, plan):
            return words
    options = [("--role-profile", target.role_profile)]
    if scheme_named(target.scheme).by_base_profile:
        options.append(("--base-profile", plan.base.profile))
    return [target.arn, *(word for option in options if option[1] for word in option)]


def _means(desk: Desk, words: list[str], plan: Plan) -> bool:
    try:
        found = desk.plan(resolve(desk.catalog, *words))
    except RolecallError:
        return False
    return found.request == plan.request
