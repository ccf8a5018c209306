"""`rolecall profile`: a role session as a named profile, which every AWS tool reads."""

from collections.abc import Mapping
from datetime import timedelta

from rolecall.cli.becoming import become, chosen_target, terminal_prompter
from rolecall.cli.options import add_sign_in, add_target, plan_options
from rolecall.cli.outcome import Outcome
from rolecall.cli.output import tell
from rolecall.cli.parser import Namespace, Parser
from rolecall.cli.terminal_prompter import TerminalPrompter
from rolecall.core.model import Credentials, RoleSession, Target, profile_name
from rolecall.core.paths import shown
from rolecall.core.secret import Secret
from rolecall.handover.credentials_file import check_profile, plan_profile, write_profiles
from rolecall.signin.desk import Desk, open_desk
from rolecall.signin.plan import Plan

_TO_COME = {
    "aws_access_key_id": "a new key",
    "aws_secret_access_key": "its secret",
    "aws_session_token": "its token",
    "x_security_token_expires": "when it ends",
}


def arguments(parser: Parser) -> None:
    add_target(parser)
    parser.add_argument("--name", metavar="N", default="", help="default: ACCOUNT-ROLE")
    parser.add_argument("--dry-run", action="store_true", help="show what would change, no more")
    add_sign_in(parser)


def run(words: Namespace, env: Mapping[str, str]) -> Outcome:
    desk = open_desk(env)
    target = chosen_target(desk, words.account, words.role)
    name = words.name or profile_name(target.alias, target.role)
    path = desk.paths.aws_credentials
    plan = desk.plan(target, plan_options(words))
    if words.dry_run:
        _show_change(desk, plan, name)
        return Outcome(f"{name}\n")
    taken = desk.taken_names(plan)
    check_profile(path, name, taken)  # before a code is asked for
    signed_in = become(desk, plan, terminal_prompter(desk, words, TerminalPrompter))
    for note in write_profiles(path, {name: signed_in.session}, taken, tell):
        tell(note)
    tell(f"Profile {name} is written to {shown(path, env)}: aws --profile {name} …")
    return Outcome(f"{name}\n")


def _show_change(desk: Desk, plan: Plan, name: str) -> None:
    held = desk.sign_in.held(plan)
    session = held.session if held else _session_to_come(desk, plan)
    change = plan_profile(desk.paths.aws_credentials, name, session, desk.taken_names(plan))
    tell(f"[{change.name}] in {shown(change.path, desk.env)}, line {change.line}:")
    for row in change.rows:
        after = row.after or row.now
        if not held and row.sign != "-":
            after = _TO_COME.get(row.key, after)
        tell(f"  {row.sign or ' '} {row.key} = {after}")
    for note in change.notes:
        tell(note)
    tell(change.summary)


def _session_to_come(desk: Desk, plan: Plan) -> RoleSession:
    target: Target = plan.target
    now = desk.clock()
    blank = Credentials("x" * 20, Secret("x"), Secret("x"), now + timedelta(seconds=plan.duration))
    return RoleSession(
        blank,
        target.account_id,
        target.alias,
        target.role,
        target.arn,
        plan.base.profile,
        plan.region,
        now,
    )
