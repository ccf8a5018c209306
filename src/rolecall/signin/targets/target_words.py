"""The words that a user types for a target: on a command line, or to confirm its account."""

from rolecall.catalog.resolve import resolve
from rolecall.core.errors import RolecallError
from rolecall.core.safe_text import safe_text
from rolecall.signin.desk import Desk
from rolecall.signin.plan import Plan
from rolecall.signin.schemes import scheme_named
from rolecall.signin.scope.wanted import scope_arguments

_LONGEST = 64  # characters of a name that a user can be asked to type


def target_words(desk: Desk, plan: Plan) -> list[str]:
    """Returns the shortest that are unambiguous.

    They are ACCOUNT and ROLE, else the role profile, else the ARN with the options it needs; then
    what the plan's scope has beside that of the target's settings.
    """
    target = plan.target
    scope = [] if plan.scope == target.scope else scope_arguments(plan.scope)
    for words in ([target.alias, target.role], [target.role_profile], [target.arn]):
        if words[0] and not words[0].startswith("-") and _means(desk, words, plan):
            return [*words, *scope]
    if not scheme_named(target.scheme).by_base_profile:
        through = ["--through", target.idp]
        for words in ([target.alias, target.role], [target.arn]):
            if not words[0].startswith("-") and _means(desk, words, plan, target.idp):
                return [*words, *through, *scope]
        return [target.arn, *through, *scope]
    options = (("--role-profile", target.role_profile), ("--base-profile", plan.base.profile))
    return [target.arn, *(word for option in options if option[1] for word in option), *scope]


def _means(desk: Desk, words: list[str], plan: Plan, through: str = "") -> bool:
    try:
        meant = resolve(desk.catalog, *words, through=through, is_held=lambda target: False)
        found = desk.plan(meant)
    except RolecallError:
        return False
    return found.request._replace(scope=plan.scope) == plan.request


def name_to_type(alias: str, account_id: str) -> str:
    """Returns the name of a protected account: its id where the alias cannot be shown or typed."""
    shown = safe_text(alias, _LONGEST)
    return shown if shown == alias and alias.strip() else account_id
