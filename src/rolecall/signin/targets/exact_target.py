"""A target spelled out, so that it means the same from any shell, folder and environment.

Profiles that call `rolecall credential-process` name their role like this: with everything that
decides whose session it is, and independent of what the user's files say later.
"""

from typing import NamedTuple

from rolecall.catalog.catalog import Catalog
from rolecall.core.errors import ConfigError, UsageError
from rolecall.core.model import Target, parse_holder_arn, parse_role_arn
from rolecall.core.safe_text import safe_text
from rolecall.core.scope import NO_SCOPE, Scope
from rolecall.signin.desk import Desk
from rolecall.signin.plan import Options, Plan
from rolecall.signin.schemes import scheme_named
from rolecall.signin.scope.wanted import is_lifted


class ExactTarget(NamedTuple):
    """The role's ARN, and how it is assumed; fields that do not apply are empty."""

    arn: str
    scheme: str
    idp: str = ""
    idp_user: str = ""  # empty: nobody known
    role_profile: str = ""
    external_id: str = ""
    session_name: str = ""
    scope: Scope = NO_SCOPE
    via: str = ""  # of a chain, the digest of the request whose session takes the role


def exact_target(plan: Plan) -> ExactTarget:
    """Returns the target of a plan, spelled out."""
    target = plan.target
    by_provider = not scheme_named(target.scheme).by_base_profile
    return ExactTarget(
        target.arn,
        target.scheme,
        idp=target.idp if by_provider else "",
        idp_user=plan.user_name if by_provider else "",
        role_profile=target.role_profile,
        external_id=plan.external_id,
        session_name=plan.session_name,
        scope=plan.scope,
        via=plan.request.via,
    )


def plan_exactly(desk: Desk, exact: ExactTarget, options: Options) -> Plan:
    """Returns the way to a target that was spelled out. Raises RolecallError."""
    plan = _planned(desk, exact, options)
    if plan.request.via != exact.via:
        raise ConfigError(
            f"Other roles lead to {plan.target.alias} · {plan.target.role_name} than when this "
            "profile was written.",
            "Its chain in config.toml or in the AWS config file has changed: write it again.",
        )
    return plan


def _planned(desk: Desk, exact: ExactTarget, options: Options) -> Plan:
    row = _row(desk.catalog, exact)
    if is_lifted(row, exact.scope):
        raise UsageError(
            f"{row.alias} · {row.role} is limited by its settings now, and was not when this "
            "profile was written.",
            f"Write it again: rolecall profile {row.alias} {row.role} --dynamic --replace --name …",
        )
    target = row._replace(
        scheme=exact.scheme,
        idp=exact.idp,
        external_id=exact.external_id,
        session_name=exact.session_name,
        scope=exact.scope,
        partition_known=True,
    )
    scheme = scheme_named(exact.scheme)
    plan = desk.plan(scheme.checked(target, desk.sign_in.services.files), options)
    if not scheme.by_base_profile:
        if not exact.idp_user:
            return plan
        return plan.along(lambda each: scheme.as_user(each, exact.idp_user))
    # Without a name of the session it is the user's, and that is AWS's to say.
    user = plan.user_name if exact.session_name else ""
    return plan.replaced(
        session_name=exact.session_name, ticket="", ticket_template="", user_name=user
    )


def _row(catalog: Catalog, exact: ExactTarget) -> Target:
    """Returns the role as the user's files describe it: its MFA, its region, its protection."""
    arn = parse_holder_arn(exact.arn)
    if arn is None:
        raise UsageError(
            "With --scheme, ACCOUNT must be a role ARN.",
            "A role ARN looks like arn:aws:iam::123456789012:role/read.",
        )
    scheme_named(exact.scheme)
    rows = [
        target
        for target in catalog.targets
        if target.arn == exact.arn and target.role_profile == exact.role_profile
    ]
    same = [target for target in rows if (target.scheme, target.idp) == (exact.scheme, exact.idp)]
    rows = same or rows  # several ways may lead to a role
    usable = [target for target in rows if not target.why_not]
    if rows:
        return (usable or rows)[0]
    if exact.role_profile:
        raise UsageError(
            f"There is no role profile {safe_text(exact.role_profile)} of {exact.arn}.",
            "It may be gone from the AWS config file: write this profile again.",
        )
    holder = "" if parse_role_arn(exact.arn) else exact.arn
    found = catalog.role(arn.account_id, arn.role)
    return found._replace(partition=arn.partition, holder=holder)
