"""`rolecall export`: prints a role session, or the use of a profile, as lines for the shell."""

import os
from collections.abc import Mapping

from rolecall.catalog.defaults import known_region
from rolecall.cli.grammar.grammar import Namespace, Option
from rolecall.cli.grammar.shared_options import OPTIONAL_TARGET, SIGN_IN, shell_option
from rolecall.cli.outcome import Outcome
from rolecall.cli.sign_in import sign_in_named
from rolecall.core.errors import UsageError
from rolecall.core.files.home import outer_environment
from rolecall.core.model import parse_role_arn
from rolecall.core.partitions import region_within
from rolecall.core.safe_text import safe_text
from rolecall.handover.shell.dialects import parent_name
from rolecall.handover.shell.exports import FILES, export_lines, output_form, profile_lines
from rolecall.sessions.store import ROLE_RESERVE
from rolecall.signin.desk import Desk, open_desk

_USE = 'out="$(rolecall export …)" && eval "$out"'


ARGUMENTS = (
    *OPTIONAL_TARGET,
    Option("--profile", "N", "print lines that use this profile instead; no keys", default=None),
    shell_option(files=True),
    *SIGN_IN,
)


def run(args: Namespace, env: Mapping[str, str]) -> Outcome:
    form = output_form(args.shell, env, "" if args.shell else parent_name())
    if bool(args.account) == (args.profile is not None):
        raise UsageError(
            "Missing: ACCOUNT."
            if not args.account
            else "Use either ACCOUNT or --profile, not both.",
            "Usage: rolecall export ACCOUNT [ROLE], or rolecall export --profile N",
        )
    desk = open_desk(env)
    if args.profile is not None:
        region = known_region(args.region) or _region(desk, args.profile)
        stale = not region and _is_elsewhere(desk, args.profile)
        lines = profile_lines(
            args.profile, region, form, outer_environment(env), without_region=stale
        )
        return Outcome(lines, note=_usage_hint(form, False))
    signed_in = sign_in_named(desk, args)
    lines = export_lines(signed_in.session, form, desk.env)
    if signed_in.new or signed_in.session.request.scope.mark:
        return Outcome(lines, note=_usage_hint(form, True))
    until = (signed_in.session.expiration - ROLE_RESERVE).timestamp()
    held = (desk.store.file_of(signed_in.session.request), until)
    return Outcome(lines, note=_usage_hint(form, True), held=held)


def _region(desk: Desk, name: str) -> str:
    """Returns the region of a profile. Raises UsageError for one that no file has."""
    profile = desk.profiles.get(name)
    if profile is None:
        for problem in desk.profiles.problems:
            raise problem
        from rolecall.core.nearest import did_you_mean  # deferred: only a wrong name needs it

        otherwise = (
            "rolecall profile ACCOUNT [ROLE] writes one; aws configure list-profiles lists all."
        )
        raise UsageError(
            f"There is no profile {safe_text(name)}.",
            did_you_mean(name, desk.profiles.by_name, otherwise),
        )
    return profile.region


def _is_elsewhere(desk: Desk, name: str) -> bool:
    """Whether the region in the environment is in another partition than the profile's role."""
    profile, env = desk.profiles.get(name), desk.env
    arn = parse_role_arn((profile.role_arn or profile.our_role) if profile else "")
    region = env.get("AWS_REGION") or env.get("AWS_DEFAULT_REGION") or ""
    return arn is not None and bool(region) and region_within(arn.partition, region) != region


def _usage_hint(form: str, secret: bool) -> str:
    """Returns a hint for the case that stdout is a terminal: how to use the lines."""
    if not os.isatty(1):
        return ""
    held = "These lines hold secrets; to" if secret else "To"
    use = "rolecall export … | source" if form == "fish" else _USE
    if form in FILES:
        use = f"rolecall export … --shell {form} > FILE"
    return f"hint: {held} use them: {use}"
