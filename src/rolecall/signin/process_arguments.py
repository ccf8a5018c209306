"""The arguments with which `rolecall credential-process` finds a target again, from anywhere."""

from collections.abc import Mapping

from rolecall.catalog.identity_providers import SCHEME
from rolecall.core.errors import Refused, RolecallError
from rolecall.core.paths import paths_from
from rolecall.signin.desk import Desk, open_desk
from rolecall.signin.plan import Options, Plan
from rolecall.signin.schemes import scheme_named
from rolecall.signin.scope.session_name import TICKET
from rolecall.signin.scope.wanted import scope_arguments, words_of
from rolecall.signin.sign_in import cannot_be_assumed
from rolecall.signin.targets.exact_target import exact_target, plan_exactly

# Variables of one shell, which another shell, an editor or a service does not have.
_OF_A_SHELL = (
    "ACCOUNTS_FILE",
    "SAML_FILE",
    SCHEME,
    "SAML_IDP_ASSERTION_URL",
    "SAML_IDP_NAME",
    "SAML_IDP_REQUEST_BODY_TEMPLATE",
    "AWS_PROFILE_ASSUME_ROLE",
    "AWS_USERNAME",
    "AWS_ROLE_SESSION_TIMEOUT",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
    "AWS_CONFIG_FILE",
    "AWS_SHARED_CREDENTIALS_FILE",
)


def process_arguments(plan: Plan, device: str = "") -> list[str]:
    """Returns the arguments of `credential-process` for a plan; they determine its request.

    `device`: the MFA device to ask for, where one was named.
    """
    exact = exact_target(plan)
    options = [
        ("--scheme", exact.scheme),
        ("--idp", exact.idp),
        ("--idp-user", exact.idp_user),
        ("--base-profile", _base_profile(plan)),
        ("--role-profile", exact.role_profile),
        ("--external-id", exact.external_id),
        ("--session-name", exact.session_name),
        ("--via", exact.via),
        ("--mfa-device", device),
        ("--region", plan.region),
        ("--duration", str(plan.duration)),
    ]
    words = [word for option in options if option[1] for word in words_of(*option)]
    return [exact.arn, *words, *scope_arguments(exact.scope)]


def _base_profile(plan: Plan) -> str:
    """The base profile to name; empty where the scheme goes by none."""
    return plan.base.profile if scheme_named(plan.target.scheme).by_base_profile else ""


def lasting_arguments(desk: Desk, plan: Plan, device: str = "") -> list[str]:
    """Returns `process_arguments` that mean the same without this shell's environment.

    Raises Refused if they would not: what a profile stands for must not depend on a variable.
    """
    if plan.target.why_not:
        raise cannot_be_assumed(plan.target)
    # The last ticket is only an offer, until a session of it is held.
    if TICKET in plan.session_name or (plan.ticket_template and not desk.sign_in.held(plan)):
        raise Refused(
            "The name of this role's sessions needs a ticket.",
            "Pass it with --ticket, or assume the role first.",
        )
    usual = desk.sign_in.services.files.settings.session_name
    if hop := next((h for h in plan.hops if TICKET in (h.target.session_name or usual)), None):
        name = f"{hop.target.alias} · {hop.target.role_name}"
        raise Refused(
            f"This role is taken by {name}, whose sessions are named after a ticket.",
            "A profile that calls Rolecall would need that ticket each time: leave out --dynamic.",
        )
    bare = {name: value for name, value in desk.env.items() if name not in _OF_A_SHELL}
    files = _files(desk, bare)
    there = bare | {_VARIABLES[option]: path for option, path in files}
    options = Options(
        region=plan.region,
        duration=str(plan.duration),
        base_profile=_base_profile(plan),
    )
    try:
        again = plan_exactly(open_desk(there, desk.clock), exact_target(plan), options)
    except RolecallError as error:
        raise _hangs_on(desk.env, plan, error.message) from None
    if again.request != plan.request or again.target.why_not:
        raise _hangs_on(desk.env, plan, again.target.why_not)
    return [*process_arguments(plan, device), *(word for file in files for word in file)]


_VARIABLES = {
    "--config-file": "AWS_CONFIG_FILE",
    "--credentials-file": "AWS_SHARED_CREDENTIALS_FILE",
}


def _files(desk: Desk, bare: Mapping[str, str]) -> list[tuple[str, str]]:
    """Returns the options for AWS files in other places than the usual ones."""
    usual = paths_from(bare)
    return [
        (option, here)
        for option, here, there in (
            ("--config-file", desk.paths.aws_config, usual.aws_config),
            ("--credentials-file", desk.paths.aws_credentials, usual.aws_credentials),
        )
        if here != there
    ]


def _hangs_on(env: Mapping[str, str], plan: Plan, why: str) -> Refused:
    said = [name for name in _OF_A_SHELL if env.get(name)]
    if plan.provider is not None and "SAML_IDP_ASSERTION_URL" in said:
        return Refused(
            "A profile cannot depend on SAML_IDP_ASSERTION_URL, which is set in this shell only.",
            "Put the provider into config.toml: [identity-providers.NAME] with its url, "
            "and unset the variable.",
        )
    reason = f": {why}" if why else "."
    return Refused(
        f"Outside this shell, this would mean another target{reason}",
        f"It depends on {', '.join(said)}: put that into config.toml or the AWS config file."
        if said
        else "Check config.toml and the AWS config file.",
    )
