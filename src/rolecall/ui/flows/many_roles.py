"""The flow for many roles: one code or login for all of them, and their profiles if wanted."""

import asyncio
from collections.abc import Sequence
from contextvars import copy_context
from functools import partial

from rolecall.core.model import Target
from rolecall.core.secret import Secret
from rolecall.handover.clipboard.copy import copy
from rolecall.signin.desk import Desk
from rolecall.signin.many.many import Many
from rolecall.signin.many.many_profiles import write_many
from rolecall.signin.many.role_progress import Progress, Status
from rolecall.signin.plan import Plan
from rolecall.signin.progress import Step
from rolecall.ui.commands import COPY, WRITE
from rolecall.ui.flows.dialog_prompter import DialogPrompter
from rolecall.ui.flows.guard import Guard
from rolecall.ui.flows.host import Host
from rolecall.ui.flows.many_round import ManyRound
from rolecall.ui.flows.many_summary import (
    failures_text,
    stopped_message,
    summary_message,
    written_message,
)
from rolecall.ui.flows.many_view import ANSWERED
from rolecall.ui.flows.work import Flow
from rolecall.ui.keymap import key_of
from rolecall.ui.messages import StatusMessage
from rolecall.ui.terminal.sequences import write_sequence
from rolecall.ui.threads import in_thread


class ManyRoles(Flow):
    """Takes the roles of all targets, and shows how far it is in a round. What worked is kept."""

    def __init__(
        self,
        host: Host,
        desk: Desk,
        many_round: ManyRound,
        targets: Sequence[Target],
        *,
        write: bool,
    ) -> None:
        self._host = host
        self._desk = desk
        self._round = many_round
        self._targets = targets
        self._writes = write
        self._many: Many | None = None
        self._prompter: DialogPrompter | None = None

    async def run(self) -> None:
        host, many_round = self._host, self._round
        many_round.reset()
        plans = await in_thread(
            lambda: [self._desk.plan(target) for target in self._targets], "plans"
        )
        await Guard(host, self._desk).check(plans)
        many_round.begin(plans)
        try:
            many_round.outcomes = await self._sign_in(plans)
        finally:
            self._stop_many()
            many_round.end()
            self._many = self._prompter = None
        host.learn(many_round.learned())
        if any(one.status is Status.STOPPED for one in many_round.outcomes):
            host.say(*self.stopped_message())
        elif self._writes:
            with self.uninterrupted():
                host.say(*await self._write_profiles())
            host.held.refresh_profiles()
        else:
            copy_key, write_key = key_of(host.app, COPY), key_of(host.app, WRITE)
            host.say(*summary_message(many_round.outcomes, copy_key, write_key))

    def stop(self) -> None:
        if self._prompter is not None:
            self._prompter.stop()
        self._stop_many()

    def stopped_message(self) -> StatusMessage:
        return stopped_message(self._round.outcomes)

    async def _sign_in(self, plans: list[Plan]) -> list[Progress]:
        prompter = self._prompter = DialogPrompter(
            self._host, self._desk, self._on_step, self._round.subject
        )
        loop, context = asyncio.get_running_loop(), copy_context()

        def on_change(place: int, progress: Progress) -> None:  # called in several threads
            if not loop.is_closed():
                loop.call_soon_threadsafe(self._change, place, progress, context=context)

        many = self._many = Many(self._desk, plans, prompter, on_change)
        return await prompter.run(many.run)

    def _stop_many(self) -> None:
        if self._many is not None:
            self._many.stop()

    def _on_step(self, step: Step, detail: str) -> None:
        self._round.is_asking = step.is_waiting
        if step.is_keeping:
            self._close_dialog()

    def _change(self, place: int, progress: Progress) -> None:
        if not self._round.is_running:
            return
        self._round.change(place, progress)
        if progress.status in ANSWERED:
            self._close_dialog()

    def _close_dialog(self) -> None:
        """The code was taken: what follows asks nothing, and is seen in the list behind it."""
        if self._prompter is not None:
            self._prompter.close_dialog()

    async def _write_profiles(self) -> StatusMessage:
        host, outcomes = self._host, self._round.outcomes
        on_wait = partial(host.app.call_from_thread, host.say, "warning")
        written = await in_thread(
            lambda: write_many(self._desk, outcomes, on_wait), "write profiles"
        )
        self._round.mark_written({session.request for session in written.profiles.values()})
        return written_message(written, outcomes)


async def copy_failures(desk: Desk, many_round: ManyRound) -> StatusMessage:
    """Puts on the clipboard what did not work. Raises Refused where nothing takes it."""
    text = Secret(failures_text(many_round.outcomes))
    result = await in_thread(lambda: copy(text, desk.env, write_sequence), "clipboard")
    kind = "success" if result.verified else "warning"
    return StatusMessage(kind, result.message, "A line for each role that failed.")
