"""The keys of an `aws login` session: those of the moment, renewed while the session lasts.

A refresh token serves once. So of all processes one refreshes at a time: it takes a lock, reads the
file again, refreshes, and writes the file whole. What AWS's own tools do meanwhile, without a lock,
is looked for before a session counts as over.
"""

import os
import time
from datetime import timedelta

from rolecall.aws.call.waiting import wait_for
from rolecall.aws.login.dpop import check_installed
from rolecall.aws.refusals.login_calls import SESSION_OVER
from rolecall.core.errors import ConfigError, Refused, RolecallError, Unreachable
from rolecall.core.model import parse_login_arn
from rolecall.core.notices import post_notice
from rolecall.core.process.clock import ticks
from rolecall.sessions.aws_tools.login_keys import (
    LoginToken,
    read_token,
    token_file,
    write_token,
)
from rolecall.sessions.aws_tools.login_shelf import has_ended, note_ended
from rolecall.signin.progress import Step
from rolecall.signin.prompters import Prompter
from rolecall.signin.services import Services
from rolecall.signin.turns.turns import PATIENCE

RENEWED_BELOW = timedelta(minutes=5)  # as AWS's own tools renew them
LEAST = timedelta(seconds=60)  # keys with less left are not handed out
NOT_SIGNED_IN = "NotSignedIn"  # the code of the refusal where there is no session
_TORN = 1.0  # seconds for another tool to have written a file
_OTHERS = 2.0  # seconds for another tool to write what it got for the same refresh token
_PAUSE = 0.05


class _Notices:
    """The observer of a refresh, which is not broken off: its answer would be lost."""

    def __init__(self, prompter: Prompter) -> None:
        self.notice = prompter.notice


def renewed(
    services: Services, profile: str, prompter: Prompter, instead_of: str = ""
) -> LoginToken:
    """Returns the session of a profile with keys for five more minutes, as far as AWS gives some.

    `instead_of`: the access key id of keys that are to be replaced, whatever time they have left.

    Nobody is asked. Raises Refused where the session is over, with the code of AWS's refusal or
    NOT_SIGNED_IN; and RolecallError.
    """
    login_session = login_session_of(services, profile)
    token = read_token(services.files.paths.login_cache, login_session)
    if token is not None and _serves(token, services, instead_of):
        return token
    from rolecall.aws.call.limits import LIMITS  # deferred: boto3 costs 0.4 s

    prompter.progress(Step.ASKING)
    check = getattr(prompter, "check_cancelled", lambda: None)
    limit = PATIENCE + LIMITS.total
    try:
        # In a thread, which a user who leaves does not stop: the next refresh token would be lost.
        return wait_for(
            lambda: _refreshed(services, profile, login_session, prompter, instead_of),
            limit,
            check,
            "aws-login",
        )
    except TimeoutError:
        raise Unreachable(
            f"The keys of profile {profile} did not come within {limit:g} s.",
            "Check the network, then try again.",
        ) from None


def login_session_of(services: Services, profile: str) -> str:
    """Returns the ARN of who signs in for a profile. Raises ConfigError where it names nobody."""
    found = services.files.profiles.get(profile)
    login_session = found.login_session if found else ""
    if parse_login_arn(login_session) is None:
        raise ConfigError(
            f"The login_session of profile {profile} is not the ARN of a user or session.",
            f"Sign in anew, which corrects it: aws login --profile {profile}",
        )
    return login_session


def region_of_sign_in(services: Services, profile: str) -> str:
    """Returns the region to sign in to for a profile; empty for none known."""
    found, env = services.files.profiles.get(profile), services.files.env
    region = found.region if found else ""
    return env.get("AWS_REGION") or env.get("AWS_DEFAULT_REGION") or region


def _refreshed(
    services: Services, profile: str, login_session: str, prompter: Prompter, instead_of: str
) -> LoginToken:
    paths = services.files.paths
    path = token_file(paths.login_cache, login_session)
    with services.turns.taken("aws-login", path, prompter.progress):
        token = _read(services, login_session)
        if token is None:
            raise not_signed_in(profile)
        if _serves(token, services, instead_of):
            return token
        try:
            if has_ended(paths.ended_logins, token):
                raise _over(profile)
            return _refresh(services, profile, token, prompter)
        except RolecallError:
            if token.keys.expiration - services.clock() < LEAST:
                raise
            return token  # it is raised again once these are over


def _serves(token: LoginToken, services: Services, instead_of: str) -> bool:
    left = token.keys.expiration - services.clock()
    return left > RENEWED_BELOW and token.keys.access_key_id != instead_of


def _refresh(services: Services, profile: str, token: LoginToken, prompter: Prompter) -> LoginToken:
    from rolecall.aws.login.tokens import SignInService  # deferred: boto3 costs 0.4 s

    check_installed()
    region = token.region or region_of_sign_in(services, profile)
    partition = token.login_session.split(":")[1]
    service = SignInService(profile, region, partition, services.call(_Notices(prompter)))
    try:
        new = service.by_refresh_token(
            token.client_id, token.refresh_token, token.dpop_key, services.clock
        )
    except Refused as refused:
        if refused.code not in SESSION_OVER:
            raise
        if other := _of_another_tool(services, token):
            return other
        note_ended(services.files.paths.ended_logins, token)
        raise
    token = token._replace(keys=new.keys, refresh_token=new.refresh_token)
    try:
        write_token(services.files.paths.login_cache, token)
    except RolecallError as error:
        post_notice(f"The new keys of profile {profile} work once: {error.message}", error.hint)
    return token


def _read(services: Services, login_session: str) -> LoginToken | None:
    """Reads a session's file; one that another tool is writing is read again."""
    folder, ends = services.files.paths.login_cache, ticks() + _TORN
    while (token := read_token(folder, login_session)) is None:
        if ticks() >= ends or not os.path.exists(token_file(folder, login_session)):
            return None
        time.sleep(_PAUSE)
    return token


def _of_another_tool(services: Services, token: LoginToken) -> LoginToken | None:
    """Returns what another tool got for the refresh token that AWS no longer takes from us."""
    ends = ticks() + _OTHERS
    while ticks() < ends:
        found = _read(services, token.login_session)
        if found is not None and found.refresh_token != token.refresh_token:
            return found
        time.sleep(_PAUSE)
    return None


def not_signed_in(profile: str) -> Refused:
    return Refused(
        f"Profile {profile} is not signed in with `aws login`.",
        f"Sign in: aws login --profile {profile}",
        NOT_SIGNED_IN,
    )


def _over(profile: str) -> Refused:
    return Refused(
        f"The `aws login` session of profile {profile} has expired.",
        f"Sign in again: aws login --profile {profile}",
        SESSION_OVER[0],
    )
