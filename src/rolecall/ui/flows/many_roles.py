"""Many roles with one code in the picker: a round of sign-ins, shown as it goes on."""

import asyncio
from collections.abc import Sequence
from contextvars import copy_context
from datetime import datetime
from typing import TYPE_CHECKING

from rolecall.core.model import SAML, MfaSession, Target, seconds_left
from rolecall.core.secret import Secret
from rolecall.handover.clipboard.copy import copy
from rolecall.signin.desk import Desk
from rolecall.signin.many.many import Many
from rolecall.signin.many.many_profiles import write_many
from rolecall.signin.many.role_progress import Progress, Status
from rolecall.signin.plan import Plan
from rolecall.signin.progress import Step
from rolecall.ui.commands import COPY
from rolecall.ui.flows.host import Host
from rolecall.ui.flows.many_summary import failures, stopped_words, summary, written_words
from rolecall.ui.flows.many_view import ANSWERED, ManyView, line_of, row_words, title_of
from rolecall.ui.flows.one_role import Saying, to_terminal
from rolecall.ui.keymap import key_of
from rolecall.ui.state.busy import RowWords
from rolecall.ui.threads import in_thread

if TYPE_CHECKING:
    from rolecall.ui.flows.dialog_prompter import Signing
    from rolecall.ui.flows.work import Work


class ManyRoles:
    """The round under way, or the last one; `is_shown` while the card is its own."""

    def __init__(self, page: Host, desk: Desk) -> None:
        self._page = page
        self._desk = desk
        self._outcomes: list[Progress] = []
        self._places: dict[Target, int] = {}
        self._many: Many | None = None
        self._signing: Signing | None = None
        self._title = ""
        self._written: set[int] = set()  # places
        self._began = self._ended = desk.clock()
        self._is_due = False
        self._is_asking = False  # the user, for the login of all
        self.is_running = False
        self.is_shown = False

    # -- what is to be seen

    def row_words(self, target: Target) -> RowWords:
        """What the target's row says in the place of its time."""
        place = self._places.get(target)
        return RowWords() if place is None else row_words(self._outcomes[place], self._is_asking)

    def view(self, now: datetime) -> ManyView | None:
        """What the card says; None while it is about the target under the cursor."""
        if not self.is_shown:
            return None
        outcomes = self._outcomes
        with_role = len({one.plan.target.role_name for one in outcomes}) > 1
        refused = [one for one in outcomes if one.status is Status.REFUSED]
        held = sum(one.status is Status.HELD for one in outcomes)
        error = refused[0].error if refused else None
        why = f"{error.message} {error.hint}".strip() if error else ""
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
            why=f"{why} What worked is kept." if why and held else why,
            running=self.is_running,
            held=held,
            refused=len(refused),
            written=bool(self._written),
        )

    @property
    def has_failures(self) -> bool:
        """Whether the card shows something that did not work."""
        return self.is_shown and any(one.status is Status.REFUSED for one in self._outcomes)

    def look_away(self) -> None:
        """The cursor went on: the card is that of the target under it again."""
        if not self.is_running:
            self.is_shown = False

    def forget(self) -> None:
        """Nothing of the round is shown any longer."""
        if not self.is_running:
            self.is_shown = False
            self._outcomes, self._places = [], {}

    # -- what is done

    async def take(self, work: "Work", targets: Sequence[Target], *, write: bool) -> None:
        """Become all of them with one code, or one login; and write their profiles.

        Raises Cancelled where the user leaves a question. What worked is kept in any case.
        """
        self.forget()
        plans = await in_thread(lambda: [self._desk.plan(target) for target in targets], "plans")
        await work.guard.check(plans)
        self._begin(plans)
        try:
            signing = self._signing = work.new_signing(self._on_step)
            signing.whom = self._whom
            # Each change is told in the thread that made it.
            loop, context = asyncio.get_running_loop(), copy_context()

            def on_change(place: int, progress: Progress) -> None:
                if not loop.is_closed():
                    loop.call_soon_threadsafe(self._change, place, progress, context=context)

            many = self._many = Many(self._desk, plans, signing, on_change)
            outcomes = await signing.run(many.run)
            self._outcomes = outcomes
        finally:
            self._end()
        self._page.learn(self._learned())
        if any(one.status is Status.STOPPED for one in self._outcomes):
            self._page.say(*self.stopped())
        elif write:
            with work.to_its_end():
                self._page.say(*await self._write())
            self._page.held.refresh_profiles()
        else:
            self._page.say(*summary(self._outcomes, key_of(self._page.app, COPY)))

    def stop(self) -> None:
        """Ask nothing more; what is held stays."""
        if self._many is not None:
            self._many.stop()

    def stopped(self) -> Saying:
        """What to say of a round that was stopped."""
        return stopped_words(self._outcomes)

    async def copy_failures(self) -> Saying:
        """Put on the clipboard what did not work. Raises Refused where nothing takes it."""
        text = Secret(failures(self._outcomes))
        result = await in_thread(lambda: copy(text, self._desk.env, to_terminal), "clipboard")
        return "success" if result.verified else "warning", result.message, "It says what failed."

    def _begin(self, plans: list[Plan]) -> None:
        self._outcomes = [Progress(plan) for plan in plans]
        self._places = {plan.target: place for place, plan in enumerate(plans)}
        self._written = set()
        self._began = self._desk.clock()
        self.is_running = self.is_shown = True
        without = {
            (plan.base, plan.target.scheme)
            for plan in plans
            if (plan.target.with_mfa or plan.target.scheme == SAML)
            and self._page.held.login(plan.target, plan.base.profile) is None
            and self._page.held.session(plan.target, plan.base.profile) is None
        }
        logins = sum(scheme == SAML for _, scheme in without)
        self._title = title_of(plans, len(without) - logins, logins)
        self._look_soon()

    def _end(self) -> None:
        self.stop()
        self._ended = self._desk.clock()
        self.is_running = False
        self._many = self._signing = None
        self._outcomes = [
            one if one.status in ANSWERED else one._replace(status=Status.STOPPED)
            for one in self._outcomes
        ]

    def _on_step(self, step: Step, detail: str) -> None:
        self._is_asking = step.is_waiting
        # The code was taken: what follows needs no dialog, and is seen in the list behind it.
        if step.is_keeping and self._signing is not None:
            self._signing.close_dialog()

    def _change(self, place: int, progress: Progress) -> None:
        if not self.is_running:
            return
        self._outcomes[place] = progress
        if progress.status in ANSWERED and self._signing is not None:
            self._signing.close_dialog()
        self._look_soon()

    def _look_soon(self) -> None:
        """Many changes at once are drawn once."""
        if not self._is_due:
            self._is_due = True
            self._page.app.call_later(self._look)

    def _look(self) -> None:
        self._is_due = False
        self._page.look_again()

    async def _write(self) -> Saying:
        def on_wait(words: str) -> None:
            self._page.app.call_from_thread(self._page.say, "warning", words)

        outcomes = self._outcomes
        written = await in_thread(
            lambda: write_many(self._desk, outcomes, on_wait), "write profiles"
        )
        requests = {session.request for session in written.profiles.values()}
        self._written = {
            place
            for place, one in enumerate(outcomes)
            if one.signed_in is not None and one.signed_in.session.request in requests
        }
        return written_words(written, outcomes)

    def _learned(self) -> list[Target]:
        """Roles typed by hand that AWS took, and those that the assertions list."""
        found: dict[Target, None] = {}
        for one in self._outcomes:
            if one.signed_in is not None:
                taken = one.plan.target._replace(role=one.signed_in.session.role)
                found |= dict.fromkeys([taken, *self._desk.listed(one.plan, one.signed_in)])
        return list(found)

    def _whom(self, target: Target) -> str:
        """For what a dialog asks: all roles of one login."""
        base = self._outcomes[self._places[target]].plan.base
        count = sum(one.plan.base == base for one in self._outcomes)
        return f"{count} roles" if count > 1 else ""

    def _who(self) -> str:
        """By whom the roles are taken: `default · alice, alice-phone`."""
        parts: dict[str, None] = {}
        for plan in {one.plan.base: one.plan for one in self._outcomes}.values():
            login = self._page.held.login(plan.target, plan.base.profile)
            who = plan.target.idp if plan.target.scheme == SAML else plan.base.profile
            if login is not None:
                who += f" · {login.user_name}"
            if isinstance(login, MfaSession) and login.device:
                who += f", {login.device.rpartition('/')[2]}"
            parts[who] = None
        return "; ".join(parts)
