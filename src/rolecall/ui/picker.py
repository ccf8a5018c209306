"""The picker's one screen: search above, targets in the middle, the one under the cursor beside."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, ClassVar

from textual import events, work
from textual.app import ComposeResult
from textual.containers import Container
from textual.screen import Screen
from textual.widgets import Input

from rolecall.catalog.choice import base_profile_name
from rolecall.core.errors import Cancelled, RolecallError
from rolecall.core.model import MfaSession, RoleSession, Target, seconds_left
from rolecall.core.search import Index
from rolecall.core.state import load_state, target_key
from rolecall.signin.desk import Desk
from rolecall.signin.plan import Plan
from rolecall.ui.card import Card, DetailLine, Strip
from rolecall.ui.columns import LOW, NARROW, TALL, WIDE
from rolecall.ui.commands import bindings
from rolecall.ui.countdown import words_for
from rolecall.ui.dialogs.help import HelpDialog
from rolecall.ui.hand_over import copy_session, write_session
from rolecall.ui.held import HeldSessions
from rolecall.ui.key_button import KeyButton
from rolecall.ui.page_lines import Header, KeyLine, MessageLine, SearchBox
from rolecall.ui.row_strip import Held
from rolecall.ui.rows import rows_for
from rolecall.ui.signing import Signing
from rolecall.ui.target_list import TargetList
from rolecall.ui.target_view import view_of


class Picker(Screen[None]):
    """Choose a target, become it, hand it over."""

    CSS_PATH = "picker.tcss"
    AUTO_FOCUS = "#query"
    BINDINGS: ClassVar[list[Any]] = bindings()
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012
        (0, "-narrow"),
        (NARROW, "-medium"),
        (WIDE, "-wide"),
    ]
    VERTICAL_BREAKPOINTS = [  # noqa: RUF012
        (0, "-low"),
        (LOW, "-compact"),
        (TALL, "-tall"),
    ]

    def __init__(
        self, desk: Desk, *, captured: bool, device_code: Callable[[str], str | None]
    ) -> None:
        super().__init__()
        self._desk = desk
        self._captured = captured
        self._device_code = device_code
        self._targets = desk.catalog.targets
        self._index = Index(self._targets)
        self._held = HeldSessions(desk)
        self._base_profile = ""
        self._signing: Signing | None = None

    def compose(self) -> ComposeResult:
        yield Header(id="header")
        yield SearchBox(id="search")
        with Container(id="body"):
            yield TargetList(self._held_row, id="targets")
            yield Card(id="card")
        yield Strip(id="strip")
        yield DetailLine(id="detail")
        yield MessageLine(id="message", markup=False)
        yield KeyLine(id="keys", markup=False)

    def on_mount(self) -> None:
        self._held.refresh()
        state = load_state(self._desk.paths.state_file)
        self._base_profile = base_profile_name(self._desk.env, self._desk.settings, state)
        self._search("")
        if problems := self._desk.catalog.problems:
            self.say("error", problems[0].message, problems[0].hint)
        self.set_interval(1, self._tick)

    def say(self, kind: str, text: str, hint: str = "") -> None:
        """One message: success, warning or error."""
        self.query_one(MessageLine).say(kind, text, hint)

    # -- search and list

    def on_input_changed(self, event: Input.Changed) -> None:
        self._search(event.value)

    def _search(self, query: str) -> None:
        listing = rows_for(query, self._index, self._targets, self._held_now(), self._recent())
        self.query_one(TargetList).show(listing.rows, query, listing.cursor)
        self.query_one(SearchBox).show_count(listing.found, len(self._targets), bool(query.strip()))
        self._show_target()

    def _held_now(self) -> list[int]:
        return self._held.positions(self._targets, self._base_profile)

    def _recent(self) -> dict[int, float]:
        recents = load_state(self._desk.paths.state_file).recents
        keys = {target_key(t.account_id, t.role): i for i, t in enumerate(self._targets)}
        return {keys[key]: recent.used for key, recent in recents.items() if key in keys}

    def _held_row(self, target: Target) -> Held | None:
        return self._held.row(target, self._base_profile)

    def on_target_list_moved(self) -> None:
        self._show_target()

    def on_target_list_chosen(self) -> None:
        self.action_assume()

    def on_resize(self, event: events.Resize) -> None:
        self.query_one(TargetList).narrow = event.size.width < NARROW or event.size.height < LOW
        self.call_after_refresh(self._tick)
        self.call_after_refresh(self._show_keys)

    def on_key(self, event: events.Key) -> None:
        """Typing always searches, wherever the focus is."""
        query = self.query_one("#query", Input)
        if event.is_printable and event.character and self.focused is not query:
            event.stop()
            query.focus()
            query.insert_text_at_cursor(event.character)

    # -- what the screen says

    def _tick(self) -> None:
        self._held.refresh()
        self.query_one(TargetList).refresh()
        self._show_target()

    def _show_target(self) -> None:
        target = self._target
        view = None
        if target is not None:
            session = self._held.session(target, self._base_profile)
            plan = self._plan(target)
            base = plan.base.profile if isinstance(plan, Plan) else self._base_profile
            mfa = self._held.mfa_session(base)
            profiles = self._held.profiles_of(session)
            view = view_of(target, session, mfa, plan, profiles, self._desk.clock())
        self.query_one(Card).show(view)
        self.query_one(Strip).show(view)
        self.query_one(DetailLine).show(view)
        self._show_header()

    def _show_header(self) -> None:
        mfa = self._held.mfa_session(self._base_profile)
        who, left = self._base_profile, "not asked yet"
        if mfa is not None:
            who += f" · {mfa.user_name}"
            left = words_for(seconds_left(mfa.credentials.expiration, self._desk.clock()))
        self.query_one(Header).show(self._held.count(), self._held.worst(), who, left)

    def _show_keys(self) -> None:
        words = {"assume": "assume and leave"} if self._captured else {}
        if self.query_one(TargetList).narrow:
            # No buttons there: their keys stand in the footer instead.
            words = {"copy": "copy", "palette": "more", "help": "", "leave": "", "assume": "assume"}
        self.query_one(KeyLine).show(words)

    @property
    def _target(self) -> Target | None:
        row = self.query_one(TargetList).row
        return row.target if row else None

    def _plan(self, target: Target) -> Plan | RolecallError:
        try:
            return self._desk.plan(target)
        except RolecallError as refused:
            return refused

    # -- commands

    def action_move(self, steps: int) -> None:
        self.query_one(TargetList).move(steps)

    def action_page(self, pages: int) -> None:
        self.query_one(TargetList).move_page(pages)

    def on_input_submitted(self) -> None:
        self.action_assume()

    def on_key_button_pressed(self, message: KeyButton.Pressed) -> None:
        getattr(self, f"action_{message.command.action}")()

    def action_assume(self) -> None:
        self._work(self._assume)

    def action_copy(self) -> None:
        self._work(self._copy)

    def action_write_profile(self) -> None:
        self._work(self._write)

    def action_help(self) -> None:
        self.app.push_screen(HelpDialog())

    def action_palette(self) -> None:
        self.app.action_command_palette()

    def action_focus_next_part(self) -> None:
        self.focus_next()

    def action_leave(self) -> None:
        """Escape: stop the work under way; else leave."""
        if self._signing is not None:
            self._signing.stop()
            self.workers.cancel_group(self, "sign-in")
        else:
            self.action_quit_now()

    def action_quit_now(self) -> None:
        self.app.exit(None)

    # -- becoming the role, and handing it over

    def _work(self, flow: Callable[[Plan], Awaitable[None]]) -> None:
        target = self._target
        if target is None or self._signing is not None:
            return
        plan = self._plan(target)
        if isinstance(plan, RolecallError):
            self.say("error", plan.message, plan.hint)
        else:
            self._run(flow, plan)

    @work(group="sign-in", description="sign-in")
    async def _run(self, flow: Callable[[Plan], Awaitable[None]], plan: Plan) -> None:
        targets = self.query_one(TargetList)
        self._signing = Signing(self.app, self._desk, self._device_code, self._show_progress)
        self.query_one(MessageLine).clear()
        targets.show_busy(plan.target, "asking AWS …")
        mfa_before = self._held.mfa_session(plan.base.profile)
        try:
            await flow(plan)
        except Cancelled:
            self._say_stopped(plan, mfa_before)
        except RolecallError as refused:
            self.say("error", refused.message, refused.hint)
        except asyncio.CancelledError:
            self._say_stopped(plan, mfa_before)
            raise
        finally:
            self._signing = None
            if self._is_open:
                targets.show_busy(None)
                self._tick()

    @property
    def _is_open(self) -> bool:
        """False once the application is leaving, which stops the work and takes the page down."""
        return self.app.is_running and self.is_attached

    def _say_stopped(self, plan: Plan, mfa_before: MfaSession | None) -> None:
        if not self._is_open:
            return
        self._held.refresh()
        if self._held.session(plan.target, plan.base.profile) is not None:
            self.say("warning", "Stopped.")
        elif self._held.mfa_session(plan.base.profile) != mfa_before:
            self.say("warning", "Stopped.", "The MFA session stays: the next role asks no code.")
        else:
            self.say("warning", "Stopped. Nothing was kept.")

    def _show_progress(self, step: str) -> None:
        if self._signing is not None and self._is_open:
            self.query_one(Card).show_progress(f"{step} …")

    async def _become(self, plan: Plan) -> RoleSession:
        assert self._signing is not None  # noqa: S101
        signed_in = await self._signing.become(plan)
        for note in signed_in.notes:
            self.say("warning", note)
        self._learn(plan.target)
        self.query_one(TargetList).show_busy(None)
        self._tick()
        return signed_in.session

    def _learn(self, target: Target) -> None:
        """A role typed by hand is a target from now on."""
        if all(known.arn != target.arn for known in self._targets):
            self._targets = (*self._targets, target)
            self._index = Index(self._targets)

    async def _assume(self, plan: Plan) -> None:
        held = self._held.session(plan.target, self._base_profile) is not None
        session = await self._become(plan)
        if self._captured:
            self.app.exit(session)
        elif held:
            self.say("success", f"{plan.target.alias} · {plan.target.role} is held already.")

    async def _copy(self, plan: Plan) -> None:
        self.say(*await copy_session(await self._become(plan), self._desk.env))

    async def _write(self, plan: Plan) -> None:
        session = await self._become(plan)
        message = await write_session(self.app, self._desk, plan, session, self._base_profile)
        self._held.refresh_profiles()
        if message is not None:
            self.say(*message)
