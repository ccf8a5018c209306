"""The content of card, strip and line: the target under the cursor as text."""

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from rolecall.core.countdown import words_for
from rolecall.core.errors import RolecallError
from rolecall.core.login import Login
from rolecall.core.model import IDENTITY_CENTER, RoleSession, Target, seconds_left
from rolecall.core.safe_text import safe_text
from rolecall.signin.aws_login.base_now import base_now
from rolecall.signin.desk import Desk
from rolecall.signin.plan import Plan
from rolecall.signin.schemes import scheme_named
from rolecall.signin.scope.elevation import Elevation, elevation_for
from rolecall.signin.way import TICKET, Way, way_to
from rolecall.ui.state.held import HeldSessions
from rolecall.ui.terminal.title import NAME, title_of

if TYPE_CHECKING:
    from rolecall.core.search.why_matched import Matched

NOT_HELD = "No session yet. "


class TargetView(NamedTuple):
    """One target at one moment. All texts but `matched` are safe to show.

    `seconds` are left, 0 when not held; `whole` is how many the session had at its start.
    """

    target: Target
    name: str
    role: str
    held: bool
    seconds: int
    whole: int
    until: str  # the local time of day
    plan: tuple[str, str]  # what Enter does, in plain and in muted text
    facts: tuple[tuple[str, str], ...]
    in_brief: str = ""  # the plan in two or three words
    region: str = ""  # the default region of its session; empty where none is known
    matched: "tuple[Matched, ...]" = ()  # why it matches the query; not safe to show


def window_title(view: TargetView | None) -> str:
    """Returns the terminal's title, which names the target under the cursor while it is held."""
    if view is None or not view.held:
        return NAME
    return title_of(view.name, view.role, view.seconds, protected=view.target.protected)


def view_of(
    target: Target,
    session: RoleSession | None,
    login: Login | None,
    plan: Plan | RolecallError,
    profiles: tuple[str, ...],
    now: datetime,
    way: Way | None,
    elevation: Elevation | None = None,
    listed: str = "",
) -> TargetView:
    """Returns the view of a target; a plan that failed is shown as its error, and has no way.

    `listed` says how old the listing is that a target comes from.
    """
    seconds = whole = 0
    until = ""
    if session is not None:
        expiration = session.credentials.expiration
        seconds = seconds_left(expiration, now)
        whole = seconds_left(expiration, session.started)
        until = expiration.astimezone().strftime("%H:%M:%S")
    return TargetView(
        target=target,
        name=safe_text(target.alias),
        role=safe_text(target.role_name),
        held=seconds > 0,
        seconds=seconds,
        whole=whole,
        until=until,
        plan=_sentence(target, plan, way),
        in_brief=_brief(target, way),
        facts=_facts(target, plan, login, profiles, now, elevation, listed),
        region=safe_text(plan.region) if isinstance(plan, Plan) else "",
    )


def _sentence(target: Target, plan: Plan | RolecallError, way: Way | None) -> tuple[str, str]:
    if target.why_not:
        return "Can't be assumed yet:", safe_text(target.why_not) + "."
    if isinstance(plan, RolecallError):
        return safe_text(plan.message), safe_text(plan.hint)
    if way is None:
        return "", ""
    if way.why_not:
        return "Can't be assumed:", safe_text(way.why_not)
    spared, colon, how = safe_text(way.briefly).partition(": ")
    if not colon:
        spared, how = "", spared
    first = f"{NOT_HELD}Enter gives {words_for(way.seconds)},"
    return f"{first} {spared}:" if spared else first, how


def _brief(target: Target, way: Way | None) -> str:
    if target.why_not or way is None:
        return ""
    if way.why_not:
        return "no way"
    question = f"{'a' if way.asks else 'no'} {scheme_named(target.scheme).kind.question}"
    asked = TICKET if tuple(way.asks) == (TICKET,) else question
    return f"{words_for(way.seconds)}, {asked}"


def _facts(
    target: Target,
    plan: Plan | RolecallError,
    login: Login | None,
    profiles: tuple[str, ...],
    now: datetime,
    elevation: Elevation | None,
    listed: str,
) -> tuple[tuple[str, str], ...]:
    region = through = user = ""
    scheme = scheme_named(target.scheme)
    if isinstance(plan, Plan):
        region, through, user = plan.region, plan.through, scheme.expected_user(plan)
    if login is not None:
        user = login.user_name
    through += f" · {user}" if user else ""
    if isinstance(plan, Plan):
        roles = (f"{hop.target.alias} · {hop.target.role_name}" for hop in reversed(plan.hops))
        through = " → ".join((through, *roles))
    left = f"{words_for(seconds_left(login.expiration, now))} left" if login else ""
    also = ", ".join(target.aliases[1:])
    facts = (
        ("account", target.account_id),
        ("also", also),
        ("role", f"/{target.role}" if "/" in target.role else target.role),
        ("region", region),
        ("via", through),
        ("scope", plan.scope.words if isinstance(plan, Plan) else target.scope.words),
        ("elevated", _elevated(elevation)),
        (scheme.kind.label, left),
        ("profile", ", ".join(profiles)),
        ("source", ", ".join(filter(None, (*target.sources, listed)))),
        ("tags", ", ".join(target.tags)),
        ("note", target.note),
    )
    return tuple((label, safe_text(value)) for label, value in facts if value)


def view_now(target: Target, desk: Desk, held: HeldSessions, base_profile: str) -> TargetView:
    """Returns the view of a target at this moment, with its session if it is held."""
    session = held.session(target, base_profile)
    profiles, now = held.profiles_of(session), desk.clock()
    listed = _listed(target, desk, now)
    try:
        plan = desk.plan(target)
    except RolecallError as refused:
        login = held.login(target, base_profile)
        return view_of(target, session, login, refused, profiles, now, None, listed=listed)
    login = held.login(plan.root.target, plan.base.profile)
    hops = [held.session(hop.target, base_profile) for hop in plan.hops]
    way = way_to(
        plan,
        base_now(desk.sign_in.services, plan.base.profile),
        login_left=seconds_left(login.expiration, now) if login else 0,
        hops_left=[seconds_left(hop.credentials.expiration, now) if hop else 0 for hop in hops],
    )
    elevation = elevation_for(desk, plan)
    return view_of(target, session, login, plan, profiles, now, way, elevation, listed)


def _listed(target: Target, desk: Desk, now: datetime) -> str:
    """Returns the age of what an Identity Center listed; empty for other targets."""
    if target.scheme != IDENTITY_CENTER:
        return ""
    at = desk.catalog.listed_at.get(target.idp)
    return f"listed {words_for(int(now.timestamp() - at))} ago" if at else ""


def _elevated(elevation: Elevation | None) -> str:
    """Returns until when all of the role is held, and why; empty where it is not."""
    if elevation is None:
        return ""
    return f"until {elevation.session.expiration.astimezone():%H:%M}: {elevation.reason}"
