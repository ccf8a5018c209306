"""The arguments and options that several commands share."""

from rolecall.catalog.defaults import known_region
from rolecall.cli.grammar.grammar import Argument, Namespace, Option, Switch
from rolecall.cli.grammar.scope_options import SCOPE, scope_options
from rolecall.core.model import DEFAULT_ROLE
from rolecall.signin.plan import Options

_ACCOUNT = "an alias, a 12-digit id, or a role ARN or role profile (then without ROLE)"
_ROLE = f"the role's name, with or without its path; default: {DEFAULT_ROLE}"

ROLE = Argument("role", "ROLE", _ROLE, required=False)
TARGET = (Argument("account", "ACCOUNT", _ACCOUNT), ROLE)
OPTIONAL_TARGET = (Argument("account", "ACCOUNT", _ACCOUNT, required=False), ROLE)

ROLE_PROFILE = Option("--role-profile", "P", "the role profile to use, if several lead to the role")
THROUGH = Option(
    "--through",
    "NAME",
    "the Identity Center, SAML provider or base profile to use, if several lead to the role",
)
FORCE_ROLE = Switch("--force-role", "take ROLE as typed, even if it looks like a typo")
SIGN_IN = (  # what a sign-in would otherwise look up or ask for
    Option("--region", "R", "the AWS region to set"),
    Option("--duration", "D", "how long: seconds, or 15m, 1h, 12h"),
    Option("--mfa-code", "CODE", "the six digits of your MFA device, so that nothing is asked"),
    Option("--mfa-device", "NAME", "the MFA device: its name or serial number"),
    Option("--base-profile", "P", "the profile that holds your own keys"),
    ROLE_PROFILE,
    THROUGH,
    FORCE_ROLE,
    *SCOPE,
    Switch("--no-input", "never ask: exit with status 3 instead"),
)


def shell_option(default: str = "the one you use", *, files: bool = False) -> Option:
    """Returns the option for the dialect of export lines.

    `default`: how the help describes the default. `files`: whether the formats that programs read
    from a file are dialects too.
    """
    # deferred: credential-process, which has no such option, must not wait for it
    from rolecall.handover.shell.exports import FORMS, SHELLS

    *first, last = FORMS if files else SHELLS
    listed = f"{', '.join(first)} or {last}"
    return Option("--shell", "FORM" if files else "S", f"{listed}; default: {default}")


def plan_options(args: Namespace, *, any_region: bool = False) -> Options:
    """Returns those values of SIGN_IN that the plan of a sign-in depends on.

    Raises UsageError for a region that AWS does not have, unless `any_region`.
    """
    if not any_region:
        known_region(args.region)
    return Options(
        region=args.region,
        duration=args.duration,
        mfa_device=args.mfa_device,
        base_profile=args.base_profile,
        mfa_code=args.mfa_code,
        scope=scope_options(args),
        ticket=args.ticket,
    )
