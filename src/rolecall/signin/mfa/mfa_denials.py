"""What AWS's denial of a role means where MFA, or its age, is the likely cause."""

from rolecall.core.errors import NoMfaDevice, Refused
from rolecall.signin.plan import Plan


def denied_without(plan: Plan, refused: Refused, none: NoMfaDevice | None) -> Refused:
    """Returns the denial with its likely cause; `none` where the user has no device."""
    if none is None:
        hint = (
            f"Rolecall asked without MFA, as profile {plan.target.role_profile} has no mfa_serial. "
            f"If the role wants MFA, add it there, or give --mfa-code. {refused.hint}"
        )
        return Refused(refused.message, hint, refused.code, refused.request_id)
    hint = f"{none.hint} If the role wants no MFA: {refused.hint}"
    message = f"{none.message} Without MFA, {refused.message}"
    return Refused(message, hint, refused.code, refused.request_id)


def perhaps_too_old(refused: Refused, how_old: str) -> Refused:
    """Returns the denial as the reason to ask for another code; `how_old` says when MFA was."""
    return Refused(
        f"{refused.message} Perhaps because {how_old}.",
        "The role may require a more recent one: type a new code, or cancel.",
        refused.code,
        refused.request_id,
    )


def too_old(refused: Refused, how_old: str) -> Refused:
    """Returns the denial where nobody can be asked for another code."""
    hint = f"{refused.hint} Or {how_old}, too long ago for this role: use a new --mfa-code."
    return Refused(refused.message, hint, refused.code, refused.request_id)
