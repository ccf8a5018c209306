"""`assume-role`, the classic command: the same grammar, the same lines."""

import os
from collections.abc import Mapping

from rolecall.cli.becoming import become, chosen_target, planned, prompter_from
from rolecall.cli.commands.picker import pick
from rolecall.cli.options import add_shell, add_sign_in
from rolecall.cli.outcome import Outcome
from rolecall.cli.output import tell
from rolecall.cli.parser import Namespace, Parser
from rolecall.cli.terminal import has_terminal
from rolecall.core.errors import UsageError
from rolecall.core.model import RoleSession
from rolecall.handover.exports import classic_lines
from rolecall.signin.desk import Desk, open_desk

_CLASSIC_DIALECT = "sh"


def arguments(parser: Parser) -> None:
    add = parser.add_argument
    add("account", metavar="ACCOUNT", nargs="?", default="", help="an alias or a 12-digit id")
    add("role", metavar="ROLE", nargs="?", default="", help="default: read")
    add("mfa", metavar="MFA", nargs="?", default="", help="the six digits")
    add("place", metavar="REGION", nargs="?", default="", help="the region to export")
    add_shell(parser)
    add_sign_in(parser)


def run(words: Namespace, env: Mapping[str, str]) -> Outcome:
    words.mfa_code = words.mfa or words.mfa_code
    words.region = words.place or words.region
    if words.account:
        return _assume(words, env)
    if words.no_input or not has_terminal():
        raise UsageError("No account is named.", "Usage: assume-role ACCOUNT [ROLE] [MFA] [REGION]")
    desk = open_desk(env)
    captured = not os.isatty(1)
    session, status = pick(desk, captured=captured)
    return Outcome(_lines(desk, session, words) if session else "", status)


def _assume(words: Namespace, env: Mapping[str, str]) -> Outcome:
    if profile := env.get("AWS_PROFILE_ASSUME_ROLE"):
        tell(f"Using assume-role default profile: {profile}")
    if user := env.get("AWS_USERNAME"):
        tell(f"Using AWS_USERNAME: {user}")
    desk = open_desk(env)
    target = chosen_target(desk, words.account, words.role)
    prompter = prompter_from(desk, words)
    signed_in = become(desk, planned(desk, target, words, prompter), prompter)
    lines = classic_lines(signed_in.session, signed_in.mfa_session, words.shell or _CLASSIC_DIALECT)
    tell("Success! IAM session envars are exported.")
    return Outcome(lines)


def _lines(desk: Desk, session: RoleSession, words: Namespace) -> str:
    held = [mfa for mfa in desk.store.mfa_sessions() if mfa.base_profile == session.base_profile]
    return classic_lines(session, held[0] if held else None, words.shell or _CLASSIC_DIALECT)
