"""`assume-role`, the classic command: the same grammar, questions and export lines."""

import json
import os
from collections.abc import Mapping

from rolecall.catalog.resolve import resolve
from rolecall.cli.classic_debug import debug_lines
from rolecall.cli.grammar.grammar import Argument, Namespace, Switch
from rolecall.cli.grammar.shared_options import (
    FORCE_ROLE,
    OPTIONAL_TARGET,
    SIGN_IN,
    plan_options,
    shell_option,
)
from rolecall.cli.open_picker import open_picker
from rolecall.cli.outcome import Outcome
from rolecall.cli.output import tell
from rolecall.cli.prompters.classic_prompter import ClassicPrompter
from rolecall.cli.sign_in import sign_in, terminal_prompter
from rolecall.cli.terminal.terminal import Terminal, has_terminal, open_terminal
from rolecall.core.errors import Cancelled, RolecallError, UnknownAccount, UsageError
from rolecall.core.files.private_files import read_bytes
from rolecall.core.model import DEFAULT_ACCOUNT, SAML, Target, parse_account_id, parse_role
from rolecall.handover.shell.classic_lines import DebugLine, classic_lines, clear_lines
from rolecall.handover.shell.dialects import detect_dialect, parent_name
from rolecall.signin.desk import Desk, open_desk
from rolecall.signin.plan import Plan
from rolecall.signin.services import SignedIn

_FAILED = 1  # the classic's exit status, also of a cancelled question
_USAGE = "Usage: assume-role ACCOUNT [ROLE] [MFA] [REGION], with SAML: ACCOUNT [ROLE] [REGION]"
_SUCCESS = "Success! IAM session envars are exported."


ARGUMENTS = (
    *OPTIONAL_TARGET,
    Argument("mfa", "MFA", "the six digits of your MFA device; left out with SAML", required=False),
    Argument("place", "REGION", "the AWS region to set", required=False),
    Switch("--clear", "leave the role: unset its variables"),
    shell_option("sh, and fish in fish"),
    *(option for option in SIGN_IN if option is not FORCE_ROLE),  # it takes any role
)


def run(args: Namespace, env: Mapping[str, str]) -> Outcome:
    dialect = _dialect(args)
    if args.clear:
        return Outcome(clear_lines(env.get("AWS_PROFILE_ASSUME_ROLE", ""), dialect))
    if args.account or args.role:
        return _assume(args, env, dialect)
    if args.no_input or not has_terminal():
        raise UsageError("Which account?", _USAGE)
    desk, signed_in, status = open_picker(env, captured=not os.isatty(1))
    if signed_in is None:
        return Outcome(status=_FAILED if status == Cancelled.exit_status else status)
    options = plan_options(args, any_region=True)
    plan = desk.plan(resolve(desk.catalog, signed_in.session.arn), options)
    return Outcome(_lines(desk, plan, signed_in, "", dialect, args))


def _dialect(args: Namespace) -> str:
    """Returns the dialect named, else sh as the classic, but fish in fish, which has no `unset`."""
    if args.shell:
        return detect_dialect(args.shell, {}, None)
    return "fish" if detect_dialect(None, {}, parent_name()) == "fish" else "sh"


def _assume(args: Namespace, env: Mapping[str, str], dialect: str) -> Outcome:
    if profile := env.get("AWS_PROFILE_ASSUME_ROLE"):
        tell(f"Using assume-role default profile: {profile}")
    if user := env.get("AWS_USERNAME"):
        tell(f"Using AWS_USERNAME: {user}")
    desk = open_desk(env)
    target = _target(desk, args)
    _resolve_last_arguments(args, target)
    plan = desk.plan(target, plan_options(args, any_region=True))
    prompter = terminal_prompter(desk, args, ClassicPrompter)
    signed_in = sign_in(desk, plan, prompter)
    if not plan.region:
        plan = plan.replaced(region=signed_in.session.region)
    lines = _lines(desk, plan, signed_in, prompter.code_sent, dialect, args)
    tell(_SUCCESS)  # before the export lines, as the classic prints it
    return Outcome(lines)


def _target(desk: Desk, args: Namespace) -> Target:
    """Returns the target of the arguments, after asking for those left out."""
    asks = not args.no_input and (args.account == "" or args.role == "")
    handle = open_terminal() if asks else None
    terminal = Terminal(handle) if handle is not None else None
    try:
        if terminal and not args.account:
            args.account = terminal.ask(f"Assume Into Account [{DEFAULT_ACCOUNT}]: ")
        args.account = args.account or DEFAULT_ACCOUNT
        _refuse_bad_id(desk, args.account)
        target = _named(desk, args.account, args.role)
        if terminal and not args.role and not args.account.startswith("arn:"):
            role = terminal.ask(f"Assume Into Role [{target.role}]: ")
            return _named(desk, args.account, role) if role else target
        return target
    finally:
        if terminal:
            terminal.close()


def _named(desk: Desk, account: str, role: str) -> Target:
    """Returns the target of these names. As in the classic, no other problems are reported."""
    if role:
        parse_role(role)
    try:
        return resolve(desk.catalog, account, role, as_the_classic=True)
    except UnknownAccount as unknown:
        raise _bad_id(account, unknown.hint) from None


def _refuse_bad_id(desk: Desk, alias: str) -> None:
    """Raises UsageError for a malformed id in the accounts file; the message names the id."""
    try:
        data = read_bytes(desk.paths.accounts_file) or b"{}"
        found = json.loads(data, parse_int=str)[alias]
    except (RolecallError, ValueError, KeyError, TypeError, RecursionError):
        return
    if isinstance(found, str) and len(found) < 100 and not parse_account_id(found):
        hint = f"Fix the account {alias} in the accounts file: an id has 12 digits."
        raise _bad_id(found, hint)


def _bad_id(account: str, hint: str) -> UsageError:
    return UsageError(f'account_id "{account}" is incorrectly formatted AWS account id', hint)


def _resolve_last_arguments(args: Namespace, target: Target) -> None:
    """Moves MFA and REGION to the options of these names. With SAML, REGION is the third."""
    code, region = args.mfa, args.place
    if target.scheme == SAML:
        if code and region and not code.isdigit():
            raise UsageError("SAML takes no MFA code.", _USAGE)
        code, region = "", region or code
    args.mfa_code = code or args.mfa_code
    args.region = region or args.region


def _lines(
    desk: Desk, plan: Plan, signed_in: SignedIn, code: str, dialect: str, args: Namespace
) -> str:
    profile = args.base_profile or desk.env.get("AWS_PROFILE_ASSUME_ROLE", "")
    debug: tuple[DebugLine, ...] = ()
    if desk.env.get("DEBUG_ASSUME_ROLE") == "true":
        debug = debug_lines(desk, plan, signed_in, code)
    return classic_lines(signed_in.session, signed_in.login, profile, debug, dialect)
