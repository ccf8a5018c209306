"""`rolecall forget`: sessions leave the store, and the profiles written of them go too."""

from collections.abc import Callable, Mapping

from rolecall.cli.becoming import chosen_target
from rolecall.cli.options import ACCOUNT, ROLE
from rolecall.cli.outcome import DONE, Outcome
from rolecall.cli.output import tell
from rolecall.cli.parser import Namespace, Parser
from rolecall.core.errors import Refused, UsageError
from rolecall.core.paths import Paths, paths_from
from rolecall.handover.credentials_file import HeldProfile, our_profiles, remove_profiles
from rolecall.sessions.store import SessionStore
from rolecall.signin.desk import open_desk


def arguments(parser: Parser) -> None:
    parser.add_argument("account", metavar="ACCOUNT", nargs="?", default="", help=ACCOUNT)
    parser.add_argument("role", metavar="ROLE", nargs="?", default="", help=ROLE)
    parser.add_argument("--all", action="store_true", help="every session and profile, MFA too")


def run(words: Namespace, env: Mapping[str, str]) -> Outcome:
    if words.all == bool(words.account):
        raise UsageError(
            "Forget what?", "Name ACCOUNT and ROLE, or --all; rolecall sessions shows what is held."
        )
    paths = paths_from(env)
    store = SessionStore(paths.sessions_folder)
    if words.all:
        _forget_all(paths, store)
    else:
        _forget_role(paths, store, words, env)
    return DONE


def _forget_role(
    paths: Paths, store: SessionStore, words: Namespace, env: Mapping[str, str]
) -> None:
    target = chosen_target(open_desk(env), words.account, words.role)
    sessions = [session for session in store.role_sessions() if session.arn == target.arn]
    keys = {session.credentials.access_key_id for session in sessions}
    removed = _remove_profiles(paths, lambda held: held.access_key_id in keys)
    if not store.forget_role(target.arn) and not removed:
        raise Refused(
            f"No session of {target.alias} · {target.role} is held.",
            "rolecall sessions shows what is.",
        )
    tell(f"Forgot {target.alias} · {target.role}.")


def _forget_all(paths: Paths, store: SessionStore) -> None:
    removed = _remove_profiles(paths, lambda held: True)
    count = store.forget_all()
    if not count and not removed:
        raise Refused(
            "There is nothing to forget: no session is held.",
            "rolecall assumes a role, and so does rolecall export ACCOUNT.",
        )
    tell(f"Forgot {count} {'session' if count == 1 else 'sessions'}.")


def _remove_profiles(paths: Paths, meant: Callable[[HeldProfile], bool]) -> tuple[str, ...]:
    # First: where the file cannot be read or written, the sessions stay to be forgotten again.
    ours = our_profiles(paths.aws_credentials)
    names = [name for name, held in ours.items() if meant(held)]
    removed = remove_profiles(paths.aws_credentials, names, tell) if names else ()
    for name in removed:
        tell(f"Removed profile {name}.")
    return removed
