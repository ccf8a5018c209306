"""What AWS's denial of a role means where MFA, or its age, is the likely cause."""

from rolecall.core.errors import NoMfaDevice, Refused
from rolecall.signin.plan import Plan


def denied_without(plan: Plan, refused: Refused, none: NoMfaDevice | None) -> Refused:
    """Returns the denial with its likely cause; `none` where the user has no device."""
    if none is None:
        return refused.with_cause(
            f"Rolecall asked without MFA, as profile {plan.target.role_profile} has no mfa_serial: "
            "if the role wants MFA, add it there, or give --mfa-code.",
            likely=True,
        )
    denied = refused.reworded(f"{none.message} Without MFA, {refused.message}")
    return denied.with_cause(f"{none.hint} If the role wants no MFA:", likely=True)


def perhaps_too_old(refused: Refused, how_old: str) -> Refused:
    """Returns the denial as the reason to ask for another code; `how_old` says when MFA was."""
    return Refused(
        f"{refused.message} Perhaps because {how_old}.",
        "The role may require a more recent one: type a new code, or cancel.",
        refused.code,
    )


def too_old(refused: Refused, how_old: str) -> Refused:
    """Returns the denial where nobody can be asked for another code."""
    return refused.with_cause(f"Or {how_old}, too long ago for this role: use a new --mfa-code.")
