"""A token of an Identity Center that serves now: held, refreshed, or by a new sign-in."""

import shlex
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from rolecall.core.errors import ConfigError, Refused, RolecallError
from rolecall.core.identity_center import IdentityCenter
from rolecall.core.model import Target
from rolecall.core.state.state import State, load_state, update_state
from rolecall.sessions.aws_tools.sso_tokens import SsoToken
from rolecall.signin.browser.pages import AnsweredElsewhere, BrowserPage, BrowserQuestion
from rolecall.signin.browser.surroundings import wants_device
from rolecall.signin.identity_center.held import (
    RESERVE,
    held_token,
    keep_token,
    notes_of,
    tokens_of,
)
from rolecall.signin.progress import Step
from rolecall.signin.prompters import Prompter, SilentPrompter
from rolecall.signin.services import Services
from rolecall.signin.turns.question_turn import question_turn

if TYPE_CHECKING:
    from rolecall.aws.call.bounded_call import CallContext
    from rolecall.signin.identity_center.pages import CenterPage

_PAGES = 3  # that nobody answers; then nobody is there
BROWSER, DEVICE = "browser", "device"  # the ways in state.toml


def usable_token(
    services: Services,
    center: IdentityCenter,
    prompter: Prompter,
    *,
    target: Target | None = None,
    anew: bool = False,
    refusal: Refused | None = None,
    by_device: bool | None = None,
) -> SsoToken:
    """Returns the token that is held, refreshed if need be, else that of a new sign-in.

    `target` is what it is for; None: the sign-in itself is wanted. `anew`: by a new sign-in in any
    case; `refusal` is why, for whoever is asked, and `by_device` how, instead of the way that
    worked last. Of several processes one asks, and the others use its session. Raises
    RolecallError.
    """
    if center.fault:
        fault = center.fault.rstrip(".")
        raise ConfigError(
            f"{fault[:1].upper()}{fault[1:]}.",
            "Correct it in the AWS config file or in config.toml.",
        )
    call = services.call(prompter)
    tokens = tokens_of(services)
    before = tokens.read(center)
    if not anew:
        held, refusal = held_token(services, center, call)
        if held is not None:
            return held
    whose = f"{center.cache_key} {center.start_url}"

    def meanwhile() -> SsoToken | None:
        """The token of another process that has signed in."""
        now = tokens.read(center)
        is_other = now is not None and (before is None or now.access_token != before.access_token)
        serves = now is not None and now.expiration - services.clock() > RESERVE
        return now if is_other and serves else None

    def is_answered() -> bool:
        return meanwhile() is not None

    needed = f"the sign-in to Identity Center {center.name}"
    with question_turn(services.turns, whose, needed, prompter, is_answered):
        while True:
            if token := meanwhile():
                return token
            try:
                return _signed_in(
                    services, center, prompter, call, target, refusal, by_device, is_answered
                )
            except AnsweredElsewhere:
                continue


def refreshed_silently(services: Services, center: IdentityCenter) -> SsoToken | None:
    """Returns the token that is held, refreshed if little is left of it; asks nobody.

    None where only a sign-in leads on. Raises RolecallError where AWS is not reached and the token
    no longer serves.
    """
    return held_token(services, center, services.call(SilentPrompter())).token


def _signed_in(
    services: Services,
    center: IdentityCenter,
    prompter: Prompter,
    call: "CallContext",
    target: Target | None,
    refusal: Refused | None,
    by_device: bool | None,
    is_answered: Callable[[], bool],
) -> SsoToken:
    """Has somebody sign in, and keeps the token. Raises RolecallError, and AnsweredElsewhere."""
    # deferred: boto3 costs 0.4 s
    from rolecall.aws.identity_center.oidc import Oidc
    from rolecall.aws.refusals.identity_center_calls import CODE_EXPIRED, REGISTRATION_OVER
    from rolecall.signin.identity_center.pages import DevicePage, LocalPage

    made: list[CenterPage] = []
    oidc = Oidc(center, services.clock, call)

    def begin(by_device: bool) -> BrowserPage:
        page = (DevicePage if by_device else LocalPage)(center, oidc, services.clock)
        made.append(page)
        return page

    usual = wants_device(services.files.env)
    if by_device is None:
        way = load_state(services.files.paths.state_file).sso_ways.get(center.name, "")
        by_device = way == DEVICE if way in (BROWSER, DEVICE) else usual
    question = BrowserQuestion(
        f"Identity Center {center.name}",
        by_device,
        begin,
        target,
        _while_asking(refusal),
        by_hand=f"rolecall sso login {shlex.quote(center.name)}",
        is_answered=is_answered,
    )
    registrations = 1  # that may be refused without a word
    for tried in range(1, _PAGES + 1):
        try:
            signed_in = prompter.browser_login(question)
            break
        except Refused as refused:
            if refused.code in REGISTRATION_OVER.split() and registrations:
                registrations -= 1
            elif refused.code != CODE_EXPIRED or tried == _PAGES:
                raise
            else:
                question = question._replace(refusal=_while_asking(refused))
            question = question._replace(by_device=made[-1].by_device if made else usual)
    token = made[-1].token
    if token is None:
        raise AssertionError("a page that somebody has signed in by has a token")
    prompter.progress(Step.KEEPING_LOGIN)  # who has left meanwhile wants nothing of it kept
    tokens = tokens_of(services)
    with tokens.lock(center):
        keep_token(tokens, center, token)
    _note(services, center, services.clock())
    _remember(services, center, signed_in.by_device, usual)
    return token


def _while_asking(refusal: Refused | None) -> Refused | None:
    """Returns why somebody is asked, with the next step of whoever sees the question already."""
    from rolecall.aws.refusals.identity_center_calls import CODE_EXPIRED  # deferred: as above

    if refusal is None:
        return None
    is_late = refusal.code == CODE_EXPIRED
    return refusal.reworded(advice="Here is a new page." if is_late else "Sign in for a new one.")


def _note(services: Services, center: IdentityCenter, now: datetime) -> None:
    """Notes that a session began. Whoever signs in again within one only goes on with it."""
    notes = notes_of(services)
    end = notes.end_of(center)
    if end is None or now >= end:
        with suppress(RolecallError):
            notes.began(center, now)


def _remember(services: Services, center: IdentityCenter, by_device: bool, usual: bool) -> None:
    """Remembers the way that worked, where it is not the one that would be tried anyway."""

    def change(state: State) -> State:
        ways = {name: way for name, way in state.sso_ways.items() if name != center.name}
        if by_device != usual:
            ways[center.name] = DEVICE if by_device else BROWSER
        return state._replace(sso_ways=ways)

    path = services.files.paths.state_file
    with suppress(RolecallError):
        if change(load_state(path)) != load_state(path):
            update_state(path, change)
