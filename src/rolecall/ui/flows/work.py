"""The picker's work, one piece at a time: become the role under the cursor, and hand it over."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager

from textual.worker import Worker

from rolecall.core.errors import Cancelled, RolecallError
from rolecall.core.model import MfaSession, SamlSession, Target
from rolecall.signin.desk import Desk
from rolecall.signin.plan import Plan
from rolecall.signin.progress import Step
from rolecall.signin.signed_in import SignedIn
from rolecall.ui.commands import COPY_COMMAND
from rolecall.ui.flows.dialog_prompter import Signing
from rolecall.ui.flows.guard import Guard
from rolecall.ui.flows.host import Host
from rolecall.ui.flows.many_roles import ManyRoles
from rolecall.ui.flows.one_role import (
    ask_profile,
    copy_command,
    copy_session,
    fetch_console_url,
    open_console,
    write_profile,
)
from rolecall.ui.flows.renewed import renewed_words
from rolecall.ui.keymap import key_of

Flow = Callable[[Plan], Awaitable[None]]


class Work:
    """Runs one flow (`assume`, `copy`, `write`) for a plan; Escape stops it."""

    def __init__(
        self,
        page: Host,
        desk: Desk,
        *,
        captured: bool,
        device_code: Callable[[str], str | None],
    ) -> None:
        self._page = page
        self._desk = desk
        self._captured = captured
        self._device_code = device_code
        self._signing: Signing | None = None
        self.guard = Guard(page, desk)
        self._many: ManyRoles | None = None
        self._stoppable = True
        self._target: Target | None = None
        self._worker: Worker[None] | None = None

    @property
    def is_under_way(self) -> bool:
        return self._worker is not None

    def start(self, flow: Flow, plan: Plan) -> None:
        """Start a flow, unless one is under way."""
        if self._worker is None:
            # The description keeps the plan out of Textual's own words for the worker.
            self._worker = self._page.run_worker(self._run(flow, plan), description="sign-in")

    def start_round(self, many: ManyRoles, targets: Sequence[Target], *, write: bool) -> None:
        """Start taking many roles, unless work is under way."""
        if self._worker is None:
            self._many = many
            self._worker = self._page.run_worker(
                self._run_round(many, targets, write), description="sign-in"
            )

    def stop(self) -> bool:
        """Stop the flow under way: AWS is asked nothing more. False where there is none."""
        if self._worker is None:
            return False
        if not self._stoppable:
            self._page.say("warning", "Not now: it is being handed over, whole or not at all.")
            return True
        if self._signing is not None:
            self._signing.stop()
        if self._many is not None:
            self._many.stop()
        self._worker.cancel()
        return True

    async def assume(self, plan: Plan) -> None:
        """Enter: become the role; when captured, hand it to the shell and leave."""
        signed_in = await self._become(plan)
        if self._captured:
            self._page.app.exit(signed_in)
        elif not signed_in.new:
            self._page.say("success", f"{plan.target.alias} · {plan.target.role} is held already.")

    async def copy(self, plan: Plan) -> None:
        """Export lines to the clipboard."""
        session = (await self._become(plan)).session
        with self.to_its_end():
            twin = key_of(self._page.app, COPY_COMMAND)
            self._page.say(*await copy_session(self._desk, session, twin))

    async def copy_command(self, plan: Plan) -> None:
        """The command that makes a shell the role, to the clipboard."""
        with self.to_its_end():
            self._page.say(*await copy_command(self._desk, plan))

    async def console(self, plan: Plan) -> None:
        """The web console, in the browser."""
        session = (await self._become(plan)).session
        self._page.show_busy(plan.target)
        url = await fetch_console_url(self._desk, session, self._new_signing())
        with self.to_its_end():
            self._page.say(*await open_console(self._desk, plan, session, url))

    async def write(self, plan: Plan) -> None:
        """A named profile, after its dialog."""
        page, desk = self._page, self._desk
        session = (await self._become(plan)).session
        name = await ask_profile(page.app, desk, plan, session)
        if name is None:
            return
        # The dialog may have stood open for long; what is nearly over is renewed first.
        session = (await self._become(plan)).session

        def on_wait(words: str) -> None:
            page.app.call_from_thread(page.say, "warning", words)

        with self.to_its_end():
            page.say(*await write_profile(desk, plan, name, session, on_wait))
        page.held.refresh_profiles()

    async def renew(self, plan: Plan) -> None:
        """A new session in the place of the one held, and in the profiles that have it."""
        self._signing = self._new_signing()
        renewed = await self._signing.renew(plan)
        self._page.say(*renewed_words(renewed, self._desk.env))
        self._page.held.refresh()

    async def _run(self, flow: Flow, plan: Plan) -> None:
        page = self._page
        self._target = plan.target
        self.guard.stand_again()
        page.say_nothing()
        page.show_busy(plan.target)
        login_before = page.held.login(plan.target, plan.base.profile)
        try:
            await flow(plan)
        except Cancelled:
            self._say_stopped(plan, login_before)
        except RolecallError as refused:
            page.say("error", refused.message, refused.hint)
        except asyncio.CancelledError:
            self._say_stopped(plan, login_before)
            raise
        finally:
            self._worker = self._signing = None
            if self._page.is_open:
                page.show_busy(None)
                page.look_again()

    async def _run_round(self, many: ManyRoles, targets: Sequence[Target], write: bool) -> None:
        page = self._page
        self.guard.stand_again()
        page.say_nothing()
        try:
            await many.take(self, targets, write=write)
        except Cancelled:
            page.say(*many.stopped())
        except RolecallError as refused:
            page.say("error", refused.message, refused.hint)
        except asyncio.CancelledError:
            if page.is_open:
                page.say(*many.stopped())
            raise
        finally:
            self._worker = self._signing = self._many = None
            if page.is_open:
                page.show_busy(None)
                page.look_again()

    @contextmanager
    def to_its_end(self) -> Iterator[None]:
        """For what a thread does whole or not at all: "stopped" could not be said of it."""
        self._stoppable = False
        try:
            yield
        finally:
            self._stoppable = True

    async def _become(self, plan: Plan) -> SignedIn:
        await self.guard.check([plan])
        self._signing = self._new_signing()
        signed_in = await self._signing.become(plan)
        for note in signed_in.notes:
            self._page.say("warning", note)
        # An IdP's assertion may list the role with a path that was not typed.
        taken = plan.target._replace(role=signed_in.session.role)
        self._page.learn([taken, *self._desk.listed(plan, signed_in)])
        self._page.show_busy(None)
        self._page.look_again()
        return signed_in

    def _new_signing(self) -> Signing:
        return self.new_signing(self._show_progress)

    def new_signing(self, on_step: Callable[[Step, str], None]) -> Signing:
        """A sign-in that Escape stops; `on_step` hears how far it is."""
        app, code = self._page.app, self._device_code
        self._signing = Signing(app, self._desk, code, on_step, self._show_notice)
        return self._signing

    def _say_stopped(self, plan: Plan, login_before: MfaSession | SamlSession | None) -> None:
        if not self._page.is_open:
            return
        held = self._page.held
        held.refresh()
        if held.session(plan.target, plan.base.profile) is not None:
            self._page.say("warning", "Stopped.")
        elif (login := held.login(plan.target, plan.base.profile)) != login_before:
            hint = "The MFA session stays: the next role asks no code."
            if isinstance(login, SamlSession):
                hint = f"The login at {login.idp} stays: the next role needs none."
            self._page.say("warning", "Stopped.", hint)
        else:
            self._page.say("warning", "Stopped. Nothing was kept.")

    def _show_notice(self, line: str) -> None:
        if line and self._page.is_open:
            self._page.say("warning", line)

    def _show_progress(self, step: Step, detail: str) -> None:
        if self._signing is not None and self._page.is_open:
            self._page.show_busy(self._target, step, detail)
