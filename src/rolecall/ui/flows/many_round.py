"""A round of many roles taken together: how far each of them is, and what the page shows of it."""

from collections.abc import Collection, Sequence
from datetime import datetime

from rolecall.core.model import Target, seconds_left
from rolecall.core.role_request import RoleRequest
from rolecall.signin.desk import Desk
from rolecall.signin.many.role_progress import Progress, Status
from rolecall.signin.plan import Plan
from rolecall.signin.schemes import scheme_named
from rolecall.ui.flows.host import Host
from rolecall.ui.flows.many_view import ANSWERED, ManyView, line_of, row_words, title_of
from rolecall.ui.state.busy import RowWords


class ManyRound:
    """The round under way, or the last one; `is_shown` while its card takes the target's place."""

    def __init__(self, host: Host, desk: Desk) -> None:
        self._host = host
        self._desk = desk
        self._places: dict[Target, int] = {}
        self._title = ""
        self._written: set[int] = set()  # places of those whose profile is written
        self._began = self._ended = desk.clock()
        self._redraw_is_due = False
        self.outcomes: list[Progress] = []
        self.is_asking = False  # the user, for the login that all need
        self.is_running = False
        self.is_shown = False

    # -- what is shown

    def row_words(self, target: Target) -> RowWords:
        """Returns what the target's row shows in the place of its time; empty for nothing."""
        place = self._places.get(target)
        return RowWords() if place is None else row_words(self.outcomes[place], self.is_asking)

    def view(self, now: datetime) -> ManyView | None:
        """Returns what the card shows; None while it is that of the target under the cursor."""
        if not self.is_shown:
            return None
        outcomes = self.outcomes
        with_role = len({one.plan.target.role_name for one in outcomes}) > 1
        refused = [one for one in outcomes if one.status is Status.REFUSED]
        held = sum(one.status is Status.HELD for one in outcomes)
        error = refused[0].error if refused else None
        # Without the request id, which the card is too narrow for: a button copies it.
        why = f"{error.message} {error.advice}".strip() if error else ""
        return ManyView(
            title=self._title,
            who=self._who(),
            answered=sum(one.status in ANSWERED for one in outcomes),
            total=len(outcomes),
            seconds=seconds_left(now if self.is_running else self._ended, self._began),
            lines=tuple(
                line_of(one, with_role, place in self._written)
                for place, one in enumerate(outcomes)
            ),
            why=f"{why} The other sessions are kept." if why and held else why,
            running=self.is_running,
            held=held,
            refused=len(refused),
            written=bool(self._written),
        )

    @property
    def has_failures(self) -> bool:
        """Whether the card shows a role that was refused."""
        return self.is_shown and any(one.status is Status.REFUSED for one in self.outcomes)

    def look_away(self) -> None:
        """Gives the card back to the target under the cursor, unless the round is running."""
        if not self.is_running:
            self.is_shown = False

    def reset(self) -> None:
        """Shows nothing of the round any more, unless it is running."""
        if not self.is_running:
            self.is_shown = False
            self.outcomes, self._places = [], {}

    def subject(self, target: Target) -> str:
        """Returns what a dialog for this target is for: `5 roles`; empty for it alone."""
        base = self.outcomes[self._places[target]].plan.base
        count = sum(one.plan.base == base for one in self.outcomes)
        return f"{count} roles" if count > 1 else ""

    def learned(self) -> list[Target]:
        """Returns roles typed by hand that AWS took, and those that the assertions list."""
        found: dict[Target, None] = {}
        for one in self.outcomes:
            if one.signed_in is not None:
                taken = one.plan.target._replace(role=one.signed_in.session.role)
                found |= dict.fromkeys([taken, *self._desk.listed(one.plan, one.signed_in)])
        return list(found)

    # -- what happens to it

    def begin(self, plans: Sequence[Plan]) -> None:
        """Starts to show a round of these plans."""
        self.outcomes = [Progress(plan) for plan in plans]
        self._places = {plan.target: place for place, plan in enumerate(plans)}
        self._written = set()
        self._began = self._desk.clock()
        self.is_running = self.is_shown = True
        without = {
            (plan.base, plan.target.scheme)
            for plan in plans
            if scheme_named(plan.target.scheme).wants_login(plan)
            and self._host.held.login(plan.target, plan.base.profile) is None
            and self._host.held.session(plan.target, plan.base.profile) is None
        }
        self._title = title_of(plans, [scheme for _, scheme in without])
        self._redraw_soon()

    def change(self, place: int, progress: Progress) -> None:
        """Notes how far the role at a place has come."""
        self.outcomes[place] = progress
        self._redraw_soon()

    def end(self) -> None:
        """Marks as stopped whatever has no answer by now."""
        self._ended = self._desk.clock()
        self.is_running = False
        self.outcomes = [
            one if one.status in ANSWERED else one._replace(status=Status.STOPPED)
            for one in self.outcomes
        ]

    def mark_written(self, requests: Collection[RoleRequest]) -> None:
        """Notes whose profiles are written."""
        self._written = {
            place
            for place, one in enumerate(self.outcomes)
            if one.signed_in is not None and one.signed_in.session.request in requests
        }

    def _redraw_soon(self) -> None:
        """Debounced: many changes at once are drawn once."""
        if not self._redraw_is_due:
            self._redraw_is_due = True
            self._host.app.call_later(self._redraw)

    def _redraw(self) -> None:
        self._redraw_is_due = False
        self._host.look_again()

    def _who(self) -> str:
        """Returns whose logins the roles are taken with: `default · alice, alice-phone`."""
        parts: dict[str, None] = {}
        for plan in {one.plan.base: one.plan for one in self.outcomes}.values():
            login = self._host.held.login(plan.target, plan.base.profile)
            who = plan.through
            if login is not None:
                who += f" · {login.user_name}"
                who += f", {login.device_name}" if login.device else ""
            parts[who] = None
        return "; ".join(parts)
