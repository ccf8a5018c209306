"""The picker's one screen: search above, targets in the middle, the one under the cursor beside."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Container
from textual.screen import Screen
from textual.widgets import Input

from rolecall.catalog.choice import base_profile_name
from rolecall.core.countdown import words_for
from rolecall.core.errors import RolecallError
from rolecall.core.model import Target, seconds_left
from rolecall.core.state import load_state
from rolecall.signin.desk import Desk
from rolecall.signin.plan import Plan
from rolecall.ui.actions import ACTIONS
from rolecall.ui.card import Card, DetailLine, Strip
from rolecall.ui.columns import LOW, NARROW, TALL, WIDE
from rolecall.ui.commands import ASSUME, bindings
from rolecall.ui.held import HeldSessions
from rolecall.ui.key_button import KeyButton
from rolecall.ui.page_lines import Header, KeyLine, MessageLine, SearchBox
from rolecall.ui.row_strip import Held
from rolecall.ui.rows import Listing
from rolecall.ui.searching import Searching
from rolecall.ui.target_list import Busy, TargetList
from rolecall.ui.target_view import TargetView, view_of
from rolecall.ui.work import Flow, Work


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
        self.held = HeldSessions(desk)
        self.base_profile = ""
        self._searching = Searching(self, desk)
        self._said_of: Target | None = None  # the target under the cursor when the message came
        self.work = Work(self, desk, captured=captured, device_code=device_code)

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
        self.held.refresh()
        state = load_state(self._desk.paths.state_file)
        self.base_profile = base_profile_name(self._desk.env, self._desk.settings, state)
        self._searching.search("")
        if problems := self._desk.catalog.problems:
            more = f" And {len(problems) - 1} more: rolecall list." if len(problems) > 1 else ""
            self.query_one(MessageLine).say("error", problems[0].message, problems[0].hint + more)
        self.set_interval(1, self.look_again)

    @property
    def is_open(self) -> bool:
        """False once the application is leaving, which stops the work and takes the page down."""
        return self.app.is_running and self.is_attached and bool(self.query(TargetList))

    def say(self, kind: str, text: str, hint: str = "") -> None:
        """One message: success, warning or error."""
        self._said_of = self._target
        self.query_one(MessageLine).say(kind, text, hint)

    def say_nothing(self) -> None:
        """Take the message away."""
        self._said_of = None
        self.query_one(MessageLine).clear()

    # -- search and list

    def on_input_changed(self, event: Input.Changed) -> None:
        self._searching.search(event.value)

    def show_listing(self, listing: Listing, query: str, total: int) -> None:
        """Put the rows of a query into the list."""
        self.query_one(TargetList).show(listing.rows, query, listing.cursor)
        self.query_one(SearchBox).show_count(listing.found, total, bool(query.strip()))
        self._show_target()

    def show_more(self, listing: Listing) -> None:
        """Rows that came later stand below; the cursor stays where it is."""
        self.query_one(TargetList).show_more(listing.rows)

    def _held_row(self, target: Target) -> Held | None:
        return self.held.row(target, self.base_profile)

    def on_target_list_moved(self) -> None:
        if self._said_of not in (None, self._target):
            self.say_nothing()  # it was about another target
        self._show_target()

    def on_target_list_chosen(self) -> None:
        self.action_run(ASSUME.id)

    def on_resize(self, event: events.Resize) -> None:
        self.query_one(TargetList).narrow = event.size.width < NARROW or event.size.height < LOW
        self.call_after_refresh(self.look_again)

    def on_key(self, event: events.Key) -> None:
        """Typing always searches, wherever the focus is."""
        query = self.query_one("#query", Input)
        if event.is_printable and event.character and self.focused is not query:
            event.stop()
            query.focus()
            query.insert_text_at_cursor(event.character)

    # -- what the screen says

    def look_again(self) -> None:
        """Once a second, and whenever something was kept or given up."""
        if not self.is_open:
            return
        self.held.refresh()
        self.query_one(TargetList).refresh()
        self._show_target()

    def _show_target(self) -> None:
        targets = self.query_one(TargetList)
        target = self._target
        view = None
        if target is not None:
            session = self.held.session(target, self.base_profile)
            plan = self._plan(target)
            base = plan.base.profile if isinstance(plan, Plan) else self.base_profile
            login = self.held.login(target, base)
            profiles = self.held.profiles_of(session)
            view = view_of(target, session, login, plan, profiles, self._desk.clock())
            view = view._replace(matched=targets.matched)
            if target == targets.busy.target:
                view = view._replace(plan=("", f"{targets.busy.step} …"))
        self.query_one(Card).show(view)
        self.query_one(Strip).show(view)
        self.query_one(DetailLine).show(view)
        self._show_keys(view)
        self._show_header()

    def _show_header(self) -> None:
        mfa = self.held.mfa_session(self.base_profile)
        who, left = self.base_profile, "not asked yet"
        if mfa is not None:
            who += f" · {mfa.user_name}"
            left = words_for(seconds_left(mfa.credentials.expiration, self._desk.clock()))
        self.query_one(Header).show(self.held.count(), self.held.worst(), who, left)

    def _show_keys(self, view: TargetView | None) -> None:
        words: dict[str, str] = {}
        if view is None or view.target.why_not or (view.held and not self._captured):
            words["assume"] = ""
        elif self._captured:
            words["assume"] = "hand over and leave" if view.held else "assume and leave"
        if self.query_one(TargetList).narrow:
            # No buttons there: their keys stand in the footer instead.
            words |= {"copy": "copy", "palette": "more", "help": "", "leave": ""}
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
        self.action_run(ASSUME.id)

    def on_key_button_pressed(self, message: KeyButton.Pressed) -> None:
        self.action_run(message.command.id)

    def action_run(self, command: str) -> None:
        """Run the command of this id."""
        ACTIONS[command](self)

    def start(self, flow: Flow) -> None:
        """Start a flow for the target under the cursor."""
        target = self._target
        if target is None:
            return
        plan = self._plan(target)
        if isinstance(plan, RolecallError):
            self.say("error", plan.message, plan.hint)
        else:
            self.work.start(flow, plan)

    # -- what work tells the page

    def show_busy(self, target: Target | None, step: str = "asking AWS") -> None:
        """Say in a target's row and card that work is under way; None: no longer."""
        self.query_one(TargetList).show_busy(Busy(target, step))
        self._show_target()

    def learn(self, targets: Sequence[Target]) -> None:
        """Roles typed by hand, or listed by an assertion, are targets from now on."""
        self._searching.learn(targets)
