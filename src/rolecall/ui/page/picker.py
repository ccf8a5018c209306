"""The picker's screen: header, search box, the two tabs, messages and keys."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import ComposeResult

from rolecall.catalog.defaults import base_profile_name
from rolecall.core.model import BASTION, Target
from rolecall.core.state.state import load_state
from rolecall.signin.desk import Desk
from rolecall.signin.progress import Step
from rolecall.ui.commands import ASSUME, SWITCH, bindings
from rolecall.ui.messages import FirstRowsDrawn
from rolecall.ui.page.header import Header, whose_words
from rolecall.ui.page.key_line import KeyLine
from rolecall.ui.page.message_line import MessageLine
from rolecall.ui.page.opening import OpeningScreen
from rolecall.ui.page.problems import show_problems
from rolecall.ui.page.search_box import SearchBox
from rolecall.ui.state.busy import Busy
from rolecall.ui.tab import Tab
from rolecall.ui.targets.targets_tab import TargetsTab
from rolecall.ui.terminal.terminal_app import show_title
from rolecall.ui.widgets.key_button import KeyButton
from rolecall.ui.widgets.window_sizes import HEIGHT_CLASSES, LOW, NARROW, WIDTH_CLASSES

if TYPE_CHECKING:
    from rolecall.ui.flows.every_second import EverySecond
    from rolecall.ui.flows.work import Work

RunCommand = Callable[["Picker", str], None]  # called with the id of a command


class Picker(OpeningScreen):
    """The page: header, search box, one of two tabs, message line and key line."""

    AUTO_FOCUS = "#query"
    BINDINGS: ClassVar[list[Any]] = bindings()
    HORIZONTAL_BREAKPOINTS = WIDTH_CLASSES
    VERTICAL_BREAKPOINTS = HEIGHT_CLASSES

    def __init__(
        self,
        desk: Desk,
        *,
        captured: bool,
        device_code: Callable[[str], str | None],
        run_command: RunCommand,
        classes: str = "",
    ) -> None:
        super().__init__(desk, captured=captured, classes=classes)
        self.base_profile = ""
        self.targets = TargetsTab(desk, self, captured=captured)
        self.targets.on_change = self._here_changed
        self.tab: Tab = self.targets
        in_demo = bool(desk.env.get("ROLECALL_DEMO"))
        self._header = Header(id="header", in_demo=in_demo)
        self.search_box = SearchBox(self.targets.placeholder, id="search", in_demo=in_demo)
        self._message_line = MessageLine(id="message", markup=False)
        self._key_line = KeyLine(id="keys", markup=False)
        self._query: str | None = None  # the query whose rows are shown
        self.device_code = device_code
        self._run_command = run_command
        self.was_searched = False  # since it was opened

    @cached_property
    def work(self) -> "Work":
        """Runs the flows, one at a time."""
        # deferred: the first rows are drawn without it
        from rolecall.ui.flows.work import Work

        return Work(self)

    @cached_property
    def _every_second(self) -> "EverySecond":
        # deferred: the first rows are drawn without it
        from rolecall.ui.flows.every_second import EverySecond

        return EverySecond(self, self.desk, self.surroundings)

    def compose(self) -> ComposeResult:
        yield from (self._header, self.search_box, self.targets, self._message_line)
        yield self._key_line

    def on_mount(self) -> None:
        self._fit(*self.app.size)
        self.search_box.field.on_change = self._search
        self.held.refresh()
        state = load_state(self.desk.paths.state_file)
        self.base_profile = base_profile_name(self.desk.env, self.desk.settings, state)
        self._search("")
        show_problems(self, self.desk, self.announce)
        self.call_after_refresh(self.post_message, FirstRowsDrawn())

    async def mount_rest(self) -> None:
        """Mounts what is hidden at first; from then on commands run."""
        self.sessions.on_change, self.sessions.narrow = self._here_changed, self.targets.narrow
        await self.mount(self.sessions, after=self.targets)
        await self.targets.mount_rest()
        self.is_whole = True
        self.set_interval(1, self.look_again)
        self.look_again()

    @property
    def is_open(self) -> bool:
        """False once the application is leaving, which cancels workers and unmounts the page."""
        whole = self._message_line.is_attached and self.search_box.is_whole
        return self.app.is_running and self.is_attached and whole

    def say(self, kind: str, text: str, hint: str = "") -> None:
        """Shows a message about the row under the cursor, until the cursor leaves that row."""
        self._message_line.say(kind, text, hint, about=self.tab.here)

    def announce(self, kind: str, text: str, hint: str = "") -> None:
        """Shows a message that stays when the cursor moves."""
        self._message_line.say(kind, text, hint)

    def say_nothing(self) -> None:
        """Clears the message line."""
        self._message_line.clear()

    def _search(self, query: str) -> None:
        """Filters the present tab by a query, unless it is filtered by it already."""
        self.was_searched |= bool(query)
        if query != self._query:
            self._query = query
            self.tab.filter(query)
            self._show_lines()

    def show_tab(self, tab: Tab) -> None:
        """Switches to a tab. The targets keep their query, the sessions start with an empty one."""
        if tab is self.tab:
            return
        session = self.targets.held_session
        self.say_nothing()
        self.tab, self._query = tab, None
        self.set_class(self.on_sessions, "-board")
        self.sessions.is_shown = self.on_sessions
        if self.on_sessions:
            self.sessions.open(session.request if session else None)
            self.search_box.begin(tab.placeholder)
        else:
            self.search_box.resume(tab.placeholder)
        self._search(self.search_box.text)
        self.look_again()

    @property
    def on_sessions(self) -> bool:
        """Whether the sessions tab is shown, and not the targets."""
        return self.tab is not self.targets

    def _here_changed(self) -> None:
        """The callback of both tabs: another row is under the cursor, or its text has changed."""
        self._message_line.cursor_is_on(self.tab.here)
        self._show_lines()

    def look_again(self) -> None:
        """Refreshes what depends on time and sessions: every second, and after each change."""
        if not (self.is_open and self.is_whole):
            return
        self.held.refresh()
        self._every_second.tick()
        self.sessions.look_again()
        self.targets.look_again()
        self._show_lines()

    def _show_lines(self) -> None:
        """Refreshes the title, the count, the key line and the header."""
        show_title(self.app, self.targets.title)
        marked = 0 if self.on_sessions else len(self.targets.marks)
        self.search_box.show_count(self.tab.counted, marked)
        busy = self.is_whole and self.work.is_under_way
        leave = "stop" if busy else "clear" if self.search_box.text else ""
        self._key_line.show(self.tab.key_words(), leave)
        mfa = self.held.login_of(BASTION, self.base_profile)
        whose = whose_words(self.base_profile, mfa, self.desk.clock())
        board = (self.sessions.count, self.sessions.worst()) if self.is_whole else (0, None)
        self._header.show(*board, *whose, on_board=self.on_sessions)

    def show_busy(self, target: Target | None, step: Step = Step.ASKING, detail: str = "") -> None:
        """Shows the step of the work under way for a target; None clears it."""
        busy = Busy(target, step, detail)
        self.targets.show_busy(busy)
        self.sessions.show_busy(busy)
        self._show_lines()

    def learn(self, targets: Sequence[Target]) -> None:
        """Adds roles typed by hand, or listed by an assertion, to the targets."""
        self.targets.learn(targets)

    @property
    def whereabouts(self) -> object:
        """Query, row and screen; a change of it means that the user has done something."""
        return self.search_box.text, self.tab.here, self.app.screen

    def on_input_submitted(self) -> None:
        self.action_run(ASSUME.id)

    on_cursor_list_chosen = on_input_submitted

    def on_key_button_pressed(self, message: KeyButton.Pressed) -> None:
        self.action_run(message.command.id)

    def on_header_tab_pressed(self, message: Header.TabPressed) -> None:
        if message.sessions != self.on_sessions:
            self.action_run(SWITCH.id)  # which waits until there is a page to switch to

    def on_resize(self, event: events.Resize) -> None:
        self._fit(*event.size)
        self.call_after_refresh(self.look_again)

    def _fit(self, columns: int, rows: int) -> None:
        narrow = columns < NARROW or rows < LOW
        self.targets.narrow = narrow
        if self.is_whole:
            self.sessions.narrow = narrow

    def on_key(self, event: events.Key) -> None:
        """Sends typed letters to the search box, whatever has the focus."""
        if event.is_printable and event.character and not self.search_box.field.has_focus:
            event.stop()
            self.search_box.type_letter(event.character)

    def action_move(self, steps: int) -> None:
        self.tab.move(steps)

    def action_page(self, pages: int) -> None:
        self.tab.move_page(pages)

    def action_run(self, command: str) -> None:
        """Runs the command of this id, after all that was typed before its key.

        Textual runs the binding of a ^key or f-key at once, while letters typed before it may
        still be queued for the search box: the wrong row would be under the cursor.
        """
        self.search_box.call_later(self.action_run_in_turn, command)

    def action_run_in_turn(self, command: str) -> None:
        """Runs the command of this id with the query as it is; later, where no page is whole."""
        if not self.is_whole:
            self.call_after_refresh(self.action_run, command)
        elif self.is_open:
            self._search(self.search_box.text)
            self._run_command(self, command)
