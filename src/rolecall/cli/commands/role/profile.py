"""`rolecall profile`: writes a role session as a named profile, which every AWS tool reads.

With `--dynamic`, the profile starts `rolecall credential-process` instead and holds no secret.
"""

import sys
from collections.abc import Iterable, Mapping
from datetime import timedelta

from rolecall.cli.grammar.grammar import Namespace, Option, Switch
from rolecall.cli.grammar.shared_options import SIGN_IN, TARGET, plan_options
from rolecall.cli.outcome import Outcome
from rolecall.cli.output import tell
from rolecall.cli.prompters.terminal_prompter import TerminalPrompter
from rolecall.cli.sign_in import chosen_target, sign_in, terminal_prompter
from rolecall.core.errors import UsageError
from rolecall.core.model import Credentials, RoleSession, Target, profile_name
from rolecall.core.paths import shown
from rolecall.core.secret import Secret
from rolecall.handover.process.credential_process_line import credential_process_line
from rolecall.handover.process.own_program import own_program
from rolecall.handover.profile.dynamic_profile import DynamicProfile
from rolecall.handover.profile.free_names import free_name, requests_by_profile
from rolecall.handover.profile.named_profiles import (
    check_named,
    plan_dynamic_named,
    plan_named,
    write_dynamic_named,
    write_named,
)
from rolecall.handover.profile.profile_change import ProfileChange
from rolecall.handover.profile.profile_request import HoldsOtherRequest
from rolecall.signin.desk import Desk, open_desk
from rolecall.signin.plan import Plan
from rolecall.signin.process_arguments import lasting_arguments
from rolecall.signin.sign_in import asked_ticket

_PLACEHOLDERS = {
    "aws_access_key_id": "a new key",
    "aws_secret_access_key": "its secret",
    "aws_session_token": "its token",
    "x_security_token_expires": "when it expires",
}


ARGUMENTS = (
    *TARGET,
    Option("--name", "N", "the profile's name; default: ACCOUNT-ROLE"),
    Switch("--dynamic", "write a profile that calls Rolecall each time; no secret on disk"),
    Switch("--replace", "replace a profile that holds another role's session"),
    Switch("--dry-run", "only show what would change"),
    *SIGN_IN,
)


def run(args: Namespace, env: Mapping[str, str]) -> Outcome:
    if args.mfa_code and (args.dynamic or args.dry_run):
        option = "--dynamic" if args.dynamic else "--dry-run"
        raise UsageError(
            f"{option} does not sign in, so it takes no MFA code.",
            "Leave out --mfa-code.",
        )
    desk = open_desk(env)
    target = chosen_target(desk, args)
    plan = desk.plan(target, plan_options(args))
    name = args.name or _own_name(desk, plan)
    if args.dynamic:
        _write_dynamic(desk, plan, name, args)
    elif args.dry_run:
        _show_change(desk, plan, name)
    else:
        _write(desk, plan, name, args)
    return Outcome(f"{name}\n")


def _own_name(desk: Desk, plan: Plan) -> str:
    """Returns the default name, numbered if a profile of ours of that name has another request."""
    target = plan.target
    usual = profile_name(target.alias, target.role, target.account_id)
    return free_name(usual, plan.request, requests_by_profile(desk.paths))


def _write(desk: Desk, plan: Plan, name: str, args: Namespace) -> None:
    path = desk.paths.aws_credentials
    taken = desk.taken_names(plan)
    prompter = terminal_prompter(desk, args, TerminalPrompter)
    replace = _may_replace(desk, plan, name, taken, args, prompter)  # before a code is asked for
    signed_in = sign_in(desk, plan, prompter)
    for note in write_named(
        desk.paths,
        {name: signed_in.session},
        taken,
        tell,
        regions_named=(name,) if plan.region_named else (),
        regions_of_shell=(name,) if plan.region_of_shell else (),
        replace=replace,
    ):
        tell(note)
    tell(f"Wrote profile {name} to {shown(path, desk.env)}. Use it: aws --profile {name} …")


def _may_replace(
    desk: Desk,
    plan: Plan,
    name: str,
    taken: Mapping[str, str],
    args: Namespace,
    prompter: TerminalPrompter,
) -> bool:
    """Whether a profile that holds another request may be written over: by option or answer.

    Raises whatever else speaks against writing the profile, and HoldsOtherRequest for a no.
    """
    if args.replace:
        check_named(desk.paths, name, taken, None)
        return True
    try:
        check_named(desk.paths, name, taken, plan.request)
    except HoldsOtherRequest as other:
        if not prompter.confirm(other.message, "Replace it?"):
            raise
        return True
    return False


def _write_dynamic(desk: Desk, plan: Plan, name: str, args: Namespace) -> None:
    prompter = terminal_prompter(desk, args, TerminalPrompter)
    if not desk.sign_in.held(plan):
        plan = asked_ticket(plan, prompter)
    arguments = lasting_arguments(desk, plan, args.mfa_device)
    process = credential_process_line(own_program(), arguments, windows=sys.platform == "win32")
    dynamic = DynamicProfile(process, plan.request, plan.region, plan.region_named)
    taken = desk.taken_names(plan)
    if args.dry_run:
        _show(desk, plan_dynamic_named(desk.paths, name, dynamic, taken))
        return
    replace = _may_replace(desk, plan, name, taken, args, prompter)
    for note in write_dynamic_named(desk.paths, name, dynamic, taken, tell, replace=replace):
        tell(note)
    path = shown(desk.paths.aws_config, desk.env)
    tell(f"Wrote profile {name} to {path}; it calls Rolecall. Use it: aws --profile {name} …")


def _show_change(desk: Desk, plan: Plan, name: str) -> None:
    held = desk.sign_in.held(plan)
    session = held.session if held else _placeholder_session(desk, plan)
    changes = plan_named(
        desk.paths,
        name,
        session,
        desk.taken_names(plan),
        region_named=plan.region_named,
        region_of_shell=plan.region_of_shell,
    )
    _show(desk, changes, {} if held else _PLACEHOLDERS)


def _show(
    desk: Desk, changes: Iterable[ProfileChange], placeholders: Mapping[str, str] | None = None
) -> None:
    for change in changes:
        tell(f"[{change.name}] in {shown(change.path, desk.env)}, line {change.line}:")
        for row in change.key_changes:
            after = row.after or row.now
            if row.sign != "-":
                after = (placeholders or {}).get(row.key, after)
            tell(f"  {row.sign or ' '} {row.key} = {after}")
        for note in change.notes:
            tell(note)
        tell(change.summary)


def _placeholder_session(desk: Desk, plan: Plan) -> RoleSession:
    target: Target = plan.target
    now = desk.clock()
    blank = Credentials("x" * 20, Secret("x"), Secret("x"), now + timedelta(seconds=plan.duration))
    return RoleSession(
        blank,
        target.account_id,
        target.alias,
        target.role,
        plan.region,
        now,
        plan.request,
    )
