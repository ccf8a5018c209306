"""`rolecall forget`: removes sessions from the store, with the profiles written from them."""

from collections.abc import Mapping

from rolecall.cli.grammar.grammar import Namespace, Option, Switch
from rolecall.cli.grammar.scope_options import SCOPE, scope_options
from rolecall.cli.grammar.shared_options import OPTIONAL_TARGET, ROLE_PROFILE, THROUGH
from rolecall.cli.outcome import DONE, Outcome
from rolecall.cli.output import tell
from rolecall.cli.sign_in import chosen_target
from rolecall.core.errors import Refused, UsageError
from rolecall.core.model import utc_now
from rolecall.core.paths import Paths, paths_from
from rolecall.sessions.store import SessionStore
from rolecall.signin.desk import open_desk
from rolecall.signin.forgetting import (
    Forgotten,
    forget_all,
    forget_expired,
    forget_session,
    forget_target,
)
from rolecall.signin.plan import Options
from rolecall.signin.renewal import held_sessions, one_way
from rolecall.signin.schemes.shared_logins import open_store
from rolecall.signin.scope.elevation import elevation_for

ARGUMENTS = (
    *OPTIONAL_TARGET,
    Switch("--all", "forget every session and profile, and the MFA session"),
    Option("--base-profile", "P", "the base profile that the session was taken with"),
    ROLE_PROFILE,
    THROUGH,
    *SCOPE,
    Switch("--expired", "remove Rolecall's profiles whose session has expired"),
)


def run(args: Namespace, env: Mapping[str, str]) -> Outcome:
    if args.all + args.expired + bool(args.account) != 1:
        raise UsageError(
            "Forget what?",
            "Name ACCOUNT [ROLE], --all or --expired; rolecall sessions lists your sessions.",
        )
    paths = paths_from(env)
    store = open_store(paths, env)
    if args.all:
        _forget_all(paths, store)
    elif args.expired:
        _print_removed(forget_expired(paths, store, utc_now(), tell))
    else:
        _forget_role(paths, store, args, env)
    return DONE


def _forget_role(
    paths: Paths, store: SessionStore, args: Namespace, env: Mapping[str, str]
) -> None:
    desk = open_desk(env)
    target = chosen_target(desk, args)
    plan = desk.plan(
        target,
        Options(base_profile=args.base_profile, scope=scope_options(args), ticket=args.ticket),
    )
    held = held_sessions(desk, plan, args.base_profile)
    one_way(held, "forgotten")
    digest = next((session.request.digest for session in held), plan.request.digest)
    elevation = None if plan.scope_named else elevation_for(desk, plan)
    forgotten = _print_removed(forget_target(paths, store, digest, tell))
    elevated = False
    if elevation is not None:
        # Whoever forgets the role by its name alone does not mean to keep the mightier session.
        request = elevation.session.request
        elevated = bool(_print_removed(forget_session(paths, store, request, tell)))
    if not (forgotten or elevated):
        raise Refused(
            f"There is no session of {target.alias} · {target.role}.",
            "rolecall sessions lists your sessions.",
        )
    also = ", also the elevated session" if elevated else ""
    tell(f"Forgot {target.alias} · {target.role}{also}.")


def _forget_all(paths: Paths, store: SessionStore) -> None:
    forgotten = _print_removed(forget_all(paths, store, tell))
    if not forgotten:
        raise Refused(
            "Nothing to forget: you have no sessions.",
            "To assume a role: rolecall, or rolecall export ACCOUNT.",
        )
    count = forgotten.sessions
    tell(f"Forgot {count} {'session' if count == 1 else 'sessions'}.")


def _print_removed(forgotten: Forgotten) -> Forgotten:
    for name in forgotten.profiles:
        tell(f"Removed profile {name}.")
    for note in forgotten.notes:
        tell(note)
    return forgotten
