"""What the page says of the row under the cursor: card, strip or line, title, keys and header."""

from typing import TYPE_CHECKING

from rolecall.core.countdown import words_for
from rolecall.core.errors import RolecallError
from rolecall.core.model import Target, seconds_left
from rolecall.signin.desk import Desk
from rolecall.signin.plan import Plan
from rolecall.ui.page.header import Header
from rolecall.ui.page.key_line import KeyLine
from rolecall.ui.page.key_words import over_choices, over_sessions, over_targets
from rolecall.ui.targets.target_card import Card, DetailLine, Strip
from rolecall.ui.targets.target_list import TargetList
from rolecall.ui.targets.target_view import TargetView, view_of
from rolecall.ui.terminal.title import title_of
from rolecall.ui.widgets.window_sizes import ROOMY

if TYPE_CHECKING:
    from rolecall.ui.page.picker import Picker


class Telling:
    """Tells of the moment: once a second, and whenever something has changed."""

    def __init__(self, picker: "Picker", desk: Desk) -> None:
        self._picker = picker
        self._desk = desk

    def tell(self) -> None:
        """Bring everything up to this moment."""
        picker = self._picker
        view = self._view(picker.target) if picker.target else None
        for part in (picker.query_one(Card), picker.query_one(Strip), picker.query_one(DetailLine)):
            if part.display:  # one of them, by the size of the window
                part.show(view)
        picker.marking.show()
        picker.app.title = title_of(view)
        self._show_keys(view)
        self._show_header()

    def _view(self, target: Target) -> TargetView:
        held, base_profile = self._picker.held, self._picker.base_profile
        targets = self._picker.query_one(TargetList)
        session = held.session(target, base_profile)
        plan = self._plan(target)
        base = plan.base.profile if isinstance(plan, Plan) else base_profile
        login = held.login(target, base)
        profiles = held.profiles_of(session)
        view = view_of(target, session, login, plan, profiles, self._desk.clock())
        view = view._replace(matched=targets.matched)
        if target == targets.busy.target:
            view = view._replace(plan=("", targets.busy.words))
        return view

    def _show_header(self) -> None:
        picker, board = self._picker, self._picker.board
        mfa = picker.held.mfa_session(picker.base_profile)
        who, left = picker.base_profile, "not asked yet"
        if mfa is not None:
            who += f" · {mfa.user_name}"
            left = words_for(seconds_left(mfa.credentials.expiration, self._desk.clock()))
        header = picker.query_one(Header)
        header.show(board.count, board.worst(), who, left, on_board=board.is_shown)

    def _show_keys(self, view: TargetView | None) -> None:
        narrow = self._picker.query_one(TargetList).narrow
        roomy = self._picker.size.width >= ROOMY
        words = over_targets(view, captured=self._picker.captured, narrow=narrow, roomy=roomy)
        if self._picker.board.is_shown:
            row = self._picker.board.row
            words = over_sessions(ours=row is not None and row.is_ours, narrow=narrow)
        elif self._picker.has_class("-first-run"):
            # deferred: it is seen once
            from rolecall.ui.targets.first_run import FirstRun

            words = over_choices(self._picker.query_one(FirstRun).choice.word, narrow=narrow)
        else:
            words |= self._picker.marking.key_words()
        self._picker.query_one(KeyLine).show(words)

    def _plan(self, target: Target) -> Plan | RolecallError:
        try:
            return self._desk.plan(target)
        except RolecallError as refused:
            return refused
