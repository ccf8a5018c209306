"""The access portal of an Identity Center: accounts, roles, credentials (SSO, 2019-06-10).

Its requests carry the access token of a session, and are not signed.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, TypeVar

from rolecall.aws.call.anonymous import AnonymousClients
from rolecall.aws.call.bounded_call import CallContext
from rolecall.aws.call.kept_client import KeptClient
from rolecall.aws.failures import not_aws
from rolecall.aws.identity_center.answers import about, text
from rolecall.aws.identity_center.pace import Pacer, pacer_of
from rolecall.aws.responses import credentials_from
from rolecall.core.errors import NotProcessed, Unreachable
from rolecall.core.identity_center import IdentityCenter
from rolecall.core.model import ACCOUNT_ID, Credentials
from rolecall.core.partitions import partition_of
from rolecall.core.process.clock import ticks
from rolecall.core.safe_text import safe_text
from rolecall.core.secret import Secret

Result = TypeVar("Result")

_ROLE = re.compile(r"[\w+=,.@-]{1,64}", re.ASCII)
_PAGE = 100  # entries, the most that the portal sends at once
_TRIES = 3  # where AWS fails or the connection breaks
_QUICK = 5.0  # seconds; whoever waited longer for an error does not wait for another
_MOST_PAGES = 1_000  # of one list: a portal that never comes to its end is none


class Account(NamedTuple):
    """An account that the user is assigned to."""

    account_id: str
    name: str
    email: str


class AccountPage(NamedTuple):
    """Some of the accounts; `next_page` is empty with the last ones."""

    accounts: tuple[Account, ...]
    next_page: str


class Portal:
    """The calls for one Identity Center, from several threads, over connections that it keeps.

    They are paced: see Pacer. All raise Refused with AWS's code, and Unreachable.
    """

    def __init__(
        self, center: IdentityCenter, call: CallContext | None = None, pacer: Pacer | None = None
    ) -> None:
        self._about = about(center)
        self._pacer = pacer or pacer_of(center.start_url)
        once = (call or CallContext()).sending_once
        clients = AnonymousClients(center.name, center.region, partition_of(center.region), once)
        self._client = KeptClient(clients, "sso")

    def close(self) -> None:
        """Closes all connections; calls that are under way in other threads end with an error."""
        self._client.close()

    def accounts(self, token: Secret, page: str = "") -> AccountPage:
        """Returns the first accounts, or those of a later page."""
        more = {"nextToken": page} if page else {}
        action = "sso:ListAccounts"
        answer = self._call(
            action,
            lambda sso: sso.list_accounts(accessToken=token.reveal(), maxResults=_PAGE, **more),
        )
        found = []
        for entry in _list(answer, "accountList", action):
            account_id = text(entry, "accountId", action)
            if not ACCOUNT_ID.fullmatch(account_id):
                raise not_aws(action)
            name, email = (safe_text(str(entry.get(key) or "")) for key in _NAMES)
            found.append(Account(account_id, name, email))
        return AccountPage(tuple(found), text(answer, "nextToken", action, needed=False))

    def roles(self, token: Secret, account_id: str) -> tuple[str, ...]:
        """Returns the names of the roles that the user has in an account: its permission sets."""
        action = "sso:ListAccountRoles"
        found: list[str] = []
        more: dict[str, str] = {}

        def send(sso: Any) -> Any:
            return sso.list_account_roles(
                accessToken=token.reveal(), accountId=account_id, maxResults=_PAGE, **more
            )

        for _ in range(_MOST_PAGES):
            answer = self._call(action, send, {"account": account_id})
            names = [text(e, "roleName", action) for e in _list(answer, "roleList", action)]
            if not all(_ROLE.fullmatch(name) for name in names):
                raise not_aws(action)
            found += names
            next_page = text(answer, "nextToken", action, needed=False)
            if not next_page:
                return tuple(dict.fromkeys(found))
            more = {"nextToken": next_page}
        raise not_aws(action)

    def credentials(
        self,
        token: Secret,
        account_id: str,
        role: str,
        clock: Callable[[], datetime],
        shown: str = "",
    ) -> Credentials:
        """Returns the credentials of a role, for as long as its permission set has them last.

        `shown` is the role's name in errors.
        """
        action = "sso:GetRoleCredentials"
        answer = self._call(
            action,
            lambda sso: sso.get_role_credentials(
                accessToken=token.reveal(), accountId=account_id, roleName=role
            ),
            {"name": shown or f"{role} in {account_id}"},
        )
        given = answer.get("roleCredentials")
        if not isinstance(given, Mapping):
            raise not_aws(action)
        as_of_sts = {
            "AccessKeyId": given.get("accessKeyId"),
            "SecretAccessKey": given.get("secretAccessKey"),
            "SessionToken": given.get("sessionToken"),
            "Expiration": _moment(given.get("expiration")),
        }
        metadata = {"ResponseMetadata": answer.get("ResponseMetadata", {})}
        return credentials_from({"Credentials": as_of_sts, **metadata}, clock())

    def log_out(self, token: Secret) -> None:
        """Ends the session of a token, and with it all of its tokens."""
        self._call("sso:Logout", lambda sso: sso.logout(accessToken=token.reveal()))

    def _call(
        self,
        action: str,
        send: Callable[[Any], Any],
        more: Mapping[str, str] | None = None,
    ) -> Any:
        values = {**self._about, **(more or {})}
        tries = 0
        while True:
            tries, began = tries + 1, ticks()
            try:
                return self._pacer.run(
                    lambda: self._client.call(action, send, values), self._client.check_cancelled
                )
            except NotProcessed:
                raise
            except Unreachable:
                # One of hundreds fails at times: all of them only read, and can be sent again.
                if tries == _TRIES or ticks() - began > _QUICK:
                    raise


_NAMES = ("accountName", "emailAddress")


def _list(answer: Mapping[str, Any], name: str, action: str) -> list[Mapping[str, Any]]:
    found = answer.get(name)
    if not isinstance(found, list) or not all(isinstance(entry, Mapping) for entry in found):
        raise not_aws(action)
    return found


def _moment(milliseconds: object) -> datetime | None:
    if not isinstance(milliseconds, int):
        return None
    try:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)
    except OverflowError:
        return None
