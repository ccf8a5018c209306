"""Lists the accounts and roles of Identity Centers: rows appear while the rest is still asked.

The sign-in is a flow like others. The listing goes on behind it, so that a row can be taken at
once; what is on the screen is asked first.
"""

import asyncio
from collections.abc import Sequence
from contextvars import copy_context
from functools import partial
from threading import Event
from typing import Protocol

from rolecall.catalog.identity_center.assignments import Assigned
from rolecall.core.errors import Cancelled, RolecallError
from rolecall.core.identity_center import IdentityCenter
from rolecall.core.model import Target
from rolecall.core.process.clock import ticks
from rolecall.sessions.aws_tools.sso_tokens import SsoToken
from rolecall.signin.desk import Desk
from rolecall.signin.identity_center.assigned import AssignmentKeeper
from rolecall.signin.progress import Step
from rolecall.ui.flows.dialog_prompter import DialogPrompter
from rolecall.ui.flows.host import Host
from rolecall.ui.flows.work import Flow
from rolecall.ui.messages import StatusMessage
from rolecall.ui.threads import in_thread

_PAUSE = 0.25  # seconds between two changes of the rows, at least
_SHARE = 3  # times as long as the last one took: the rest is for who types


class Rows(Protocol):
    """What the listing needs of the rows on the screen."""

    def show(self, targets: Sequence[Target]) -> None:
        """Adds targets, and shows them."""

    def awaited(self) -> tuple[str, ...]:
        """Returns the accounts on the screen whose roles are still to be listed; any thread."""


class ListCenters(Flow):
    """Signs in to Identity Centers, one after another, and starts to list each of them."""

    def __init__(
        self, host: Host, desk: Desk, centers: Sequence[IdentityCenter], rows: Rows
    ) -> None:
        self._host = host
        self._desk = desk
        self._centers = centers
        self._rows = rows
        self._prompter: DialogPrompter | None = None

    async def run(self) -> None:
        for center in self._centers:
            token = await self._signed_in(center)
            self._host.announce("success", f"Listing {center.name}: rows appear as they come.")
            listing = Listing(self._host, self._desk, center, token, self._rows)
            self._host.run_worker(listing.run(), description="listing")

    def stop(self) -> None:
        if self._prompter is not None:
            self._prompter.stop()

    def stopped_message(self) -> StatusMessage:
        return StatusMessage("warning", "Stopped. Nobody was signed in.")

    async def _signed_in(self, center: IdentityCenter) -> SsoToken:
        # deferred: boto3 costs 0.4 s
        from rolecall.signin.identity_center.tokens import usable_token

        prompter = self._prompter = DialogPrompter(self._host, self._desk, _no_step)
        services = self._desk.sign_in.services
        try:
            return await prompter.run(partial(usable_token, services, center, prompter))
        finally:
            self._prompter = None


class Listing:
    """One Identity Center being listed, in a thread."""

    def __init__(
        self, host: Host, desk: Desk, center: IdentityCenter, token: SsoToken, rows: Rows
    ) -> None:
        self._host = host
        self._desk = desk
        self._center = center
        self._token = token
        self._rows = rows
        self._keeper = AssignmentKeeper(desk, center)
        self._loop = asyncio.get_running_loop()
        self._context = copy_context()  # holds Textual's active app
        self._left = Event()
        self._waiting: list[Target] = []
        self._is_due = False
        self._next_at = 0.0  # by `ticks`

    async def run(self) -> None:
        """Shows what comes as it comes. What was found is kept, whatever ends it."""
        try:
            await in_thread(self._list, "listing")
        except Cancelled:
            return
        except RolecallError as refused:
            self._show()
            listed = f"Listed {self._keeper.words} of {self._center.name}, not all. "
            self._announce("warning", listed + refused.message, refused.hint)
        else:
            self._show()
            self._announce("success", f"Listed {self._keeper.words} of {self._center.name}.")
        finally:
            self._left.set()

    def _list(self) -> None:
        # deferred: boto3 costs 0.4 s
        from rolecall.signin.identity_center.listing import list_assignments

        whole = False
        try:
            list_assignments(
                self._desk.sign_in.services,
                self._center,
                self._token,
                wanted=self._rows.awaited,
                found=self._found,
                check_cancelled=self._check,
            )
            whole = True
        finally:
            self._keeper.save(whole=whole)

    def _check(self) -> None:
        if self._left.is_set() or self._loop.is_closed():
            raise Cancelled()

    def _found(self, accounts: Sequence[Assigned]) -> None:
        """Takes what was found, in the thread that lists."""
        self._check()
        targets = self._keeper.add(accounts)
        self._loop.call_soon_threadsafe(self._take, targets, context=self._context)

    def _take(self, targets: Sequence[Target]) -> None:
        self._waiting += targets
        if not self._is_due:
            self._is_due = True
            wait = max(0.0, self._next_at - ticks())
            self._loop.call_later(wait, self._show, context=self._context)

    def _show(self) -> None:
        self._is_due = False
        targets, self._waiting = self._waiting, []
        if not targets or not self._host.is_open:
            return
        began = ticks()
        self._rows.show(targets)
        ended = ticks()
        self._next_at = ended + max(_PAUSE, _SHARE * (ended - began))

    def _announce(self, kind: str, text: str, hint: str = "") -> None:
        if self._host.is_open:
            self._host.announce(kind, text, hint)


def _no_step(step: Step, detail: str) -> None:
    pass
