"""Says, when a picker is left, that the shell it was started in is still who it was before."""

from datetime import datetime

from rolecall.cli.output import tell
from rolecall.cli.shells import SHELLS
from rolecall.core.model import RoleSession
from rolecall.core.paths import Paths
from rolecall.handover.profile.our_profiles import our_profiles_if_readable, profiles_holding
from rolecall.handover.shell.dialects import is_shell, parent_name
from rolecall.handover.shell.export_command import export_command
from rolecall.sessions.handed import handed
from rolecall.signin.desk import Desk, open_desk
from rolecall.signin.targets.target_words import target_words


def tell_unchanged(desk: Desk, opened: datetime, dialect: str, *, with_init: bool) -> None:
    """Says so of the last role assumed since `opened`, with the line that would change the shell.

    Silent where nothing was assumed, or where the role was handed to something else. `with_init`:
    also how Enter does it from now on.
    """
    name = parent_name()
    if name is not None and not is_shell(name):
        return
    session = _assumed_since(desk, opened)
    if session is None or _is_handed(desk.paths, session):
        return
    # Anew: a role that was typed, or an account that was added, is known by now.
    now = open_desk(desk.env)
    known = [target for target in now.catalog.targets if target.arn == session.arn]
    plans = [now.plan(target) for target in known]
    plan = next((plan for plan in plans if plan.request == session.request), None)
    words = target_words(now, plan) if plan else [session.arn]
    tell(f"Assumed {session.account_name} · {session.role}; this shell has not changed.")
    tell(f"hint: To use it here: {export_command(words, dialect)}")
    if with_init and dialect in SHELLS:
        tell(f"hint: So that Enter does that, put this {SHELLS[dialect].use}")


def _assumed_since(desk: Desk, opened: datetime) -> RoleSession | None:
    in_shell = desk.env.get("AWS_ACCESS_KEY_ID", "")
    found = [
        session
        for session in desk.store.role_sessions()
        if session.started >= opened and session.access_key_id != in_shell
    ]
    return max(found, key=lambda session: session.started, default=None)


def _is_handed(paths: Paths, session: RoleSession) -> bool:
    profiles = our_profiles_if_readable(paths.aws_credentials)
    return bool(profiles_holding(profiles, session)) or session.access_key_id in handed(paths)
