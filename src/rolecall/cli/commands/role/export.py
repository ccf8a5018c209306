"""`rolecall export`: a role session, or the use of a profile, as lines for the shell."""

import os
from collections.abc import Mapping

from rolecall.catalog.defaults import checked_region
from rolecall.cli.grammar.grammar import Namespace, Option
from rolecall.cli.grammar.shared_options import OPTIONAL_TARGET, SIGN_IN, shell_option
from rolecall.cli.outcome import Outcome
from rolecall.cli.sign_in import become_named
from rolecall.core.errors import UsageError
from rolecall.core.model import parse_role_arn
from rolecall.core.partitions import region_within
from rolecall.core.paths import outer_environment
from rolecall.core.safe_text import safe_text
from rolecall.handover.shell.dialects import parent_name
from rolecall.handover.shell.exports import FILES, export_lines, output_form, profile_lines
from rolecall.signin.desk import Desk, open_desk

_USE = 'out="$(rolecall export …)" && eval "$out"'


ARGUMENTS = (
    *OPTIONAL_TARGET,
    Option("--profile", "N", "instead: use this profile, without keys", default=None),
    shell_option(files=True),
    *SIGN_IN,
)


def run(words: Namespace, env: Mapping[str, str]) -> Outcome:
    form = output_form(words.shell, env, parent_name())
    if bool(words.account) == (words.profile is not None):
        raise UsageError(
            "Missing: ACCOUNT."
            if not words.account
            else "ACCOUNT and --profile exclude each other.",
            "Usage: rolecall export ACCOUNT [ROLE], or rolecall export --profile N",
        )
    desk = open_desk(env)
    if words.profile is not None:
        region = checked_region(words.region) or _region(desk, words.profile)
        stale = not region and _is_elsewhere(desk, words.profile)
        lines = profile_lines(
            words.profile, region, form, outer_environment(env), without_region=stale
        )
        return Outcome(lines, note=_warning(form, False))
    signed_in = become_named(desk, words)
    return Outcome(export_lines(signed_in.session, form, desk.env), note=_warning(form, True))


def _region(desk: Desk, name: str) -> str:
    """The region of a profile; raises UsageError for one that no file has."""
    profile = desk.profiles.get(name)
    if profile is None:
        for problem in desk.profiles.problems:
            raise problem
        raise UsageError(
            f"There is no profile {safe_text(name)}.",
            "rolecall profile ACCOUNT [ROLE] writes one; aws configure list-profiles lists them.",
        )
    return profile.region


def _is_elsewhere(desk: Desk, name: str) -> bool:
    """Whether the region in the environment lies in another partition than the profile's role."""
    profile, env = desk.profiles.get(name), desk.env
    arn = parse_role_arn((profile.role_arn or profile.our_role) if profile else "")
    region = env.get("AWS_REGION") or env.get("AWS_DEFAULT_REGION") or ""
    return arn is not None and bool(region) and region_within(arn.partition, region) != region


def _warning(form: str, secret: bool) -> str:
    """For who sees the lines on the screen; nothing where a shell or a program gets them."""
    if not os.isatty(1):
        return ""
    held = "These lines hold secrets; to" if secret else "To"
    use = "rolecall export … | source" if form == "fish" else _USE
    if form in FILES:
        use = f"rolecall export … --shell {form} > FILE"
    return f"hint: {held} use them: {use}"
