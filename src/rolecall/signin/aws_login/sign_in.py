"""Signing in with `aws login`; the session is kept where AWS's own tools keep theirs."""

import shlex
from collections.abc import Callable

from rolecall.aws.login.dpop import check_installed
from rolecall.aws.login.new_keys import NewKeys
from rolecall.core.errors import Refused
from rolecall.core.model import Target
from rolecall.core.safe_text import safe_text
from rolecall.sessions.aws_tools.login_keys import LoginToken, new_token, subject_of, write_token
from rolecall.signin.aws_login.keys import login_session_of, region_of_sign_in
from rolecall.signin.aws_login.pages import PASTED_WRONG, PageElsewhere, PageHere, SignInPage
from rolecall.signin.browser.pages import BrowserPage, BrowserQuestion
from rolecall.signin.browser.surroundings import wants_device
from rolecall.signin.progress import Step
from rolecall.signin.prompters import Prompter, never
from rolecall.signin.services import Services


def sign_in(
    services: Services,
    profile: str,
    prompter: Prompter,
    target: Target | None = None,
    over: Refused | None = None,
    is_answered: Callable[[], bool] = never,
) -> LoginToken:
    """Has somebody sign in for a profile; returns the new session, which is kept.

    `target` is what it is for, `over` why the session before serves no more. Raises RolecallError,
    and AnsweredElsewhere once `is_answered` is true: another process has begun one.
    """
    from rolecall.aws.login.tokens import SignInService  # deferred: boto3 costs 0.4 s

    check_installed()
    login_session = login_session_of(services, profile)
    region, partition = region_of_sign_in(services, profile), login_session.split(":")[1]
    service = SignInService(profile, region, partition, services.call(prompter))

    def begin(by_device: bool) -> BrowserPage:
        return (PageElsewhere if by_device else PageHere)(service, services.clock)

    by_device = wants_device(services.files.env)
    by_hand = f"aws login --profile {shlex.quote(profile)}"
    question = BrowserQuestion(
        f"AWS for profile {profile}",
        by_device,
        begin,
        target,
        Refused(over.message) if over else None,
        by_hand,
        is_answered,
    )
    while True:
        try:
            page = prompter.browser_login(question).page
        except Refused as refused:
            if refused.code != PASTED_WRONG:
                raise
            question = question._replace(refusal=refused)
            continue
        break
    if not isinstance(page, SignInPage) or page.given is None:
        raise TypeError("not a page that was made here")
    _check_user(profile, login_session, page.given)
    token = new_token(
        login_session,
        page.given.keys,
        client_id=page.client_id,
        refresh_token=page.given.refresh_token,
        id_token=page.given.id_token,
        dpop_key=page.key,
        region=service.region,
        now=services.clock(),
    )
    prompter.progress(Step.KEEPING_LOGIN)
    write_token(services.files.paths.login_cache, token)
    return token


def _check_user(profile: str, login_session: str, given: NewKeys) -> None:
    """Raises Refused where somebody else has signed in than the profile names."""
    who = subject_of(given.id_token) or login_session
    if who != login_session:
        raise Refused(
            f"You signed in as {safe_text(who)}, but profile {profile} is for {login_session}.",
            f"Sign out in the browser and try again, or change the profile: "
            f"aws login --profile {profile}",
        )
