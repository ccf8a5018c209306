"""The picker's one screen: search above, targets in the middle, the one under the cursor beside."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Container
from textual.screen import Screen
from textual.widgets import Input

from rolecall.catalog.defaults import base_profile_name
from rolecall.core.errors import RolecallError
from rolecall.core.model import RoleSession, Target
from rolecall.core.state.state import load_state
from rolecall.signin.desk import Desk
from rolecall.signin.progress import Step
from rolecall.ui.commands import ASSUME, bindings
from rolecall.ui.keymap import keymap_from
from rolecall.ui.page.header import Header
from rolecall.ui.page.key_line import KeyLine
from rolecall.ui.page.message_line import MessageLine
from rolecall.ui.page.problems import hear_notices, tell_problems
from rolecall.ui.page.search_box import SearchBox
from rolecall.ui.page.turning import turn
from rolecall.ui.sessions.session_list import SessionList
from rolecall.ui.sessions.sessions_tab import Board
from rolecall.ui.startup.preload import settle
from rolecall.ui.state.busy import Busy
from rolecall.ui.state.held import HeldSessions
from rolecall.ui.state.surroundings import Surroundings
from rolecall.ui.targets.marking import Marking
from rolecall.ui.targets.search import Searching
from rolecall.ui.targets.target_card import Card, DetailLine, Strip
from rolecall.ui.targets.target_list import TargetList
from rolecall.ui.targets.target_row import Held
from rolecall.ui.targets.target_rows import Listing
from rolecall.ui.targets.telling import Telling
from rolecall.ui.widgets.cursor_list import CursorList
from rolecall.ui.widgets.key_button import KeyButton
from rolecall.ui.widgets.text_field import TextField
from rolecall.ui.widgets.window_sizes import LOW, NARROW, TALL, WIDE

if TYPE_CHECKING:
    from rolecall.ui.flows.every_second import EverySecond
    from rolecall.ui.flows.one_role import RoleTask
    from rolecall.ui.flows.work import Work


class Picker(Screen[None]):
    """Choose a target, become it, hand it over."""

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
        self.captured = captured
        self.held = HeldSessions(desk)
        self.base_profile = ""
        self.searching = Searching(self, desk)
        self.surroundings = Surroundings(desk, self.held)
        self.board = Board(desk, self.held, self.surroundings, captured=captured)
        self._query = ""  # of which the rows are shown
        self.words_away = ("", "")  # query and placeholder of the one that is not shown
        self._said_of: object = None  # what was under the cursor when the message came
        self.marking = Marking(self, desk, self.searching.pins)
        self._telling = Telling(self, desk)
        self.device_code = device_code
        self.is_whole = False  # with all its parts: the first rows come before

    @cached_property
    def work(self) -> "Work":
        """Its flows."""
        # deferred: the first rows are drawn without it
        from rolecall.ui.flows.work import Work

        return Work(self)

    @cached_property
    def _every_second(self) -> "EverySecond":
        # deferred: the first rows are drawn without it
        from rolecall.ui.flows.every_second import EverySecond

        return EverySecond(self, self._desk, self.surroundings)

    def compose(self) -> ComposeResult:
        yield Header(id="header")
        yield SearchBox(id="search")
        with Container(id="body"):
            yield TargetList(self._held_row, id="targets")
            yield Card(id="card")
            if not self._desk.catalog.targets:
                # deferred: it is seen once
                from rolecall.ui.targets.first_run import first_run_parts

                yield from first_run_parts(self._desk)
        yield Strip(id="strip")
        yield DetailLine(id="detail")
        yield MessageLine(id="message", markup=False)
        yield KeyLine(id="keys", markup=False)

    def on_mount(self) -> None:
        self.query_one("#query", TextField).told = self._search_typed
        self.held.refresh()
        state = load_state(self._desk.paths.state_file)
        self.base_profile = base_profile_name(self._desk.env, self._desk.settings, state)
        self.marking.start()
        self.searching.search("")
        keys = keymap_from(self._desk.settings.keymap).problems
        tell_problems(self.query_one(MessageLine).say, self._desk.catalog.problems, keys)
        hear_notices(self)
        self.call_after_refresh(settle, self)

    def be_whole(self) -> None:
        """All parts are there from now on."""
        self.is_whole = True
        self.set_interval(1, self.look_again)
        self.look_again()

    @property
    def is_open(self) -> bool:
        """False once the application is leaving, which stops the work and takes the page down."""
        return self.app.is_running and self.is_attached and bool(self.query(TargetList))

    def say(self, kind: str, text: str, hint: str = "") -> None:
        """One message: success, warning or error."""
        self._said_of = self._here
        self.query_one(MessageLine).say(kind, text, hint)

    def announce(self, kind: str, text: str, hint: str = "") -> None:
        """A message that is not about what is under the cursor, and stays when it moves."""
        self.say(kind, text, hint)
        self._said_of = None

    def say_nothing(self) -> None:
        """Take the message away."""
        self._said_of = None
        self.query_one(MessageLine).clear()

    # -- search and list

    def _search_typed(self, query: str) -> None:
        """Show what matches what stands in the search box now, unless it is shown already."""
        if query != self._query:
            self.search(query)

    def search(self, query: str) -> None:
        """Show what matches: targets, or sessions on their board."""
        self._query = query
        if not self.board.is_shown:
            self.searching.search(query)
            return
        self.board.filter(query)
        self._show_session_count()

    def _show_session_count(self) -> None:
        searching = bool(self.query_one("#query", Input).value.strip())
        box = self.query_one(SearchBox)
        box.show_count(self.board.shown, self.board.count, searching, "session")

    def show_listing(self, listing: Listing, query: str, total: int) -> None:
        """Put the rows of a query into the list."""
        self.set_class(not total and not query.strip(), "-first-run")
        self.query_one(TargetList).show(listing.rows, query, listing.cursor)
        self.query_one(SearchBox).show_count(listing.found, total, bool(query.strip()))
        self.on_target_list_moved()

    def show_more(self, listing: Listing) -> None:
        """Rows that came later stand below; the cursor stays where it is."""
        self.query_one(TargetList).show_more(listing.rows)

    def _held_row(self, target: Target) -> Held | None:
        return self.held.row(target, self.base_profile)

    def on_target_list_moved(self) -> None:
        if self._said_of not in (None, self._here):
            self.say_nothing()  # it was about another row
        self.marking.look_away()
        self._show_target()

    def on_target_list_marked(self) -> None:
        # deferred: the first rows are drawn without it
        from rolecall.ui.actions.marks import toggle

        toggle(self)

    def on_target_list_chosen(self) -> None:
        self.action_run(ASSUME.id)

    on_cursor_list_moved = on_target_list_moved
    on_cursor_list_chosen = on_target_list_chosen

    def on_header_tab_pressed(self, message: Header.TabPressed) -> None:
        turn(self, to_board=message.sessions)

    def on_resize(self, event: events.Resize) -> None:
        narrow = event.size.width < NARROW or event.size.height < LOW
        self.query_one(TargetList).narrow = self.board.narrow = narrow
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
        if not (self.is_open and self.is_whole):
            return
        self.held.refresh()
        self._every_second.tick()
        self.board.look_again()
        if self.board.is_shown:
            self._show_session_count()
        self.query_one(TargetList).refresh()
        self._show_target()

    def _show_target(self) -> None:
        self._telling.tell()

    @property
    def held_session(self) -> RoleSession | None:
        """The session of the target under the cursor, if it is held."""
        return self.held.session(self.target, self.base_profile) if self.target else None

    @property
    def whereabouts(self) -> object:
        """What was typed, and what the cursor is on: it changes when somebody is at work."""
        return self.query_one("#query", Input).value, self._here, self.app.screen

    @property
    def _here(self) -> object:
        """What is under the cursor."""
        if not self.board.is_shown:
            return self.target
        return self.board.row.key if self.board.row else None

    @property
    def target(self) -> Target | None:
        """The one under the cursor of the targets."""
        row = self.query_one(TargetList).row
        return row.target if row else None

    @property
    def _list(self) -> TargetList | CursorList:
        if self.board.is_shown:
            return self.query_one(SessionList)
        if self.has_class("-first-run"):
            # deferred: it is seen once
            from rolecall.ui.targets.first_run import ChoiceList

            return self.query_one(ChoiceList)
        return self.query_one(TargetList)

    # -- commands

    def action_move(self, steps: int) -> None:
        self._list.move(steps)

    def action_page(self, pages: int) -> None:
        self._list.move_page(pages)

    def on_input_submitted(self) -> None:
        self.action_run(ASSUME.id)

    def on_key_button_pressed(self, message: KeyButton.Pressed) -> None:
        self.action_run(message.command.id)

    def action_run(self, command: str) -> None:
        """Run the command of this id, on what all that was typed before it leaves.

        Textual runs the binding of a ^key or f-key at once, while letters typed before it may
        still wait in the search box: the row under the cursor would not be theirs. What is typed
        ahead waits until the page is whole.
        """
        if self.is_whole:
            self.query_one("#query", Input).call_later(self._run_in_turn, command)
        else:
            self.call_after_refresh(self.action_run, command)

    def _run_in_turn(self, command: str) -> None:
        # deferred: the first rows are drawn without them
        from rolecall.ui.actions import ACTIONS

        if self.is_open:
            self._search_typed(self.query_one("#query", Input).value)
            ACTIONS[command](self)

    def start(self, task: "RoleTask") -> None:
        """Start a task for the role under the cursor."""
        # deferred: the first rows are drawn without it
        from rolecall.ui.actions.sessions import start_for_session
        from rolecall.ui.flows.one_role import OneRole

        if self.board.is_shown:
            start_for_session(self, task)
        elif self.target is not None:
            try:
                plan = self._desk.plan(self.target)
            except RolecallError as refused:
                self.say("error", refused.message, refused.hint)
            else:
                self.work.start(OneRole(self, self._desk, plan, task))

    # -- what work tells the page

    def show_busy(self, target: Target | None, step: Step = Step.ASKING, detail: str = "") -> None:
        """Say in a target's row and card that work is under way; None: no longer."""
        busy = Busy(target, step, detail)
        self.query_one(TargetList).show_busy(busy)
        self.board.show_busy(busy)
        self._show_target()

    def learn(self, targets: Sequence[Target]) -> None:
        """Roles typed by hand, or listed by an assertion, are targets from now on."""
        self.searching.learn(targets)
