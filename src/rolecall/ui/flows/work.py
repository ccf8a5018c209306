"""The work under way: one flow at a time, and Escape stops it."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from textual.worker import Worker

from rolecall.core.errors import Cancelled, RolecallError
from rolecall.ui.flows.host import Host
from rolecall.ui.messages import StatusMessage

if TYPE_CHECKING:
    from rolecall.ui.flows.dialog_prompter import DialogPrompter


class Flow(ABC):
    """One piece of work. It can be stopped, except while it is `uninterrupted`."""

    is_stoppable = True
    _prompter: "DialogPrompter | None" = None  # of the sign-in under way

    @abstractmethod
    async def run(self) -> None:
        """Does the work. Raises RolecallError; Cancelled when the user leaves a question."""

    @abstractmethod
    def stop(self) -> None:
        """Sends AWS no further request, and keeps nothing of what it still answers."""

    def ask_here(self) -> None:
        """Asks what another process is asking, if that is waited for."""
        if self._prompter is not None:
            self._prompter.ask_here()

    @abstractmethod
    def stopped_message(self) -> StatusMessage:
        """Returns what to say once the work was stopped or a question left."""

    @contextmanager
    def uninterrupted(self) -> Iterator[None]:
        """Around what a thread does whole or not at all: it goes on when its task is cancelled."""
        self.is_stoppable = False
        try:
            yield
        finally:
            self.is_stoppable = True


class Work:
    """Runs one flow at a time in a worker of the page, and says how it ended if it failed."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._flow: Flow | None = None
        self._worker: Worker[None] | None = None

    @property
    def is_under_way(self) -> bool:
        return self._flow is not None

    def start(self, flow: Flow) -> None:
        """Starts a flow, unless one is under way: that need not wait for another process then."""
        if self._flow is not None:
            self._flow.ask_here()
        else:
            self._flow = flow
            # The description keeps the flow's arguments out of what Textual says of the worker.
            self._worker = self._host.run_worker(self._run(flow), description="sign-in")

    def stop(self) -> bool:
        """Stops the flow under way. Returns False where there is none."""
        if self._flow is None or self._worker is None:
            return False
        if not self._flow.is_stoppable:
            self._host.say("warning", "Can't stop now: it finishes in a moment.")
            return True
        self._flow.stop()
        self._worker.cancel()
        return True

    async def _run(self, flow: Flow) -> None:
        host = self._host
        host.say_nothing()
        message: Callable[[], StatusMessage] | None = None
        try:
            await flow.run()
        except Cancelled:
            message = flow.stopped_message
        except RolecallError as refused:
            message = partial(StatusMessage.of, refused)
        except asyncio.CancelledError:
            message = flow.stopped_message
            raise
        finally:
            self._flow = self._worker = None
            if host.is_open:
                host.show_busy(None)
                host.look_again()
                if message is not None:
                    # Last: the row that it is about may be gone by now, and a message goes with it.
                    host.say(*message())
