"""`assume-role`, the classic command: the same grammar, the same questions, the same lines."""

import json
import os
from collections.abc import Mapping

from rolecall.catalog.resolve import resolve
from rolecall.cli.classic_debug import debug_lines
from rolecall.cli.grammar.grammar import Argument, Namespace, Switch
from rolecall.cli.grammar.shared_options import (
    OPTIONAL_TARGET,
    SIGN_IN,
    plan_options,
    shell_option,
)
from rolecall.cli.open_picker import open_picker
from rolecall.cli.outcome import Outcome
from rolecall.cli.output import tell
from rolecall.cli.prompters.classic_prompter import ClassicPrompter
from rolecall.cli.sign_in import become, terminal_prompter
from rolecall.cli.terminal.terminal import Terminal, has_terminal, open_terminal
from rolecall.core.errors import Cancelled, RolecallError, UnknownAccount, UsageError
from rolecall.core.files.private_files import read_bytes
from rolecall.core.model import DEFAULT_ACCOUNT, SAML, Target, parse_account_id, parse_role
from rolecall.handover.shell.classic_lines import DebugLine, classic_lines, clear_lines
from rolecall.handover.shell.dialects import detect_dialect, parent_name
from rolecall.signin.desk import Desk, open_desk
from rolecall.signin.plan import Plan
from rolecall.signin.signed_in import SignedIn

_FAILED = 1  # the classic's status, also of a question left
_USAGE = "Usage: assume-role ACCOUNT [ROLE] [MFA] [REGION], with SAML: ACCOUNT [ROLE] [REGION]"
_SUCCESS = "Success! IAM session envars are exported."


ARGUMENTS = (
    *OPTIONAL_TARGET,
    Argument("mfa", "MFA", "the six digits; none with SAML", required=False),
    Argument("place", "REGION", "the region to export", required=False),
    Switch("--clear", "leave the role: unset every variable of it"),
    shell_option("sh, and fish in fish"),
    *SIGN_IN,
)


def run(words: Namespace, env: Mapping[str, str]) -> Outcome:
    dialect = _dialect(words)
    if words.clear:
        return Outcome(clear_lines(env.get("AWS_PROFILE_ASSUME_ROLE", ""), dialect))
    if words.account or words.role:
        return _assume(words, env, dialect)
    if words.no_input or not has_terminal():
        raise UsageError("No account is named.", _USAGE)
    desk, signed_in, status = open_picker(env, captured=not os.isatty(1))
    if signed_in is None:
        return Outcome(status=_FAILED if status == Cancelled.exit_status else status)
    plan = desk.plan(resolve(desk.catalog, signed_in.session.arn), plan_options(words))
    return Outcome(_lines(desk, plan, signed_in, "", dialect, words))


def _dialect(words: Namespace) -> str:
    """The one asked for; else the classic's own, but where fish runs us: it has no `unset`."""
    if words.shell:
        return detect_dialect(words.shell, {}, None)
    return "fish" if detect_dialect(None, {}, parent_name()) == "fish" else "sh"


def _assume(words: Namespace, env: Mapping[str, str], dialect: str) -> Outcome:
    if profile := env.get("AWS_PROFILE_ASSUME_ROLE"):
        tell(f"Using assume-role default profile: {profile}")
    if user := env.get("AWS_USERNAME"):
        tell(f"Using AWS_USERNAME: {user}")
    desk = open_desk(env)
    target = _target(desk, words)
    _settle_last_words(words, target)
    plan = desk.plan(target, plan_options(words))
    prompter = terminal_prompter(desk, words, ClassicPrompter)
    signed_in = become(desk, plan, prompter)
    if not plan.region:
        plan = plan._replace(region=signed_in.session.region)
    lines = _lines(desk, plan, signed_in, prompter.code_sent, dialect, words)
    tell(_SUCCESS)  # before the lines, for who reads both together
    return Outcome(lines)


def _target(desk: Desk, words: Namespace) -> Target:
    """The target that the words, or the answers to what they leave out, name."""
    asks = not words.no_input and (words.account == "" or words.role == "")
    handle = open_terminal() if asks else None
    terminal = Terminal(handle) if handle is not None else None
    try:
        if terminal and not words.account:
            words.account = terminal.ask(f"Assume Into Account [{DEFAULT_ACCOUNT}]: ")
        words.account = words.account or DEFAULT_ACCOUNT
        _refuse_bad_id(desk, words.account)
        target = _named(desk, words.account, words.role)
        if terminal and not words.role and not words.account.startswith("arn:"):
            role = terminal.ask(f"Assume Into Role [{target.role}]: ")
            return _named(desk, words.account, role) if role else target
        return target
    finally:
        if terminal:
            terminal.close()


def _named(desk: Desk, account: str, role: str) -> Target:
    """The target of these words. What else is wrong with the files is not told, as before."""
    if role:
        parse_role(role)
    try:
        return resolve(desk.catalog, account, role)
    except UnknownAccount as unknown:
        raise _bad_id(account, unknown.hint) from None


def _refuse_bad_id(desk: Desk, alias: str) -> None:
    """Name an id of the accounts file that is none: the classic names it, not its alias."""
    try:
        data = read_bytes(desk.paths.accounts_file) or b"{}"
        found = json.loads(data, parse_int=str)[alias]
    except (RolecallError, ValueError, KeyError, TypeError, RecursionError):
        return
    if isinstance(found, str) and len(found) < 100 and not parse_account_id(found):
        hint = f"Mend the account {alias} in the accounts file: an id has 12 digits."
        raise _bad_id(found, hint)


def _bad_id(account: str, hint: str) -> UsageError:
    return UsageError(f'account_id "{account}" is incorrectly formatted AWS account id', hint)


def _settle_last_words(words: Namespace, target: Target) -> None:
    """ACCOUNT ROLE MFA REGION; with SAML there is no MFA between."""
    code, region = words.mfa, words.place
    if target.scheme == SAML:
        if code and region and not code.isdigit():
            raise UsageError("With SAML there is no MFA code.", _USAGE)
        code, region = "", region or code
    words.mfa_code = code or words.mfa_code
    words.region = region or words.region


def _lines(
    desk: Desk, plan: Plan, signed_in: SignedIn, code: str, dialect: str, words: Namespace
) -> str:
    profile = words.base_profile or desk.env.get("AWS_PROFILE_ASSUME_ROLE", "")
    debug: tuple[DebugLine, ...] = ()
    if desk.env.get("DEBUG_ASSUME_ROLE") == "true":
        debug = debug_lines(desk, plan, signed_in, code)
    return classic_lines(signed_in.session, signed_in.mfa_session, profile, debug, dialect)
