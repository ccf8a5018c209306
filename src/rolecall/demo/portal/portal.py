"""The access portal: accounts, roles and their credentials (SSO, API version 2019-06-10)."""

from collections.abc import Sequence
from typing import Any

from rolecall.demo.protocol.http_messages import HttpRequest, HttpResponse
from rolecall.demo.protocol.json_api import answer, query_of, refusal
from rolecall.demo.protocol.refusals import AwsError
from rolecall.demo.sts.sts import assumed_role
from rolecall.demo.world.identity_center import Account, IdentityCenter, Session
from rolecall.demo.world.world import World

HEADER = "x-amz-sso_bearer_token"


def refuse(failed: AwsError) -> HttpResponse:
    """Return an error as the portal writes it."""
    return refusal(failed, {"message": failed.message, "__type": failed.code})


def unauthorized() -> AwsError:
    return AwsError("UnauthorizedException", "Session token not found or invalid", 401)


def too_many_requests() -> AwsError:
    return AwsError("TooManyRequestsException", "HTTP 429 Unknown Code", 429)


def signed_in(center: IdentityCenter, request: HttpRequest) -> Session:
    """Return the session of a request's token. Raises AwsError for none, and for too many."""
    if center.is_too_fast():
        raise too_many_requests()
    session = center.session_of(request.headers.get(HEADER, ""))
    if session is None:
        raise unauthorized()
    return session


def list_accounts(center: IdentityCenter, request: HttpRequest) -> HttpResponse:
    """ListAccounts, in pages."""
    accounts = sorted(center.accounts.values(), key=lambda account: account.account_id)
    entries = [
        {
            "accountId": account.account_id,
            "accountName": account.name,
            "emailAddress": account.email,
        }
        for account in accounts
    ]
    return _page("accountList", entries, center, query_of(request))


def list_account_roles(center: IdentityCenter, request: HttpRequest) -> HttpResponse:
    """ListAccountRoles, in pages."""
    query = query_of(request)
    account = _account(center, query)
    entries = [
        {"roleName": name, "accountId": account.account_id} for name in sorted(account.roles)
    ]
    return _page("roleList", entries, center, query)


def get_role_credentials(
    world: World, center: IdentityCenter, request: HttpRequest
) -> HttpResponse:
    """GetRoleCredentials; the expiration is in milliseconds."""
    query = query_of(request)
    role = _account(center, query).roles.get(query.get("role_name", ""))
    if role is None:
        raise AwsError("ForbiddenException", "No access", 403)
    key = world.issue(assumed_role(role, center.user), center.credentials_last)
    return answer(
        {
            "roleCredentials": {
                "accessKeyId": key.access_key_id,
                "secretAccessKey": key.secret,
                "sessionToken": key.token,
                "expiration": int((key.expires or 0) * 1000),
            }
        }
    )


def log_out(center: IdentityCenter, session: Session) -> HttpResponse:
    """Logout: the session ends, and every token of it."""
    center.log_out(session)
    return HttpResponse(200, b"", "application/json")


def _account(center: IdentityCenter, query: dict[str, str]) -> Account:
    account = center.accounts.get(query.get("account_id", ""))
    if account is None:
        raise AwsError("ForbiddenException", "No access", 403)
    return account


def _page(
    name: str, entries: Sequence[dict[str, str]], center: IdentityCenter, query: dict[str, str]
) -> HttpResponse:
    wanted, start = query.get("max_result", "100"), query.get("next_token", "0")
    if not (wanted.isdecimal() and 1 <= int(wanted) <= 100 and start.isdecimal()):
        raise AwsError("InvalidRequestException", "Invalid request", 400)
    first = int(start)
    last = first + min(int(wanted), center.page_size)
    answered: dict[str, Any] = {name: list(entries[first:last])}
    answered["nextToken"] = str(last) if last < len(entries) else None
    return answer(answered)
