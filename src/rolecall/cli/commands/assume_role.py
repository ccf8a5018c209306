"""`assume-role`, the classic command: the same grammar, the same lines."""

import os
from collections.abc import Mapping

from rolecall.cli.becoming import become_named
from rolecall.cli.commands.picker import pick
from rolecall.cli.options import ACCOUNT, ROLE, add_shell, add_sign_in
from rolecall.cli.outcome import Outcome
from rolecall.cli.output import tell
from rolecall.cli.parser import Namespace, Parser
from rolecall.cli.terminal import has_terminal
from rolecall.core.errors import Cancelled, UnknownAccount, UsageError
from rolecall.handover.exports import classic_lines
from rolecall.signin.desk import open_desk
from rolecall.signin.sign_in import SignedIn

_CLASSIC_DIALECT = "sh"
_FAILED = 1  # the classic's status, also of a question left


def arguments(parser: Parser) -> None:
    add = parser.add_argument
    add("account", metavar="ACCOUNT", nargs="?", default="", help=ACCOUNT)
    add("role", metavar="ROLE", nargs="?", default="", help=ROLE)
    add("mfa", metavar="MFA", nargs="?", default="", help="the six digits")
    add("place", metavar="REGION", nargs="?", default="", help="the region to export")
    add_shell(parser, _CLASSIC_DIALECT)
    add_sign_in(parser)


def run(words: Namespace, env: Mapping[str, str]) -> Outcome:
    words.mfa_code = words.mfa or words.mfa_code
    words.region = words.place or words.region
    if words.account:
        return _assume(words, env)
    if words.no_input or not has_terminal():
        raise UsageError("No account is named.", "Usage: assume-role ACCOUNT [ROLE] [MFA] [REGION]")
    signed_in, status = pick(open_desk(env), captured=not os.isatty(1))
    if signed_in is None:
        return Outcome(status=_FAILED if status == Cancelled.exit_status else status)
    return Outcome(_lines(signed_in, words))


def _assume(words: Namespace, env: Mapping[str, str]) -> Outcome:
    if profile := env.get("AWS_PROFILE_ASSUME_ROLE"):
        tell(f"Using assume-role default profile: {profile}")
    if user := env.get("AWS_USERNAME"):
        tell(f"Using AWS_USERNAME: {user}")
    try:
        signed_in = become_named(open_desk(env), words)
    except UnknownAccount as unknown:
        said = f'account_id "{words.account}" is incorrectly formatted AWS account id'
        raise UsageError(said, unknown.hint) from None
    return Outcome(_lines(signed_in, words), told="Success! IAM session envars are exported.")


def _lines(signed_in: SignedIn, words: Namespace) -> str:
    dialect = words.shell or _CLASSIC_DIALECT
    return classic_lines(signed_in.session, signed_in.mfa_session, dialect)
