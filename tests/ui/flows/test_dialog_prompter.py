"""Prompts by dialogs: what a thread gets that still asks after its sign-in was stopped."""

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from rolecall.catalog.resolve import resolve
from rolecall.core.errors import Cancelled
from rolecall.core.files.locks import locked
from rolecall.core.files.own_files import own_lock
from rolecall.core.model import Target
from rolecall.signin.browser.pages import BrowserQuestion
from rolecall.signin.desk import open_desk
from rolecall.signin.progress import Step
from rolecall.signin.prompters import MfaDevice, MfaQuestion, SamlQuestion
from rolecall.ui.dialogs.mfa import MfaDialog
from rolecall.ui.flows.dialog_prompter import DialogPrompter
from rolecall.ui.threads import in_thread
from tests.drivers.browser.scripted_page import ScriptedPage
from tests.drivers.picker import Walk, WorldAround

PATIENCE = 30.0  # seconds; a deadline against hangs
PHONE = MfaDevice("arn:aws:iam::111122223333:mfa/alice-phone")
TARGET = Target("444455556666", ("sandbox",), "developer")
MFA = MfaQuestion(TARGET, "alice", (PHONE,), PHONE)
LOGIN = SamlQuestion(TARGET, "demo-idp", "https://idp.example")
PAGE = BrowserQuestion("acme", True, lambda by_device: ScriptedPage(by_device=True, expires=0))
Ask = Callable[[DialogPrompter], object]
CALLS: dict[str, Ask] = {
    "mfa_code": lambda prompter: prompter.mfa_code(MFA),
    "saml_login": lambda prompter: prompter.saml_login(LOGIN),
    "browser_login": lambda prompter: prompter.browser_login(PAGE),
    "notice": lambda prompter: prompter.notice("The session goes elsewhere."),
    "progress": lambda prompter: prompter.progress(Step.GATHERING),
    "check_cancelled": lambda prompter: prompter.check_cancelled(),
}


class Asker:
    """A prompter of the open picker, and the steps that it shows."""

    def __init__(self, walk: Walk, world: WorldAround) -> None:
        self.steps: list[Step] = []
        self.desk = open_desk(world.env, world.now)
        self.prompter = DialogPrompter(walk.picker, self.desk, self._show)

    def _show(self, step: Step, detail: str) -> None:
        self.steps.append(step)


@pytest.mark.parametrize("name", list(CALLS))
@pytest.mark.parametrize("how", ["stopped", "ended"])
async def test_a_thread_that_asks_later_is_cancelled_and_shows_nothing(
    world: WorldAround, name: str, how: str
) -> None:
    async with world.picker() as walk:
        asker = Asker(walk, world)
        if how == "stopped":
            asker.prompter.stop()
        else:
            assert await asker.prompter.run(lambda: "done") == "done"
        with pytest.raises(Cancelled):
            await in_thread(lambda: CALLS[name](asker.prompter), "late")
        await walk.pilot.pause()
        assert walk.app.screen is walk.picker, "no dialog"
        assert asker.steps == []
        assert walk.message == ""


async def test_steps_and_notices_are_shown_until_then(world: WorldAround) -> None:
    async with world.picker() as walk:
        asker = Asker(walk, world)

        def work() -> None:
            asker.prompter.check_cancelled()
            asker.prompter.progress(Step.GATHERING)
            asker.prompter.notice("The session goes elsewhere.")

        await asker.prompter.run(work)
        await walk.until(lambda: "The session goes elsewhere." in walk.message, "the notice")
        assert asker.steps == [Step.GATHERING]


async def test_stopping_ends_the_wait_for_another_process(
    world: WorldAround, tmp_path: Path
) -> None:
    path, waits = str(tmp_path / "cache" / "file"), threading.Event()

    def work() -> None:
        with own_lock(path, PATIENCE * 2, lambda line: waits.set()):
            raise AssertionError("both have it")

    async with world.picker() as walk:
        asker = Asker(walk, world)
        with locked(path):
            task = asyncio.ensure_future(asker.prompter.run(work))
            await walk.until(waits.is_set, "the wait is told")
            asker.prompter.stop()
            with pytest.raises(Cancelled):
                await asyncio.wait_for(task, PATIENCE)


async def test_the_dialog_is_gone_once_its_answer_was_used(world: WorldAround) -> None:
    async with world.picker() as walk:
        asker = Asker(walk, world)
        task = asyncio.ensure_future(asker.prompter.run(lambda: asker.prompter.mfa_code(MFA)))
        await walk.see(", as alice")
        assert asker.steps == [Step.WAITING_FOR_CODE]
        await walk.type("123456")
        assert (await asyncio.wait_for(task, PATIENCE)).code == "123456"
        await walk.until(lambda: walk.app.screen is walk.picker, "the dialog is gone")


async def test_who_leaves_the_dialog_ends_the_work_at_once(world: WorldAround) -> None:
    """Also while a thread of it waits for somebody who does not answer."""
    silence, ended = threading.Event(), threading.Event()

    async with world.picker() as walk:
        asker = Asker(walk, world)

        def work() -> None:
            asker.prompter.mfa_code(MFA)
            silence.wait(PATIENCE)
            with pytest.raises(Cancelled):
                asker.prompter.check_cancelled()
            ended.set()

        task = asyncio.ensure_future(asker.prompter.run(work))
        await walk.see(", as alice")
        await walk.type("123456")
        await walk.pilot.pause()
        assert isinstance(walk.app.screen, MfaDialog), "it stays while the code is checked"
        await walk.press("escape")
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(task, PATIENCE)
        assert not silence.is_set()
        silence.set()
        assert await in_thread(lambda: ended.wait(PATIENCE), "wait")


async def test_a_plan_is_signed_in_to_and_its_code_asked_for(world: WorldAround) -> None:
    async with world.picker() as walk:
        asker = Asker(walk, world)
        plan = asker.desk.plan(resolve(asker.desk.catalog, "sandbox", "developer"))
        task = asyncio.ensure_future(asker.prompter.sign_in(plan))
        await walk.see(", as alice")
        await walk.type(world.code())
        signed_in = await asyncio.wait_for(task, PATIENCE)
        assert world.sessions() == [signed_in.session]
