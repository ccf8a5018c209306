"""The words that lead to a target again, from any shell, folder and environment."""

from rolecall.catalog.resolve import resolve
from rolecall.core.errors import UsageError
from rolecall.core.model import SAML
from rolecall.core.settings import parse_duration
from rolecall.signin.desk import Desk
from rolecall.signin.plan import Plan


def lasting_words(
    desk: Desk, plan: Plan, base_profile: str = "", duration: str = "", device: str = ""
) -> list[str]:
    """ACCOUNT, ROLE and the options that `rolecall credential-process` takes for this plan.

    The account is its alias where that is a plain word and means the same target, else its id.
    What only this shell's environment says is written out: the region, whose partition the role
    may follow, and the base profile.
    """
    target = plan.target
    words = [_account(desk, plan), target.role]
    if plan.region:
        words += ["--region", plan.region]
    if target.scheme != SAML:
        named = base_profile or (desk.env.get("AWS_PROFILE_ASSUME_ROLE") and plan.base.profile)
        words += ["--base-profile", named] if named else []
        words += ["--mfa-device", device] if device else []
    if duration:
        words += ["--duration", f"{parse_duration(duration)}"]
    return words


def _account(desk: Desk, plan: Plan) -> str:
    target = plan.target
    plain = target.alias.isascii() and target.alias.replace("-", "a").replace("_", "a").isalnum()
    if plain and target.alias[0] != "-":
        try:
            again = resolve(desk.catalog, target.alias, target.role)
        except UsageError:
            return target.account_id
        if (again.account_id, again.scheme) == (target.account_id, target.scheme):
            return target.alias
    return target.account_id
