"""`rolecall renew`: replaces held sessions by new ones, also in the profiles that have them."""

from collections.abc import Mapping

from rolecall.cli.grammar.grammar import Namespace, Switch
from rolecall.cli.grammar.shared_options import OPTIONAL_TARGET, SIGN_IN, plan_options
from rolecall.cli.outcome import DONE, Outcome
from rolecall.cli.output import tell, tell_error
from rolecall.cli.prompters.terminal_prompter import TerminalPrompter
from rolecall.cli.sign_in import chosen_target, terminal_prompter
from rolecall.core.errors import Cancelled, Refused, RolecallError, UsageError
from rolecall.core.model import RoleSession
from rolecall.signin.desk import Desk, open_desk
from rolecall.signin.plan import Options
from rolecall.signin.prompters import Prompter
from rolecall.signin.renewal import Renewed, held_sessions, one_way, plan_again, renew

ARGUMENTS = (
    *OPTIONAL_TARGET,
    Switch("--all", "every role session that is held"),
    *SIGN_IN,
)


def run(args: Namespace, env: Mapping[str, str]) -> Outcome:
    if args.all == bool(args.account):
        raise UsageError(
            "Renew what?", "Name ACCOUNT and ROLE, or --all; rolecall sessions shows what is held."
        )
    desk = open_desk(env)
    prompter = terminal_prompter(desk, args, TerminalPrompter)
    if args.all:
        return _renew_all(desk, args, prompter)
    failed = _renew(desk, _named(desk, args), args, prompter).unwritten
    if failed is not None:
        raise failed
    return DONE


def _named(desk: Desk, args: Namespace) -> RoleSession:
    """Returns the session that the arguments name; of several, the one that lasts longest."""
    target = chosen_target(desk, args.account, args.role, args.role_profile)
    plan = desk.plan(target, Options(base_profile=args.base_profile))
    held = held_sessions(desk, plan, args.base_profile)
    one_way(held, "renewed")
    for session in held:
        return session
    raise Refused(
        f"No session of {target.alias} · {target.role} is held.",
        "rolecall sessions shows what is; rolecall export or profile takes a new one.",
    )


def _renew_all(desk: Desk, args: Namespace, prompter: Prompter) -> Outcome:
    sessions = _all_held(desk, args.base_profile)
    if not sessions:
        raise Refused("No role session is held.", "rolecall export ACCOUNT takes one.")
    failures: list[RolecallError] = []
    for session in sessions:
        who = f"{session.account_name} · {session.role}"
        try:
            failure = _renew(desk, session, args, prompter).unwritten
        except Cancelled:
            raise
        except RolecallError as error:
            failure = error
        if failure is not None:
            failures.append(failure)
            tell(f"Not renewed: {who}.")
            tell_error(failure)
    if not failures:
        return DONE
    tell(f"{len(sessions) - len(failures)} of {len(sessions)} sessions are renewed.")
    return Outcome(status=failures[0].exit_status)


def _all_held(desk: Desk, base_profile: str) -> list[RoleSession]:
    """Returns the sessions that have not expired."""
    now = desk.clock()
    return [
        session
        for session in desk.store.role_sessions()
        if session.credentials.expiration > now and base_profile in ("", session.base_profile)
    ]


def _renew(desk: Desk, session: RoleSession, args: Namespace, prompter: Prompter) -> Renewed:
    renewed = renew(desk, plan_again(desk, session, plan_options(args)), prompter, tell)
    for note in renewed.notes:
        tell(note)
    new = renewed.signed_in.session
    until = new.credentials.expiration.astimezone()
    tell(f"Renewed {new.account_name} · {new.role}, until {until:%H:%M:%S}.")
    for name in renewed.profiles:
        tell(f"Profile {name} holds the new session.")
    if desk.env.get("AWS_ACCESS_KEY_ID", "") in renewed.replaced:
        tell("hint: This shell still holds the old session; export the role again.")
    return renewed
