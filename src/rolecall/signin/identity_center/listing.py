"""Lists what an Identity Center assigns: the accounts as they come, then the roles of each.

With hundreds of accounts that takes half a minute, as the portal answers about 20 requests a
second: whoever looks on says which accounts come next.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, TypeVar

from rolecall.catalog.identity_center.assignments import Assigned
from rolecall.core.errors import Cancelled, Refused, RolecallError
from rolecall.core.identity_center import IdentityCenter
from rolecall.core.notices import post_notice
from rolecall.sessions.aws_tools.sso_tokens import SsoToken
from rolecall.signin.identity_center.held import held_token
from rolecall.signin.prompters import SilentPrompter
from rolecall.signin.services import Services

if TYPE_CHECKING:
    from rolecall.aws.call.bounded_call import CallContext
    from rolecall.aws.identity_center.pace import Pacer
    from rolecall.aws.identity_center.portal import AccountPage, Portal

Result = TypeVar("Result")
Batch = tuple[Assigned, ...]  # accounts without roles, or one account with its roles

_THREADS = 6  # as many as keep the pace where an answer takes 300 ms
_LOOK = 0.1  # seconds of waiting between two looks at whether the user has left


def list_assignments(
    services: Services,
    center: IdentityCenter,
    token: SsoToken,
    *,
    wanted: Callable[[], Sequence[str]],
    found: Callable[[Batch], None],
    check_cancelled: Callable[[], None],
    pacer: "Pacer | None" = None,
) -> Batch:
    """Returns all accounts with their roles; `found` is told of each batch as soon as it is there.

    `wanted` is asked before each request, in several threads, for the ids of the accounts whose
    roles are to come next; `found` is called in this thread alone. `pacer` is for tests. Raises
    RolecallError, after `found` had all that came before it, and what `check_cancelled` raises.
    """
    # deferred: boto3 costs 0.4 s
    from rolecall.aws.identity_center.portal import Portal

    call = services.call(SilentPrompter(post_notice, check_cancelled))
    portal = Portal(center, call, pacer)
    session = _Session(services, center, call, token)
    listing = _Listing(portal, session, wanted)
    try:
        return listing.run(found, check_cancelled)
    except RolecallError as error:
        raise _half_way(error, listing, center.name) from None
    finally:
        listing.stop()
        portal.close()


def accounts_of(services: Services, center: IdentityCenter, token: SsoToken) -> Iterator[Batch]:
    """Yields the accounts without their roles, page by page. Raises RolecallError."""
    # deferred: boto3 costs 0.4 s
    from rolecall.aws.identity_center.portal import Portal

    call = services.call(SilentPrompter(post_notice))
    portal = Portal(center, call)
    session = _Session(services, center, call, token)
    page, is_last = "", False
    try:
        while not is_last:
            came = session.send(partial(_page, portal, page))
            yield tuple(Assigned(*each) for each in came.accounts)
            page = came.next_page
            is_last = not page
    finally:
        portal.close()


def roles_of(
    services: Services, center: IdentityCenter, token: SsoToken, account_id: str
) -> tuple[str, ...]:
    """Returns the roles of one account. Raises RolecallError."""
    # deferred: boto3 costs 0.4 s
    from rolecall.aws.identity_center.portal import Portal

    call = services.call(SilentPrompter(post_notice))
    portal = Portal(center, call)
    session = _Session(services, center, call, token)
    try:
        return session.send(lambda each: portal.roles(each.access_token, account_id))
    finally:
        portal.close()


def _page(portal: "Portal", page: str, token: SsoToken) -> "AccountPage":
    return portal.accounts(token.access_token, page)


class _Session:
    """The token of several threads; one that the portal refuses is refreshed once for all."""

    def __init__(
        self, services: Services, center: IdentityCenter, call: "CallContext", token: SsoToken
    ) -> None:
        self._services = services
        self._center = center
        self._call = call
        self._token = token
        self._lock = threading.Lock()

    def send(self, ask: Callable[[SsoToken], Result]) -> Result:
        """Returns what `ask` returns with a token that the portal takes. Raises RolecallError."""
        from rolecall.aws.refusals.identity_center_calls import TOKEN_REFUSED  # deferred: as above

        token = self._token
        try:
            return ask(token)
        except Refused as refused:
            if refused.code != TOKEN_REFUSED:
                raise
            with self._lock:
                if self._token is token:
                    held = held_token(self._services, self._center, self._call, token)
                    if held.token is None:
                        raise held.over or refused from None
                    self._token = held.token
        return ask(self._token)


class _Listing:
    """The work of one listing: pages of accounts in the caller's thread, roles in several."""

    def __init__(
        self, portal: "Portal", session: _Session, wanted: Callable[[], Sequence[str]]
    ) -> None:
        self._portal = portal
        self._session = session
        self._wanted = wanted
        self._changed = threading.Condition()
        self._pending: dict[str, None] = {}  # whose roles nobody has asked for, in order
        self._has_all = False  # pages of accounts come first: nothing can be found without them
        self._is_stopped = False
        self._done: SimpleQueue[tuple[str, tuple[str, ...]] | BaseException] = SimpleQueue()
        self.accounts: dict[str, Assigned] = {}
        self.listed = 0  # accounts whose roles are known

    def run(self, found: Callable[[Batch], None], check_cancelled: Callable[[], None]) -> Batch:
        for _ in range(_THREADS):
            threading.Thread(target=self._list_roles, name="list-roles", daemon=True).start()
        page, is_last = "", False
        while not is_last or self.listed < len(self.accounts):
            check_cancelled()
            if not is_last:
                page = self._list_accounts(page, found)
                is_last = not page
                with self._changed:
                    self._has_all = is_last
                    self._changed.notify_all()
            while not self._done.empty() or (is_last and self.listed < len(self.accounts)):
                check_cancelled()
                with suppress(Empty):
                    self._take(self._done.get(timeout=_LOOK), found)
        return tuple(self.accounts.values())

    def stop(self) -> None:
        """Asks for nothing more; what is under way ends with the portal's connections."""
        with self._changed:
            self._is_stopped = True
            self._changed.notify_all()

    def _list_accounts(self, page: str, found: Callable[[Batch], None]) -> str:
        """Tells of a page of accounts; returns the next one's token, empty after the last."""
        came = self._session.send(lambda token: self._portal.accounts(token.access_token, page))
        batch = tuple(
            Assigned(*each) for each in came.accounts if each.account_id not in self.accounts
        )
        self.accounts |= {each.account_id: each for each in batch}
        if batch:
            found(batch)  # before the next page is asked for
        with self._changed:
            self._pending |= dict.fromkeys(each.account_id for each in batch)
            self._changed.notify_all()
        return came.next_page

    def _take(
        self, done: tuple[str, tuple[str, ...]] | BaseException, found: Callable[[Batch], None]
    ) -> None:
        if isinstance(done, BaseException):
            raise done
        account_id, roles = done
        self.listed += 1
        account = self.accounts[account_id] = self.accounts[account_id]._replace(roles=roles)
        found((account,))

    def _list_roles(self) -> None:
        try:
            while (account_id := self._next()) is not None:
                self._done.put((account_id, self._roles(account_id)))
        except BaseException as error:  # raised again in the caller's thread
            self._done.put(error)

    def _roles(self, account_id: str) -> tuple[str, ...]:
        from rolecall.aws.refusals.identity_center_calls import UNASSIGNED  # deferred: as above

        try:
            return self._session.send(
                lambda token: self._portal.roles(token.access_token, account_id)
            )
        except Refused as refused:
            if refused.code in UNASSIGNED.split():  # since its page came
                return ()
            raise

    def _next(self) -> str | None:
        """Returns the account whose roles come next; None after `stop`."""
        while True:
            with self._changed:
                self._changed.wait_for(
                    lambda: (self._pending and self._has_all) or self._is_stopped
                )
                if self._is_stopped:
                    return None
            first = self._wanted()
            with self._changed:
                chosen = next((each for each in first if each in self._pending), None)
                chosen = chosen or next(iter(self._pending), None)
                if chosen is not None:
                    del self._pending[chosen]
                    return chosen


def _half_way(error: RolecallError, listing: _Listing, name: str) -> RolecallError:
    """Returns the error for a listing of which a part has come."""
    if not listing.accounts or isinstance(error, Cancelled):
        return error
    total = len(listing.accounts)
    message = f"Only {listing.listed} of {total} accounts of {name} were listed: {error.message}"
    if isinstance(error, Refused):
        return error.reworded(message)
    told = type(error)(message, error.advice)
    told.request_id = error.request_id
    return told
