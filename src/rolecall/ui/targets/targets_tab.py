"""The targets tab: the list, the target under the cursor, marks and the first-run page."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Container, Vertical

from rolecall.core.model import RoleSession, Target
from rolecall.signin.desk import Desk
from rolecall.signin.plan import Plan
from rolecall.ui.flows.host import Host
from rolecall.ui.state.busy import Busy
from rolecall.ui.state.held import TimeLeft
from rolecall.ui.state.marks import Marks, gutter_sign
from rolecall.ui.state.pins import Pins
from rolecall.ui.tab import UNREAD, Counted, NothingToUse
from rolecall.ui.targets import target_keys
from rolecall.ui.targets.search import Search
from rolecall.ui.targets.target_card import Card, DetailLine, Strip
from rolecall.ui.targets.target_list import TargetList
from rolecall.ui.targets.target_rows import Listing, Row
from rolecall.ui.targets.target_view import TargetView, view_now, window_title
from rolecall.ui.widgets.cursor_list import CursorList
from rolecall.ui.widgets.window_sizes import WIDE

if TYPE_CHECKING:
    from rolecall.ui.targets.marked_targets import MarkedTargets


class TargetsTab(Vertical):
    """The targets, as a list and a card, strip or line; fulfils Tab, as the sessions tab does."""

    placeholder = "account, role, id, tag, note"

    def __init__(self, desk: Desk, host: Host, *, captured: bool) -> None:
        super().__init__(id="targets-tab")
        self.desk = desk
        self._host = host
        self._captured = captured
        self.on_change: Callable[[], None] = lambda: None
        self.pins = Pins(desk.paths.state_file)
        self.search = Search(self, host, desk, self.pins)
        self.marks = Marks()
        known = (*desk.catalog.targets, *desk.catalog.beyond)
        self._rows = TargetList(self._held, known, id="targets")
        self._rows.sign = gutter_sign(self.marks, lambda target: target in self.pins)
        self._rows.qualifier_of = lambda target: self.search.qualifier_of(target)
        self._rows.longest_held = lambda: host.held.longest
        self._forms = Card(id="card", captured=captured), Strip(id="strip"), DetailLine(id="detail")
        self._marked: MarkedTargets | None = None  # set once the first rows are drawn
        self._view: TargetView | None = None
        self.is_first_run = False
        self.counted = Counted(0, UNREAD, "target")

    def compose(self) -> ComposeResult:
        card, strip, line = self._forms
        beside = self.app.size.width >= WIDE  # the other form is mounted later
        with Container(id="body"):
            yield from (self._rows, card) if beside else (self._rows,)
            if not self.desk.catalog.targets:
                # deferred: it is seen once
                from rolecall.ui.targets.first_run import first_run_parts

                yield from first_run_parts(self.desk)
        yield from (line,) if beside else (strip, line)

    async def mount_rest(self) -> None:
        """Mounts what is hidden at first, and starts to index the targets."""
        # deferred: the first rows are drawn without it
        from rolecall.ui.targets.marked_targets import MarkedTargets

        marked = MarkedTargets(self, self._host, self.desk, self.marks)
        await marked.mount(*self._forms[:2])
        self._rows.progress = marked.row_words
        self._marked = marked
        self.search.prepare()

    @property
    def list(self) -> TargetList:
        """The rows that are shown."""
        return self._rows

    @property
    def row(self) -> Row | None:
        """The row under the cursor; None in an empty list."""
        return self._rows.row

    @property
    def target(self) -> Target | None:
        """The target under the cursor; None on a heading or in an empty list."""
        row = self._rows.row
        return row.target if row else None

    @property
    def here(self) -> object:
        return self.target

    @property
    def held_session(self) -> RoleSession | None:
        """The session of the target under the cursor; None where it is not held."""
        target = self.target
        return self._host.held.session(target, self._host.base_profile) if target else None

    @property
    def title(self) -> str:
        """The terminal's title, which names the target under the cursor while it is held."""
        return window_title(self._view)

    def plan_here(self) -> Plan | None:
        target = self.target
        return self.desk.plan(target) if target else None

    def nothing_here(self) -> NothingToUse:
        guesses = any(row.guess for row in self._rows.rows)
        return target_keys.nothing_here(self.app, is_first_run=self.is_first_run, guesses=guesses)

    def filter(self, query: str) -> None:
        self.search.search(query)

    def show_listing(self, listing: Listing, query: str, total: int) -> None:
        """Shows the rows of a query; `total` is how many targets there are."""
        self.is_first_run = not total and not query.strip()
        self.screen.set_class(self.is_first_run, "-first-run")
        total = UNREAD if self.desk.catalog.is_head else total
        self.counted = Counted(listing.found, total, "target")
        self._rows.show(listing.rows, query, listing.cursor)
        self._moved()

    def show_more(self, listing: Listing) -> None:
        """Appends rows that were found later; the cursor stays where it is."""
        self._rows.show_more(listing.rows)

    def learn(self, targets: Sequence[Target]) -> None:
        """Adds roles typed by hand, or listed by an assertion, to the targets."""
        self.search.learn(targets)
        self._rows.fit(targets)

    def move(self, steps: int) -> None:
        self._list.move(steps)

    def move_page(self, pages: int) -> None:
        self._list.move_page(pages)

    @property
    def _list(self) -> CursorList:
        if self.is_first_run:
            # deferred: it is seen once
            from rolecall.ui.targets.first_run import ChoiceList

            return self.query_one(ChoiceList)
        return self._rows

    def on_cursor_list_moved(self) -> None:
        self._moved()

    def on_target_list_marked(self) -> None:
        self.toggle_mark()

    def _moved(self) -> None:
        if self._marked is not None:
            self._marked.many.look_away()
        self.show_target()
        self.on_change()

    @property
    def marked(self) -> "MarkedTargets":
        """The round of the marked targets. Raises RuntimeError before `mount_rest`."""
        if self._marked is None:
            raise RuntimeError("The tab is not whole yet.")
        return self._marked

    def toggle_mark(self) -> None:
        """Marks or unmarks the target under the cursor; says so where it cannot be assumed."""
        target = self.target
        if target is None or (target.why_not and target not in self.marks):
            why = (target_keys.CANNOT_YET, target.why_not) if target else self.nothing_here().parts
            self._host.say("warning", *why)
            return
        self.marks.toggle(target)
        if self._captured and len(self.marks) > 1:
            self._host.announce("warning", *target_keys.one_role_only(len(self.marks), self.app))
        self.marked.many.look_away()
        self.look_again()
        self.on_change()

    def clear_marks(self) -> bool:
        """Clears the marks and the card of their round; returns False where there was neither."""
        many = self.marked.many
        had = self.marks.clear() or many.is_shown
        many.reset()
        if had:
            self.look_again()
            self.on_change()
        return had

    def look_again(self) -> None:
        self._rows.refresh_changed()
        self.show_target()

    def show_target(self) -> None:
        """Refreshes the card, strip or line with the target under the cursor."""
        self._view = self._view_of(self.target)
        for form in self._forms:
            if form.is_attached and form.display:  # one, by the size of the window
                form.show(self._view)
        if self._marked is not None:
            self._marked.show()

    def show_busy(self, busy: Busy) -> None:
        self._rows.show_busy(busy)
        self.show_target()

    @property
    def narrow(self) -> bool:
        """Whether the window has room only for the list without its account ids and bars."""
        return self._rows.narrow

    @narrow.setter
    def narrow(self, narrow: bool) -> None:
        self._rows.narrow = narrow

    def key_words(self) -> Mapping[str, str]:
        if self.is_first_run:
            # deferred: it is seen once
            from rolecall.ui.targets.first_run import FirstRun

            return target_keys.over_choices(
                self.query_one(FirstRun).choice.word, narrow=self.narrow
            )
        return target_keys.over_list(
            self._view,
            marks=len(self.marks),
            many=self._marked.many if self._marked else None,
            captured=self._captured,
            narrow=self.narrow,
            width=self.screen.size.width,
        )

    def _held(self, target: Target) -> TimeLeft | None:
        return self._host.held.row(target, self._host.base_profile)

    def _view_of(self, target: Target | None) -> TargetView | None:
        if target is None:
            return None
        view = view_now(target, self.desk, self._host.held, self._host.base_profile)
        view = view._replace(matched=self._rows.matched)
        if target == self._rows.busy.target:
            view = view._replace(plan=("", self._rows.busy.words))
        return view
