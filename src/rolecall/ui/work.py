"""The picker's work, one piece at a time: become the role under the cursor, and hand it over."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from textual.worker import Worker

from rolecall.core.errors import Cancelled, RolecallError
from rolecall.core.model import MfaSession, RoleSession
from rolecall.signin.desk import Desk
from rolecall.signin.plan import Plan
from rolecall.ui.hand_over import copy_session, write_session
from rolecall.ui.signing import Signing

if TYPE_CHECKING:
    from rolecall.ui.picker import Picker

Flow = Callable[[Plan], Awaitable[None]]


class Work:
    """Runs one flow (`assume`, `copy`, `write`) for a plan; Escape stops it."""

    def __init__(
        self,
        page: "Picker",
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
        self._worker: Worker[None] | None = None

    def start(self, flow: Flow, plan: Plan) -> None:
        """Start a flow, unless one is under way."""
        if self._signing is None:
            # The description keeps the plan out of Textual's own words for the worker.
            self._worker = self._page.run_worker(self._run(flow, plan), description="sign-in")

    def stop(self) -> bool:
        """Stop the flow under way: AWS is asked nothing more. False where there is none."""
        if self._signing is None or self._worker is None:
            return False
        self._signing.stop()
        self._worker.cancel()
        return True

    async def assume(self, plan: Plan) -> None:
        """Enter: become the role; when captured, hand it to the shell and leave."""
        held = self._page.held.session(plan.target, plan.base.profile) is not None
        session = await self._become(plan)
        if self._captured:
            self._page.app.exit(session)
        elif held:
            self._page.say("success", f"{plan.target.alias} · {plan.target.role} is held already.")

    async def copy(self, plan: Plan) -> None:
        """Export lines to the clipboard."""
        self._page.say(*await copy_session(await self._become(plan), self._desk.env))

    async def write(self, plan: Plan) -> None:
        """A named profile, after its dialog."""
        session = await self._become(plan)
        base_profile = self._page.base_profile
        message = await write_session(self._page.app, self._desk, plan, session, base_profile)
        self._page.held.refresh_profiles()
        if message is not None:
            self._page.say(*message)

    async def _run(self, flow: Flow, plan: Plan) -> None:
        page = self._page
        self._signing = Signing(page.app, self._desk, self._device_code, self._show_progress)
        page.say_nothing()
        page.show_busy(plan.target)
        mfa_before = page.held.mfa_session(plan.base.profile)
        try:
            await flow(plan)
        except Cancelled:
            self._say_stopped(plan, mfa_before)
        except RolecallError as refused:
            page.say("error", refused.message, refused.hint)
        except asyncio.CancelledError:
            self._say_stopped(plan, mfa_before)
            raise
        finally:
            self._signing = None
            if self._page_is_open:
                page.show_busy(None)
                page.look_again()

    async def _become(self, plan: Plan) -> RoleSession:
        assert self._signing is not None  # noqa: S101
        signed_in = await self._signing.become(plan)
        for note in signed_in.notes:
            self._page.say("warning", note)
        self._page.learn(plan.target)
        self._page.show_busy(None)
        self._page.look_again()
        return signed_in.session

    @property
    def _page_is_open(self) -> bool:
        """False once the application is leaving, which stops the work and takes the page down."""
        return self._page.app.is_running and self._page.is_attached

    def _say_stopped(self, plan: Plan, mfa_before: MfaSession | None) -> None:
        if not self._page_is_open:
            return
        held = self._page.held
        held.refresh()
        if held.session(plan.target, plan.base.profile) is not None:
            self._page.say("warning", "Stopped.")
        elif held.mfa_session(plan.base.profile) != mfa_before:
            hint = "The MFA session stays: the next role asks no code."
            self._page.say("warning", "Stopped.", hint)
        else:
            self._page.say("warning", "Stopped. Nothing was kept.")

    def _show_progress(self, step: str) -> None:
        if self._signing is not None and self._page_is_open:
            self._page.show_progress(step)
