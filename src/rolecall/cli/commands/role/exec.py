"""`rolecall exec`: runs a program as the role."""

from collections.abc import Mapping

from rolecall.cli.grammar.grammar import AfterDashes, Namespace, Option, Switch
from rolecall.cli.grammar.shared_options import SIGN_IN, TARGET, plan_options
from rolecall.cli.outcome import Outcome
from rolecall.cli.output import clear_progress, tell, tell_error
from rolecall.cli.prompters.terminal_prompter import TerminalPrompter
from rolecall.cli.sign_in import chosen_target, sign_in, terminal_prompter
from rolecall.cli.wrong_words import missing_command
from rolecall.core.countdown import words_for
from rolecall.core.errors import Refused, UsageError
from rolecall.core.model import RoleSession, profile_name, seconds_left
from rolecall.core.paths import ACTIVE, refresh_environment
from rolecall.core.settings.setting_values import age
from rolecall.handover.process.credential_process_line import (
    can_be_written,
    credential_process_line,
)
from rolecall.handover.process.own_program import own_program
from rolecall.handover.process.replace import find_program, replace_process
from rolecall.handover.shell.variables import (
    account_variables,
    profile_variables,
    session_variables,
)
from rolecall.signin.desk import Desk, open_desk
from rolecall.signin.plan import CHAINED_LONGEST, Plan
from rolecall.signin.process_arguments import process_arguments
from rolecall.signin.schemes import scheme_named

_SIGN_IN_TIME = 60  # seconds of a new session that the sign-in itself may have taken


ARGUMENTS = (
    *TARGET,
    AfterDashes("command"),
    Option("--min-ttl", "T", "require a session that lasts at least this long: 45m"),
    Switch("--refresh", "renew the session while CMD runs"),
    *SIGN_IN,
)


def run(args: Namespace, env: Mapping[str, str]) -> Outcome:
    if not args.command:
        raise missing_command(args.account, args.role, env)
    least = _seconds(args.min_ttl)
    path = find_program(args.command[0], env)  # before a code is asked for
    desk = open_desk(env)
    target = chosen_target(desk, args)
    plan = desk.plan(target, plan_options(args))
    session = _session(desk, plan, args, least)
    # CMD is not part of the base profile's own process, even if that started us.
    outer = {name: value for name, value in env.items() if name != ACTIVE}
    clear_progress()
    if args.refresh:
        return Outcome(status=_with_renewal(desk, plan, args, path, outer, session))
    return Outcome(
        status=replace_process(path, args.command, session_variables(session, outer).applied(outer))
    )


def _session(desk: Desk, plan: Plan, args: Namespace, least: int) -> RoleSession:
    """Returns a session with `least` seconds left. Raises Refused if none can have them."""
    by_session = plan.target.with_mfa and scheme_named(plan.target.scheme).chains
    chained = plan.hop is not None or by_session
    longest = min(plan.duration, CHAINED_LONGEST) if chained else plan.duration
    if least > longest:
        raise _too_short(plan, longest, least)
    prompter = terminal_prompter(desk, args, TerminalPrompter)
    held = desk.sign_in.held(plan)
    if held is None or _left(desk, held.session) >= least:
        session = sign_in(desk, plan, prompter).session
    else:
        from rolecall.signin.renewal import renew  # deferred: it brings the writing of profiles

        renewed = renew(desk, plan, prompter, tell)
        for note in renewed.notes:
            tell(note)
        if renewed.unwritten:
            tell_error(renewed.unwritten)
        session = renewed.signed_in.session
    if least and _left(desk, session) + _SIGN_IN_TIME < least:
        raise _too_short(plan, _left(desk, session), least)
    return session


def _left(desk: Desk, session: RoleSession) -> int:
    return seconds_left(session.credentials.expiration, desk.clock())


def _too_short(plan: Plan, seconds: int, least: int) -> Refused:
    target = plan.target
    return Refused(
        f"A session of {target.alias} · {target.role} lasts {words_for(seconds)}, but "
        f"--min-ttl asks for {words_for(least)}.",
        "Ask for less, or use --refresh, which renews it while CMD runs.",
    )


def _with_renewal(
    desk: Desk,
    plan: Plan,
    args: Namespace,
    path: str,
    env: Mapping[str, str],
    session: RoleSession,
) -> int:
    # deferred: only --refresh needs it
    from rolecall.handover.process.private_config import RefreshProfile, private_config, unused_name
    from rolecall.handover.process.supervise import exit_like, run_child, signals_blocked

    target = plan.target
    usual = profile_name(target.alias, target.role, target.account_id)
    name = unused_name(usual, desk.profiles.by_name)
    found = plan.replaced(target=target._replace(role=session.role))  # the role name with its path
    process = credential_process_line(own_program(), process_arguments(found))
    profile = RefreshProfile(
        name, process, session.region, _stored, like=target.role_profile or usual
    )
    with signals_blocked() as mask, private_config(desk.paths, profile) as config:
        files = refresh_environment(desk.paths, config)
        variables = profile_variables(name, session.region, files, without_region=True)
        inner = variables.applied(env) | dict(account_variables(session))
        inner["GEO_ENV"] = session.account_name
        inner["AWS_SDK_LOAD_CONFIG"] = "1"  # older SDKs for Go and JavaScript read no config else
        status = run_child(path, args.command, inner, mask)
    return exit_like(status)


def _stored(profile: str) -> str | None:
    """Returns the credential_process line for a profile with keys; None if none can be written."""
    if not can_be_written(profile) or profile.startswith("-"):
        return None
    return credential_process_line(own_program(), [profile], command="stored-keys")


def _seconds(text: str) -> int:
    try:
        return age(text) if text else 0
    except ValueError:
        raise UsageError(
            "--min-ttl is not a valid time.", "Use seconds, or a time such as 45m or 1h30m."
        ) from None
