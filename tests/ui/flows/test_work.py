"""Work runs one flow at a time, whatever the flow does, and reports how it ended."""

import asyncio

from rolecall.core.errors import Cancelled, Refused
from rolecall.ui.flows.work import Flow
from rolecall.ui.messages import StatusMessage
from tests.drivers.picker import WorldAround


class Waiting(Flow):
    """Runs until it is released, then raises `error` if there is one."""

    def __init__(self, error: Exception | None = None) -> None:
        self.released = asyncio.Event()
        self.is_running = False
        self.was_stopped = False
        self._error = error

    async def run(self) -> None:
        self.is_running = True
        try:
            await self.released.wait()
            if self._error is not None:
                raise self._error
        finally:
            self.is_running = False

    def stop(self) -> None:
        self.was_stopped = True

    def stopped_message(self) -> StatusMessage:
        return StatusMessage("warning", "The flow was stopped.", "Its hint.")


class Whole(Waiting):
    """Cannot be stopped on its way."""

    async def run(self) -> None:
        with self.uninterrupted():
            await super().run()


async def test_a_second_flow_is_not_started_while_one_is_under_way(world: WorldAround) -> None:
    async with world.picker() as walk:
        work, first, second, third = walk.picker.work, Waiting(), Waiting(), Waiting()
        work.start(first)
        work.start(second)
        await walk.until(lambda: first.is_running, "the first one runs")
        work.start(second)
        assert work.is_under_way
        first.released.set()
        await walk.until(lambda: not work.is_under_way, "the first one has ended")
        assert not second.is_running
        work.start(third)
        await walk.until(lambda: third.is_running, "the next one runs")
        work.stop()


async def test_escape_stops_the_flow_and_its_words_are_shown(world: WorldAround) -> None:
    async with world.picker() as walk:
        work, flow = walk.picker.work, Waiting()
        assert not work.stop()
        work.start(flow)
        await walk.until(lambda: flow.is_running, "it runs")
        await walk.press("escape")
        await walk.until(lambda: not work.is_under_way, "it has ended")
        assert flow.was_stopped and not flow.is_running
        assert "The flow was stopped.  Its hint." in walk.text
        assert walk.app.is_running


async def test_a_question_that_was_left_counts_as_stopped(world: WorldAround) -> None:
    async with world.picker() as walk:
        flow = Waiting(Cancelled())
        walk.picker.work.start(flow)
        flow.released.set()
        await walk.see("The flow was stopped.")
        assert not flow.was_stopped


async def test_an_expected_failure_is_shown_with_its_hint(world: WorldAround) -> None:
    async with world.picker() as walk:
        flow = Waiting(Refused("AWS denied it.", "Ask for it."))
        walk.picker.work.start(flow)
        flow.released.set()
        await walk.see("AWS denied it.  Ask for it.")
        assert not walk.picker.work.is_under_way


async def test_what_is_done_whole_or_not_at_all_is_not_stopped(world: WorldAround) -> None:
    async with world.picker() as walk:
        work, flow = walk.picker.work, Whole()
        work.start(flow)
        await walk.until(lambda: flow.is_running, "it runs")
        assert work.stop(), "Escape does not leave the picker"
        await walk.see("Can't stop now")
        assert flow.is_running and not flow.was_stopped
        flow.released.set()
        await walk.until(lambda: not work.is_under_way, "it has ended")
        assert flow.is_stoppable
