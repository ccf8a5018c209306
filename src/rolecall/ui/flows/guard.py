"""The guard rail: a role in a protected account is taken only once its name was typed.

Only where a new session is needed: handing over one that is held already asks nothing.
"""

from collections.abc import Iterable

from rolecall.core.errors import Cancelled
from rolecall.signin.desk import Desk
from rolecall.signin.plan import Plan
from rolecall.signin.progress import Step
from rolecall.ui.dialogs.confirm import ConfirmDialog
from rolecall.ui.flows.host import Host
from rolecall.ui.threads import in_thread


class Guard:
    """Asks for the names of protected accounts, once each; a flow has a guard of its own."""

    def __init__(self, host: Host, desk: Desk) -> None:
        self._host = host
        self._desk = desk
        self._passed: set[str] = set()  # account ids

    async def check(self, plans: Iterable[Plan]) -> None:
        """Asks for each protected account with a role not held. Raises Cancelled if one is left."""
        guarded = [
            plan
            for plan in plans
            if plan.target.protected
            and not plan.target.why_not
            and plan.target.account_id not in self._passed
        ]
        if not guarded:
            return
        new = await in_thread(
            lambda: [plan for plan in guarded if self._desk.sign_in.held(plan) is None], "guard"
        )
        accounts: dict[str, list[Plan]] = {}
        for plan in new:
            accounts.setdefault(plan.target.account_id, []).append(plan)
        for account_id, of_account in accounts.items():
            self._host.show_busy(of_account[0].target, Step.WAITING_FOR_NAME)
            if not await self._host.app.push_screen_wait(ConfirmDialog(of_account)):
                raise Cancelled()
            self._passed.add(account_id)
