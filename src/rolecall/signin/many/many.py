"""Many roles with one code: those of one base identity share its login, taken four at a time.

    held role sessions, at once; else, for each base identity in turn:
    without a login the first role asks for one, alone; the others in parallel, asking nothing

A role that is refused costs the others nothing, and what was taken stays taken.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence

from rolecall.core.errors import Cancelled, Refused, RolecallError, UsageError
from rolecall.core.login import BaseIdentity
from rolecall.signin.desk import Desk
from rolecall.signin.many.role_progress import Progress, Status
from rolecall.signin.memory_store import MemoryStore
from rolecall.signin.plan import Plan
from rolecall.signin.prompters import FirstAskingPrompter, Prompter, SilentPrompter, WouldAsk
from rolecall.signin.schemes import scheme_named
from rolecall.signin.services import SignedIn

AT_ONCE = 4
_LOGINS = 2  # of one base identity: the second where AWS gave up the first one meanwhile


OnChange = Callable[[int, Progress], None]


class Many:
    """One round of sign-ins. `on_change` hears of each change, with the plan's place.

    It is called from several threads, one at a time, and must not wait for the thread that calls
    `stop`. The prompter is asked in the thread that runs, and in no other; its notices come from
    several.
    """

    def __init__(
        self,
        desk: Desk,
        plans: Sequence[Plan],
        prompter: Prompter,
        on_change: OnChange | None = None,
    ) -> None:
        # In memory, too: where nothing can be kept, one code is still enough.
        self._store = MemoryStore(desk.paths.sessions_folder, desk.store.shelves, desk.store.places)
        self._desk = desk.replaced(sign_in=desk.sign_in.over(self._store))
        self._prompter = prompter
        self._on_change = on_change or (lambda place, progress: None)
        self._all = [Progress(plan.replaced(shares_login=True)) for plan in plans]
        self._telling = threading.Lock()
        self._stopped = threading.Event()
        self._ended = False

    def stop(self) -> None:
        """Ask AWS and the user nothing more; what is held stays, what is under way is dropped."""
        self._stopped.set()

    def run(self) -> list[Progress]:
        """Take the roles; what came of each, in the order of the plans. Raises nothing expected."""
        groups: dict[BaseIdentity, list[int]] = {}
        for place, progress in enumerate(self._all):
            asks_nobody = progress.plan.target.why_not or self._desk.sign_in.held(progress.plan)
            if not asks_nobody or not self._take(place, self._unasking()):
                groups.setdefault(progress.plan.base, []).append(place)
        for places in groups.values():
            self._take_group(places)
        with self._telling:
            self._ended = True
            return [
                one
                if one.status in (Status.HELD, Status.REFUSED)
                else one._replace(status=Status.STOPPED)
                for one in self._all
            ]

    def _take_group(self, left: list[int]) -> None:
        """The roles of one base identity."""
        logins = 0
        left = sorted(left, key=lambda place: self._logged_in(self._all[place].plan))
        leads = not self._logged_in(self._all[left[0]].plan)
        while left and not self._stopped.is_set():
            if leads:
                first, *left = left
                leading = FirstAskingPrompter(self._prompter, self._check_cancelled)
                self._take(first, leading)
                logins += leading.asked
                error = self._all[first].error
                if error is not None and self._is_of_login(self._all[first].plan, error, leading):
                    for place in left:
                        self._set(place, Status.REFUSED, error=error)
                    return
            left = self._take_together(left)
            if logins >= _LOGINS:
                for place in left:
                    self._set(place, Status.REFUSED, error=WouldAsk())
                return
            leads = True  # of those that are left each would ask

    def _take_together(self, places: Sequence[int]) -> list[int]:
        """Takes roles in parallel, without a question. Returns those that would need one."""
        waiting, back = deque(places), list[int]()
        bugs: list[BaseException] = []

        def work() -> None:
            while waiting and not self._stopped.is_set():
                try:
                    place = waiting.popleft()
                except IndexError:  # another thread was quicker
                    return
                try:
                    if not self._take(place, self._unasking()):
                        back.append(place)
                except BaseException as bug:  # carried over to the thread that runs
                    bugs.append(bug)
                    return

        # Daemons: leaving must not wait for a call to AWS that hangs.
        threads = [
            threading.Thread(target=work, name="sign-in", daemon=True)
            for _ in range(min(AT_ONCE, len(places)))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            while thread.is_alive() and not self._stopped.is_set():
                thread.join(0.05)
        if bugs:
            raise bugs[0]
        return sorted(back)

    def _take(self, place: int, prompter: Prompter) -> bool:
        """Take one role; False where that would have needed a question nobody could be asked."""
        self._set(place, Status.ASKING)
        try:
            signed_in = self._desk.become(self._all[place].plan, prompter)
        except WouldAsk:
            self._set(place, Status.WAITING)
            return False
        except Cancelled:
            self.stop()
            self._set(place, Status.STOPPED)
        except RolecallError as error:
            self._set(place, Status.REFUSED, error=error)
        else:
            self._set(place, Status.HELD, signed_in)
        return True

    def _logged_in(self, plan: Plan) -> bool:
        """Whether a plan needs no question: there is a login, or it needs none."""
        if not scheme_named(plan.target.scheme).wants_login(plan):
            return True
        if self._desk.sign_in.spares_login(plan):
            return True
        return self._desk.sign_in.login(self._desk.current(plan)) is not None

    def _is_of_login(self, plan: Plan, error: RolecallError, leading: FirstAskingPrompter) -> bool:
        """Whether what the first role met will meet the others as well: there is no login."""
        if isinstance(error, Cancelled):
            return False
        wants_login = scheme_named(plan.target.scheme).wants_login(plan)
        if wants_login and self._logged_in(plan):
            return False
        return leading.asked or not isinstance(error, Refused | UsageError)

    def _unasking(self) -> SilentPrompter:
        return SilentPrompter(self._prompter.notice, self._check_cancelled)

    def _check_cancelled(self) -> None:
        if self._stopped.is_set():
            raise Cancelled()

    def _set(
        self,
        place: int,
        status: Status,
        signed_in: SignedIn | None = None,
        error: RolecallError | None = None,
    ) -> None:
        with self._telling:
            if not self._ended:
                self._all[place] = Progress(self._all[place].plan, status, signed_in, error)
                self._on_change(place, self._all[place])
