"""A sign-in with a browser: its pages in a thread, and on the event loop what is shown of them."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from queue import Empty, SimpleQueue
from typing import Any

from rolecall.core.errors import RolecallError
from rolecall.core.secret import Secret
from rolecall.handover.clipboard.copy import copy
from rolecall.handover.console.browser import open_in_browser
from rolecall.signin.browser.pages import BrowserPage, BrowserQuestion, SignedInBy, follow
from rolecall.signin.desk import Desk
from rolecall.ui.dialogs.browser.browser_login import BrowserDialog
from rolecall.ui.dialogs.browser.page_facts import PageFacts, Wishes, facts_of
from rolecall.ui.terminal.sequences import write_sequence
from rolecall.ui.threads import in_thread


class BrowserLogin:
    """One question for a sign-in with a browser, answered by a dialog.

    `whom` replaces account and role in its subtitle.
    """

    def __init__(self, desk: Desk, question: BrowserQuestion, whom: str, in_demo: str) -> None:
        self._desk = desk
        self._question = question
        self._whom = whom
        self._in_demo = in_demo
        self._other_way = threading.Event()
        self._typed: SimpleQueue[str] = SimpleQueue()
        self._page: BrowserPage | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._dialog: BrowserDialog | None = None

    def run(
        self, show: Callable[[PageFacts], None], check_cancelled: Callable[[], None]
    ) -> SignedInBy:
        """Shows one page after another, and waits. For the thread of the sign-in.

        `show` blocks until the dialog shows the page. Raises as `follow` does.
        """

        def show_page(page: BrowserPage) -> None:
            self._page = page
            show(facts_of(page))

        def check() -> None:
            check_cancelled()
            self._take_typed()

        return follow(self._question, show_page, self._wants_other_way, check)

    def dialog(self, page: PageFacts) -> BrowserDialog:
        """Returns the dialog for the first page."""
        target, about, account = self._question.target, self._whom, ""
        if target is not None and not about:
            about, account = f"{target.alias} · {target.role_name}", target.account_id
        self._dialog = BrowserDialog(
            self._question.provider,
            page,
            Wishes(self._copy, self.open_page, self._other_way.set, self._typed.put),
            lambda: self._desk.clock().timestamp(),
            about,
            account=account,
            protected=target is not None and target.protected,
            in_demo=self._in_demo,
        )
        return self._dialog

    def open_page(self, address: str) -> None:
        """Opens a page in the browser here; the dialog says where that fails."""
        self._begin(self._open(address))

    def _copy(self, address: str) -> None:
        self._begin(self._copied(address))

    def _take_typed(self) -> None:
        try:
            typed = self._typed.get_nowait()
        except Empty:
            return
        if self._page is not None:
            self._page.take(typed)

    def _wants_other_way(self) -> bool:
        wanted = self._other_way.is_set()
        self._other_way.clear()
        return wanted

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _open(self, address: str) -> None:
        env = self._desk.env
        try:
            await in_thread(lambda: open_in_browser(Secret(address), "", env), "browser")
        except RolecallError as refused:
            elsewhere = self._page is not None and self._page.by_device
            then = "instead" if elsewhere else "or use another device"
            self._say(refused.message, f"Copy the address{' ' if elsewhere else ', '}{then}.")

    async def _copied(self, address: str) -> None:
        env = self._desk.env
        try:
            result = await in_thread(
                lambda: copy(Secret(address), env, write_sequence), "clipboard"
            )
        except RolecallError as refused:
            self._say(refused.message, refused.hint)
        else:
            self._say(result.message, sign="")

    def _say(self, what: str, then: str = "", sign: str = "×") -> None:
        dialog = self._dialog
        if dialog is not None and dialog.is_current:
            dialog.say(what, then=then, sign=sign)
