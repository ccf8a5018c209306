"""The session that is held: its token as it is, or refreshed while the session goes on.

One process refreshes, under a lock of Rolecall's own; the others read what it has kept. AWS's own
tools know no such lock: where one of them was quicker, its token is used.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from rolecall.core.errors import Cancelled, Refused, RolecallError
from rolecall.core.identity_center import IdentityCenter
from rolecall.core.notices import post_notice
from rolecall.core.process.clock import ticks
from rolecall.sessions.aws_tools.sso_sessions import SsoSessions, is_over
from rolecall.sessions.aws_tools.sso_tokens import SsoToken, SsoTokens
from rolecall.signin.services import Services

if TYPE_CHECKING:
    from rolecall.aws.call.bounded_call import CallContext

REFRESH_AT = timedelta(minutes=15)  # what is left when a token is refreshed, as in AWS's tools
RESERVE = timedelta(seconds=30)  # less is not worth sending
_BETWEEN = 60.0  # seconds between two tries to refresh a token that still serves
_OTHERS = 2.0  # seconds for another tool to write what it got for the refresh token
_WRITING = 0.5  # seconds for another tool to write a file that it has truncated
_LOOK = 0.05  # seconds between two looks at the file

_tried: dict[str, float] = {}  # when, by the file of the token


class Held(NamedTuple):
    """What a center's cache leads to. `over` says that its session has just been found to be."""

    token: SsoToken | None = None  # one that serves now; None: only a sign-in leads on
    over: Refused | None = None


def tokens_of(services: Services) -> SsoTokens:
    return SsoTokens(services.files.paths.sso_cache)


def notes_of(services: Services) -> SsoSessions:
    return SsoSessions(services.files.paths.sso_sessions)


def held_token(
    services: Services,
    center: IdentityCenter,
    call: "CallContext",
    refused: SsoToken | None = None,
) -> Held:
    """Returns the token that serves now, refreshed if little is left of it.

    `refused` is one that the portal no longer takes. While a token serves, a refresh that fails
    does no harm; otherwise this raises RolecallError where AWS is not reached.
    """
    tokens, now = tokens_of(services), services.clock()
    token = tokens.read(center) or _once_whole(tokens, center, call.check_cancelled)
    if token is None:
        return Held()
    is_good = refused is None or token.access_token != refused.access_token
    left = token.expiration - now
    if is_good and left > REFRESH_AT:
        return Held(token)
    serves = is_good and left > RESERVE
    otherwise = Held(token if serves else None)
    if not token.can_refresh(now) or is_over(token, notes_of(services).noted(center)):
        return otherwise
    file = tokens.path_of(center)
    if serves and ticks() - _tried.get(file, -_BETWEEN) < _BETWEEN:
        return otherwise
    _tried[file] = ticks()
    try:
        return _refreshed(services, center, call, token, otherwise)
    except Cancelled:
        raise
    except RolecallError:
        if not serves:
            raise
        return otherwise


def _refreshed(
    services: Services,
    center: IdentityCenter,
    call: "CallContext",
    token: SsoToken,
    otherwise: Held,
) -> Held:
    # deferred: boto3 costs 0.4 s
    from rolecall.aws.identity_center.oidc import Oidc, Registration
    from rolecall.aws.refusals.identity_center_calls import REGISTRATION_OVER, SESSION_OVER

    tokens, notes = tokens_of(services), notes_of(services)
    with tokens.lock(center):
        now = services.clock()
        again = tokens.read(center)
        if again is None:  # somebody signed out
            return otherwise
        if again.access_token != token.access_token:
            return Held(again) if again.expiration - now > RESERVE else otherwise
        registration = Registration(
            token.client_id, token.client_secret, token.registration_expires
        )
        try:
            issued = Oidc(center, services.clock, call).by_refresh_token(
                registration, token.refresh_token
            )
        except Refused as refused:
            if refused.code in REGISTRATION_OVER.split():
                return otherwise
            if refused.code != SESSION_OVER:
                raise
            theirs = _of_another_tool(tokens, center, token, call.check_cancelled)
            if theirs is not None:
                return Held(theirs)
            with suppress(RolecallError):
                notes.ended(center, now)
            return Held(None, refused)
        new = token._replace(
            access_token=issued.access_token,
            expiration=issued.expiration,
            refresh_token=issued.refresh_token or token.refresh_token,
        )
        keep_token(tokens, center, new)
        with suppress(RolecallError):
            notes.alive(center, now, token)
        return Held(new)


def keep_token(tokens: SsoTokens, center: IdentityCenter, token: SsoToken) -> None:
    """Keeps a token for all tools; where that fails, a notice says so. The caller has the lock."""
    try:
        tokens.keep(center, token)
    except RolecallError as error:
        line = f"You are signed in to {center.name}, but only here: {error.message}"
        post_notice(line, error.hint)


def _once_whole(
    tokens: SsoTokens, center: IdentityCenter, check_cancelled: Callable[[], None]
) -> SsoToken | None:
    """Returns the token of a file that another tool is writing; None where it stays torn."""
    ends = ticks() + _WRITING
    while tokens.is_torn(center) and ticks() < ends:
        check_cancelled()
        time.sleep(_LOOK)
    return tokens.read(center)


def _of_another_tool(
    tokens: SsoTokens,
    center: IdentityCenter,
    token: SsoToken,
    check_cancelled: Callable[[], None],
) -> SsoToken | None:
    """Returns the token that another tool has put in this one's place; None where none comes."""
    ends = ticks() + _OTHERS
    while True:
        found = tokens.read(center)
        if found is not None and found.access_token != token.access_token:
            return found
        if ticks() >= ends:
            return None
        check_cancelled()
        time.sleep(_LOOK)
