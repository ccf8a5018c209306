"""Drives the real picker by keys, and reads its screen."""

import asyncio
import html
import json
import re
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar

from textual import events
from textual.app import App
from textual.message import Message
from textual.pilot import Pilot
from textual.strip import Strip

from rolecall.cli.prompters.demo_codes import demo_codes
from rolecall.core.model import RoleSession
from rolecall.core.secret import Secret
from rolecall.core.state.state import State, load_state
from rolecall.demo.faults import stalled
from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import Stage
from rolecall.demo.world.bastion import alice
from rolecall.demo.world.clock import SettableClock
from rolecall.signin.browser.pages import BrowserQuestion, SignedInBy
from rolecall.signin.desk import open_desk
from rolecall.signin.progress import Step
from rolecall.signin.prompters import (
    AskedElsewhere,
    MfaAnswer,
    MfaQuestion,
    SamlLogin,
    SamlQuestion,
    TicketQuestion,
)
from rolecall.ui.app import RolecallApp
from rolecall.ui.dialogs.confirm import ConfirmDialog
from rolecall.ui.dialogs.saml_login import SamlDialog
from rolecall.ui.page.message_line import MessageLine
from rolecall.ui.page.picker import Picker
from rolecall.ui.startup.first_page import FirstPage
from rolecall.ui.targets.target_list import TargetList

PATIENCE = 20.0  # seconds; a deadline against hangs, not a measure
Size = tuple[int, int]
Kind = TypeVar("Kind")


async def until(pilot: Pilot[Any], condition: Callable[[], object], what: str) -> None:
    """Wait until `condition` holds; after the deadline, fails and shows the screen."""
    ends = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < ends, f"never: {what}\n{screen_text(pilot.app)}"
        await asyncio.sleep(0.02)
    if pilot.app.is_running:
        await pilot.pause()


def screen_strips(app: App[Any]) -> list[Strip]:
    """The rendered lines of the screen."""
    # Textual's only public way is the SVG export, which is slow and hides control characters.
    return app.screen._compositor.render_strips(app.size)


def screen_text(app: App[Any]) -> str:
    """The text on the screen, without colours."""
    return "\n".join(strip.text.rstrip() for strip in screen_strips(app))


def shot_text(app: App[Any]) -> str:
    """The text of Textual's SVG screenshot."""
    return html.unescape(re.sub(r"<[^>]*>", "", app.export_screenshot())).replace("\xa0", " ")


def insides(thing: object, depth: int = 3) -> str:
    """What a traceback with locals would print of an object of ours and of its attributes."""
    inside = vars(thing)
    told = [repr(inside)]
    for part in inside.values():
        if depth and type(part).__module__.startswith("rolecall.") and hasattr(part, "__dict__"):
            told.append(insides(part, depth - 1))
    return "\n".join(told)


class Walk:
    """One run of the picker in the staged world."""

    def __init__(
        self, app: RolecallApp, pilot: Pilot[Any], world: "WorldAround", captured: bool
    ) -> None:
        self.app = app
        self.pilot = pilot
        self.world = world
        self.captured = captured

    # # -- reading the screen

    @property
    def text(self) -> str:
        return screen_text(self.app)

    @property
    def words(self) -> str:
        """The text of the dialog, or else of the screen, as a single line."""
        found = self.app.screen.query("#dialog")
        lines = self.lines
        if found:
            where = found.first().region
            lines = [line[where.x : where.right] for line in lines[where.y : where.bottom]]
        return " ".join(" ".join(lines).replace("▌", " ").split())

    @property
    def message(self) -> str:
        """The message line as a single line; empty if none is shown."""
        line = self.picker.query_one(MessageLine)
        if not line.has_class("-shown"):
            return ""
        where = line.region
        rows = [row[where.x : where.right] for row in self.lines[where.y : where.bottom]]
        return " ".join(" ".join(row.strip(" ▐") for row in rows).split())

    @property
    def lines(self) -> list[str]:
        return self.text.split("\n")

    def line(self, words: str) -> str:
        """The first line below the search box with these words; empty if there is none."""
        return next((line for line in self.lines[6:] if words in line), "")

    async def until(self, condition: Callable[[], object], what: str) -> None:
        await until(self.pilot, condition, what)

    async def see(self, words: str) -> None:
        await self.until(lambda: words in self.text, f"“{words}” is shown")

    async def gone(self, words: str) -> None:
        await self.until(lambda: words not in self.text, f"“{words}” is gone")

    # # -- the picker's widgets

    @property
    def picker(self) -> Picker:
        (picker,) = (s for s in self.app.screen_stack if isinstance(s, Picker))
        return picker

    @property
    def is_whole(self) -> bool:
        """Whether the picker is shown with all its parts."""
        screen = self.app.screen
        return isinstance(screen, Picker) and screen.is_whole and self.at_rest

    @property
    def targets(self) -> TargetList:
        return self.picker.query_one(TargetList)

    @property
    def target(self) -> str:
        """The target under the cursor, `ALIAS/ROLE`; empty for none."""
        row = self.targets.row
        if row is None or row.target is None:
            return ""
        return f"{row.target.alias}/{row.target.role}"

    def dialog(self, kind: type[Kind]) -> Kind:
        screen = self.app.screen
        assert isinstance(screen, kind), f"{screen!r} is on top"
        return screen

    @property
    def at_rest(self) -> bool:
        """Whether no dialog is open and no work in progress."""
        quiet = not any(worker.is_running for worker in self.app.workers)
        return isinstance(self.app.screen, Picker) and quiet

    # # -- the user's actions

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)

    async def type(self, text: str) -> None:
        await self.pilot.press(*("space" if letter == " " else letter for letter in text))

    async def paste(self, text: str) -> None:
        self.app.post_message(events.Paste(text))
        await self.pilot.pause()

    async def search(self, query: str) -> None:
        """Paste another query into the search box: Pilot takes 40 ms for every key."""
        await self.press("ctrl+u")
        await self.paste(query)

    async def ask_login(
        self, query: str = "partner-portal read", protected: str = ""
    ) -> SamlDialog:
        """Ask for a role behind the IdP; returns when the login dialog is open."""
        await self.search(query)
        await self.press("enter")
        if protected:
            await self.see("Type the account name")
            await self.paste(protected)
            await self.press("enter")
        await self.see("Sign in to demo-idp")
        return self.dialog(SamlDialog)

    async def log_in(self, user: str | None = None, password: str | None = None) -> None:
        """Fill in the login dialog, by default with the right login, and submit it."""
        idp = self.world.aws.idp
        self.app.screen.set_focus(self.app.screen.query_one("#user"))
        await self.press("ctrl+u")
        await self.paste(idp.user if user is None else user)
        await self.press("tab")
        await self.paste(idp.password if password is None else password)
        await self.press("enter")

    async def type_name(self) -> None:
        """Confirm a protected account by typing its name."""
        await self.see("to assume it")
        await self.paste(self.dialog(ConfirmDialog).wanted)
        await self.press("enter")

    async def tick(self, seconds: float = 0) -> None:
        """Advance the world's clock, and have the picker notice."""
        self.world.clock.advance(seconds)
        self.picker.look_again()
        await self.pilot.pause()

    async def assume(self, query: str, code: str | None = None) -> None:
        """Assume the best match of a query, with a code if one is asked for."""
        await self.search(query)
        row = self.targets.row
        target = row.target if row else None
        held = target and self.picker.held.session(target, self.picker.base_profile)
        await self.press("enter")
        if target is not None and target.protected and held is None:
            await self.type_name()
        if code is not None:
            await self.see(", as alice")
            await self.paste(code)
        await self.until(lambda: self.at_rest, "the sign-in ends")


class WorldAround:
    """The embedded AWS, the user's files and the clock, for one or more runs of the picker."""

    def __init__(self, aws: EmbeddedAws, clock: SettableClock, home: Stage) -> None:
        self.aws = aws
        self.clock = clock
        self.home = home
        self.env = dict(home.env)
        self.shows_codes = False  # whether the dialogs show the demo's code and login

    @asynccontextmanager
    async def picker(
        self,
        *,
        captured: bool = False,
        size: Size = (120, 40),
        overhear: Callable[[Message], None] | None = None,
        first_page: FirstPage | None = None,
        first_rows: int = 0,
    ) -> AsyncIterator[Walk]:
        """Run a picker on a screen of `size`; raises its exception, if it crashed, at the end.

        `overhear` is called with every Textual message that is posted; `first_page` is the
        cached page for the next start; `first_rows` is what is read of long files at first.
        """
        desk = open_desk(self.env, self.now, first_rows=first_rows)
        app = RolecallApp(
            desk, captured=captured, device_code=self._device_code, first_page=first_page
        )
        async with app.run_test(size=size, message_hook=overhear) as pilot:
            walk = Walk(app, pilot, self, captured)
            await walk.until(lambda: walk.is_whole, "the picker is there")
            await pilot.pause()
            yield walk

    def hold(self, alias: str, role: str, device: int = 0) -> RoleSession:
        """Store the session of a target, as an earlier run would have."""
        desk = open_desk(self.env, self.now)
        target = next(t for t in desk.catalog.targets if (t.alias, t.role) == (alias, role))
        return desk.become(desk.plan(target), _Phone(self, device)).session

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.clock(), UTC)

    def code(self, device: int = 0, windows: int = 0) -> str:
        """The code of one of the user's devices, or that of some windows later."""
        return alice(self.aws.world).devices[device].code(self.clock(), windows)

    def wrong_code(self) -> str:
        right = {self.code(device, step) for device in (0, 1) for step in (-1, 0, 1)}
        return next(code for code in ("000000", "111111", "222222") if code not in right)

    @contextmanager
    def silence(self, action: str) -> Iterator[threading.Event]:
        """Make AWS not answer this action until the event is set, or until the end."""
        answers = threading.Event()
        self.aws.faults.add(action, stalled(answers))
        try:
            yield answers
        finally:
            answers.set()

    async def sign_in_threads_end(self, walk: Walk) -> None:
        """Wait until the threads that the picker no longer waits for have ended."""

        def left() -> list[threading.Thread]:
            return [thread for thread in threading.enumerate() if thread.name == "sign-in"]

        await walk.until(lambda: not left(), "the threads of the sign-in end")

    @property
    def kept_nothing(self) -> bool:
        """Whether the store is empty."""
        store = open_desk(self.env, self.now).store
        return not (store.role_sessions() or store.logins())

    @property
    def logins(self) -> list[tuple[str, str]]:
        """The user names and passwords that the IdP received, in order."""
        sent = [json.loads(login.body) for login in list(self.aws.logins)]
        return [(each["email"], each["password"]) for each in sent]

    @property
    def state(self) -> State:
        return load_state(self.home.paths.state_file)

    def sessions(self) -> list[RoleSession]:
        """The sessions in the store."""
        return open_desk(self.env, self.now).store.role_sessions()

    def _device_code(self, name: str) -> str | None:
        return demo_codes(self.env, self.clock)(name) if self.shows_codes else None


class _Phone:
    """Answers with the code of a device, and with the login that the demo's IdP accepts."""

    def __init__(self, world: WorldAround, device: int) -> None:
        self._world = world
        self._device = device

    def mfa_code(self, question: MfaQuestion) -> MfaAnswer:
        assert question.refusal is None, question.refusal
        code = self._world.code(self._device)
        return MfaAnswer(question.devices[self._device], code)

    def saml_login(self, question: SamlQuestion) -> SamlLogin:
        assert question.refusal is None, question.refusal
        idp = self._world.aws.idp
        return SamlLogin(idp.user, Secret(idp.password), remember=False)

    def browser_login(self, question: BrowserQuestion) -> SignedInBy:
        raise AssertionError("nobody expected a browser")

    def ticket(self, question: TicketQuestion) -> str:
        return question.offered or "OPS-1"

    def wait_for_other(self, asked: AskedElsewhere) -> bool:
        return False

    def notice(self, line: str) -> None:
        pass

    def region(self, offered: str) -> str:
        return ""

    def progress(self, step: Step, detail: str = "") -> None:
        pass
