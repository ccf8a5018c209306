"""`rolecall renew`: replaces held sessions by new ones, also in the profiles that have them."""

from collections.abc import Mapping

from rolecall.cli.grammar.grammar import Namespace, Switch
from rolecall.cli.grammar.scope_options import scope_options
from rolecall.cli.grammar.shared_options import OPTIONAL_TARGET, SIGN_IN, plan_options
from rolecall.cli.outcome import DONE, Outcome
from rolecall.cli.output import tell, tell_notice
from rolecall.cli.prompters.terminal_prompter import TerminalPrompter
from rolecall.cli.sign_in import chosen_target, terminal_prompter
from rolecall.core.errors import Cancelled, Refused, RolecallError, UsageError
from rolecall.core.model import RoleSession
from rolecall.signin.desk import Desk, open_desk
from rolecall.signin.plan import Options
from rolecall.signin.prompters import Prompter
from rolecall.signin.renewal import held_sessions, one_way, plan_again, renew
from rolecall.signin.scope.elevation import elevated_keys

ARGUMENTS = (
    *OPTIONAL_TARGET,
    Switch("--all", "renew every role session"),
    *SIGN_IN,
)


def run(args: Namespace, env: Mapping[str, str]) -> Outcome:
    if args.all == bool(args.account):
        raise UsageError(
            "Renew what?", "Name ACCOUNT [ROLE], or --all; rolecall sessions lists your sessions."
        )
    desk = open_desk(env)
    prompter = terminal_prompter(desk, args, TerminalPrompter)
    if args.all:
        return _renew_all(desk, args, prompter)
    unwritten = _renew(desk, _named(desk, args), args, prompter)
    return Outcome(status=unwritten.exit_status) if unwritten else DONE


def _named(desk: Desk, args: Namespace) -> RoleSession:
    """Returns the session that the arguments name; of several, the one that lasts longest."""
    target = chosen_target(desk, args)
    plan = desk.plan(
        target,
        Options(base_profile=args.base_profile, scope=scope_options(args), ticket=args.ticket),
    )
    held = held_sessions(desk, plan, args.base_profile)
    one_way(held, "renewed")
    for session in held:
        return session
    raise Refused(
        f"There is no session of {target.alias} · {target.role}.",
        "rolecall sessions lists your sessions; rolecall export assumes the role.",
    )


def _renew_all(desk: Desk, args: Namespace, prompter: Prompter) -> Outcome:
    sessions = _all_held(desk, args.base_profile)
    if not sessions:
        raise Refused("You have no role sessions.", "To assume a role: rolecall export ACCOUNT.")
    failures: list[RolecallError] = []
    unwritten: list[RolecallError] = []
    for session in sessions:
        try:
            if left_out := _renew(desk, session, args, prompter):
                unwritten.append(left_out)
        except Cancelled:
            raise
        except RolecallError as failure:
            failures.append(failure)
            who = f"{session.account_name} · {session.role}"
            tell_notice(f"Not renewed: {who}. {failure.message}", failure.hint)
    if not (failures or unwritten):
        return DONE
    count = len(sessions)
    tell(f"Renewed {count - len(failures)} of {count} sessions{_old_profiles(len(unwritten))}.")
    return Outcome(status=(*failures, *unwritten)[0].exit_status)


def _old_profiles(count: int) -> str:
    if not count:
        return ""
    return f"; the profiles of {'one' if count == 1 else count} still hold the old session"


def _all_held(desk: Desk, base_profile: str) -> list[RoleSession]:
    """Returns the sessions that have not expired; an elevated one lasts as long as was asked."""
    now = desk.clock()
    elevated = elevated_keys(desk)
    return [
        session
        for session in desk.store.role_sessions()
        if session.credentials.expiration > now
        and base_profile in ("", session.base_profile)
        and session.access_key_id not in elevated
    ]


def _renew(
    desk: Desk, session: RoleSession, args: Namespace, prompter: Prompter
) -> RolecallError | None:
    """Renews a session, and tells so. Returns why its profiles were not updated, if so."""
    renewed = renew(desk, plan_again(desk, session, plan_options(args)), prompter, tell)
    for note in renewed.notes:
        tell(note)
    new = renewed.signed_in.session
    until = new.expiration.astimezone()
    told = f"Renewed {new.account_name} · {new.role} until {until:%H:%M:%S}"
    unwritten, names = renewed.unwritten, renewed.profiles
    if unwritten:
        told = f"{told}, but its profiles still hold the old session: {unwritten.message}"
        tell_notice(told, unwritten.hint)
    elif names:
        tell(f"{told}, also in profile{'s' * (len(names) > 1)} {', '.join(names)}.")
    else:
        tell(f"{told}.")
    if desk.env.get("AWS_ACCESS_KEY_ID", "") in renewed.replaced:
        tell("hint: This shell still holds the old session: export the role again.")
    return unwritten
