"""Asks in the open picker for a sign-in with a browser, by pages that do what a test says."""

import asyncio

from rolecall.core.errors import RolecallError
from rolecall.core.model import Target
from rolecall.signin.browser.pages import BrowserQuestion, SignedInBy
from rolecall.signin.desk import open_desk
from rolecall.signin.progress import Step
from rolecall.ui.dialogs.browser.browser_login import BrowserDialog
from rolecall.ui.flows.dialog_prompter import DialogPrompter
from tests.drivers.browser.scripted_page import LASTS, ScriptedPage
from tests.drivers.picker import Walk

PROVIDER = "acme"
TARGET = Target("444455556666", ("sandbox",), "developer")


class BrowserAsker:
    """A sign-in whose pages are `pages`, in the order in which they were begun."""

    def __init__(
        self,
        walk: Walk,
        *,
        provider: str = PROVIDER,
        address: str = "",
        takes_text: bool = False,
    ) -> None:
        self.walk = walk
        self._provider = provider
        self.pages: list[ScriptedPage] = []
        self.steps: list[Step] = []
        self._address = address
        self._takes_text = takes_text
        desk = open_desk(walk.world.env, walk.world.now)
        self.prompter = DialogPrompter(walk.picker, desk, lambda step, _: self.steps.append(step))

    @property
    def page(self) -> ScriptedPage:
        """The page that is open."""
        return self.pages[-1]

    async def ask(
        self,
        *,
        by_device: bool,
        target: Target | None = TARGET,
        refusal: RolecallError | None = None,
    ) -> asyncio.Task[SignedInBy]:
        """Returns what the sign-in comes to, once the dialog is open."""
        question = BrowserQuestion(self._provider, by_device, self._begin, target, refusal)
        ask = self.prompter.run(lambda: self.prompter.browser_login(question))
        task = asyncio.ensure_future(ask)
        await self.walk.see("Sign in to")
        await self.walk.until(lambda: isinstance(self.walk.app.screen, BrowserDialog), "the dialog")
        return task

    @property
    def dialog(self) -> BrowserDialog:
        return self.walk.dialog(BrowserDialog)

    def _begin(self, by_device: bool) -> ScriptedPage:
        expires = self.walk.world.clock() + LASTS
        takes_text = self._takes_text and by_device
        self.pages.append(
            ScriptedPage(
                by_device=by_device,
                expires=expires,
                address=self._address if by_device else "",
                user_code="" if takes_text else None,
                takes_text=takes_text,
            )
        )
        return self.page
